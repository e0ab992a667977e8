// Rings of the bell: each delivers what is due and answers the counts.
import type { Host } from '../../shared/context.ts';
import type { Task } from '../../shared/http.ts';
import { deliverDue } from '../../shared/outbox.ts';

export const tasks = (host: Host): Record<'deliver', Task> => ({
  deliver: ({ table, logger }) => deliverDue(table, logger, (name, event) => host.invoke(name, event)),
});
