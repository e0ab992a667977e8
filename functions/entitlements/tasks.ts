// Publishing a policy pack, as a task of the deployment or the demo.
import type { Task } from '../../shared/http.ts';
import { parse } from '../../shared/http.ts';
import { publishPolicy } from './actions.ts';
import { publishPolicySchema } from './schema.ts';

export const tasks: Record<string, Task> = {
  'publish-policy': async (context, subject) => {
    const command = parse(publishPolicySchema, subject);
    return command.ok ? publishPolicy(context, command.value) : command;
  },
};
