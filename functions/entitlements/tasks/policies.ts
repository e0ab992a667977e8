// What follows the publication of a draft: the catalogue is given the version's services and prices.
import * as z from 'zod';
import type { Host } from '../../../shared/context.ts';
import type { Task } from '../../../shared/http.ts';
import { policyVersion } from '../store.ts';

const adoptionSchema = z.object({ payload: z.strictObject({ policy: z.int().min(1) }) });

export const policyTasks = (host: Pick<Host, 'invoke'>): Record<'adopt-policy', Task> => ({
  /** An effect of the outbox. The catalogue takes over only what it has not, so that a second delivery adds nothing. */
  'adopt-policy': async ({ table }, subject) => {
    const { policy } = adoptionSchema.parse(subject).payload;
    const found = await policyVersion(table, policy);
    if (!found) throw new Error('a version that was published is not there');
    return host.invoke('catalogue', { council: table.council, task: 'adopt-services', subject: { pack: found.pack } });
  },
});
