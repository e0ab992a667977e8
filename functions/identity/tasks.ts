// Registering people, as a task of the deployment or the demo: who may sign in is decided by the council, not by whoever comes.
import { parse, type Task } from '../../shared/http.ts';
import { registerPerson } from './actions.ts';
import { registerPersonSchema } from './schema.ts';

export const tasks: Record<string, Task> = {
  'register-person': async (context, subject) => {
    const command = parse(registerPersonSchema, subject);
    return command.ok ? registerPerson(context, command.value) : command;
  },
};
