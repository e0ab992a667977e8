// Publishing a policy pack, as a task of the deployment or the demo; and a slice of an allocation run, asked for by the worker.
import * as z from 'zod';
import type { Task } from '../../shared/http.ts';
import { parse } from '../../shared/http.ts';
import { idSchema } from '../../shared/ids.ts';
import { advanceAllocations } from './actions/runs/slice.ts';
import { publishPolicy } from './actions.ts';
import { publishPolicySchema } from './schema.ts';

const runSubject = z.object({ subject: z.object({ run: idSchema('alr') }) });

export const tasks: Record<string, Task> = {
  'publish-policy': async (context, subject) => {
    const command = parse(publishPolicySchema, subject);
    return command.ok ? publishPolicy(context, command.value) : command;
  },
  'advance-allocations': (context, given) => advanceAllocations(context, runSubject.parse(given).subject.run),
};
