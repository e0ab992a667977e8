// The worker's two bells: one job to go on with, and a look each minute for jobs that nobody is going on with.
import * as z from 'zod';
import type { Host } from '../../shared/context.ts';
import type { Task } from '../../shared/http.ts';
import { idSchema } from '../../shared/ids.ts';
import { catchUp, workOn } from '../../shared/job.ts';

const workSubject = z.object({ job: idSchema('job') });

export const tasks = (host: Host): Record<'work' | 'catch-up', Task> => ({
  work: async ({ table }, subject) => ({ state: await workOn(table, host, workSubject.parse(subject).job) }),
  'catch-up': ({ table }) => catchUp(table, host),
});
