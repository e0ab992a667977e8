// Which messages one wants, as JSON.
import { answer, type Handler, problem, readJson } from '../../../shared/http.ts';
import { chooseMessages, readChoice } from '../actions/messages.ts';
import { messageChoiceSchema } from '../schema/messages.ts';

export const messageRoutes = {
  'GET /api/identity/messages': async (context, c) => c.json(await readChoice(context)),
  'POST /api/identity/messages': async (context, c) => {
    const command = await readJson(c, messageChoiceSchema);
    return command.ok ? answer(c, await chooseMessages(context, command.value), (value) => value) : problem(c, command.refusal);
  },
} satisfies Record<string, Handler>;
