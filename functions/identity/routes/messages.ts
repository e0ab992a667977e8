// Which messages one wants, as JSON.
import { answer, type Handler, problem, readJson } from '../../../shared/http.ts';
import { kindNames, kinds } from '../../../shared/kinds.ts';
import { chooseMessages, readChoices } from '../actions/messages.ts';
import { choiceOfSchema } from '../schema/messages.ts';

const essential = kindNames.flatMap((kind) => {
  const { title, ...of } = kinds[kind];
  return 'essential' in of ? [{ kind, title, because: of.essential }] : [];
});

export const messageRoutes = {
  'GET /api/identity/messages': async (context, c) => {
    const optional = (await readChoices(context)).map(({ kind, wanted }) => ({ kind, title: kinds[kind].title, wanted }));
    return c.json({ optional, essential });
  },
  'POST /api/identity/messages': async (context, c) => {
    const command = await readJson(c, choiceOfSchema);
    return command.ok ? answer(c, await chooseMessages(context, command.value), (value) => value) : problem(c, command.refusal);
  },
} satisfies Record<string, Handler>;
