// Limits as JSON: the twins of their page's forms.
import { refuse } from '../../../shared/decision.ts';
import { answer, type Handler, problem, readJson, type Web } from '../../../shared/http.ts';
import { organisationIdSchema } from '../../../shared/ids.ts';
import { readLimits, setLimit, settleApproval, settlePurchaseOrders } from '../actions/limits.ts';
import { setLimitSchema, settleApprovalSchema, settlePurchaseOrdersSchema } from '../schema/limits.ts';

export const organisationIn = (c: Web) => organisationIdSchema.safeParse(c.req.param('organisation')).data;
const unknown = refuse('unknown-organisation');
const same = <T>(value: T): T => value;

export const limitRoutes = {
  'GET /api/identity/limits/{organisation}': async (context, c) => {
    const id = organisationIn(c);
    return answer(c, id ? await readLimits(context, id) : unknown, same);
  },
  'POST /api/identity/limits/{organisation}/people': async (context, c) => {
    const [id, command] = [organisationIn(c), await readJson(c, setLimitSchema)];
    if (!command.ok) return problem(c, command.refusal);
    return answer(c, id ? await setLimit(context, id, command.value) : unknown, same);
  },
  'POST /api/identity/limits/{organisation}/approval': async (context, c) => {
    const [id, command] = [organisationIn(c), await readJson(c, settleApprovalSchema)];
    if (!command.ok) return problem(c, command.refusal);
    return answer(c, id ? await settleApproval(context, id, command.value) : unknown, same);
  },
  'POST /api/identity/limits/{organisation}/purchase-orders': async (context, c) => {
    const [id, command] = [organisationIn(c), await readJson(c, settlePurchaseOrdersSchema)];
    if (!command.ok) return problem(c, command.refusal);
    return answer(c, id ? await settlePurchaseOrders(context, id, command.value) : unknown, same);
  },
} satisfies Record<string, Handler>;
