// What the operator of a deployment does without a page: recording a council and registering people. Who may sign in is decided by the council, not by
// whoever comes.
import { accept } from '../../shared/decision.ts';
import { type Founding, parse, type Task } from '../../shared/http.ts';
import { recordCouncil } from './actions/council.ts';
import { registerPerson } from './actions/register.ts';
import { councilSchemaOf } from './schema/council.ts';
import { registerPersonSchema } from './schema/people.ts';

/** The council that the subject of `record-council` describes, as if it began today. */
export const foundingOf = (demo: boolean): Founding => {
  const schema = councilSchemaOf(demo);
  return (subject, today) => {
    const described = parse(schema, subject);
    return described.ok ? accept({ ...described.value, ledgerFrom: today }) : described;
  };
};

export const tasks: Record<string, Task> = {
  'record-council': (context) => recordCouncil(context),
  'register-person': async (context, subject) => {
    const command = parse(registerPersonSchema, subject);
    return command.ok ? registerPerson(context, command.value) : command;
  },
};
