// The JSON API of reports.
import { answer, type Handlers, parse, problem } from '../../shared/http.ts';
import { holderIdSchema } from '../../shared/ids.ts';
import type { Effect } from '../../shared/outbox.ts';
import { unknownHolder } from '../entitlements/rules/statements.ts';
import type { manifest } from '../manifest.ts';
import { addressOfExport, readExports, startExport } from './actions/exports.ts';
import { readHome } from './actions/home.ts';
import { type NamedMessage, readMessages } from './actions/messages.ts';
import { readStuck } from './actions/outbox.ts';
import { readProof, startProof } from './actions/proof.ts';
import { listSeals, sealFirst } from './actions/seals.ts';
import { readYearStatement } from './actions/year-statement.ts';
import { listRoutes, ringFor } from './routes/lists.ts';
import { trialRoutes } from './routes/trials.ts';
import { showYearStatement } from './routes/year-statement.ts';
import { messagesQuerySchema } from './schema/messages.ts';
import { sealsQuery } from './schema/seals.ts';
import { yearQuerySchema } from './schema/statements.ts';

type Routes = (typeof manifest)['reports']['routes'];
type Api = { [R in keyof Routes as R extends `${string} /api/${string}` ? R : never]: Routes[R] };

const showEffect = ({ subject, version, function: name, task, state, attempts, dueAt, error, writtenAt }: Effect) => ({
  subject,
  version,
  function: name,
  task,
  state,
  attempts,
  dueAt: new Date(dueAt).toISOString(),
  error,
  writtenAt,
});

const showMessage = ({ type: _type, personName, ...message }: NamedMessage) => ({ ...message, name: personName });

export const routes: Handlers<Api> = {
  ...trialRoutes,
  ...listRoutes,
  'GET /api/reports/home': async (context, c) => c.json(await readHome(context)),
  'GET /api/reports/proof': async (context, c) => c.json(await readProof(context)),
  'POST /api/reports/proof': async (context, c) => {
    await sealFirst(context, c.get('host'));
    const decision = await startProof(context, ringFor(c, context.council.slug));
    return answer(c, decision, (proof) => proof, decision.ok && decision.value.state === 'running' ? 202 : 201);
  },
  'GET /api/reports/proof/seals': async (context, c) => {
    const query = parse(sealsQuery, c.req.query());
    if (!query.ok) return problem(c, query.refusal);
    const { items, next } = await listSeals(context, query.value.after);
    return c.json({ seals: items, ...(next ? { next } : {}) });
  },
  'GET /api/reports/proof/export': async (context, c) => {
    const exports = await readExports(context);
    const file = await addressOfExport(context, c.get('host'));
    return c.json({ ...exports, ...(file.ok ? { file: file.value } : {}) });
  },
  'POST /api/reports/proof/export': async (context, c) => {
    await sealFirst(context, c.get('host'));
    return answer(c, await startExport(context, ringFor(c, context.council.slug)), (entry) => entry, 202);
  },
  'GET /api/reports/statements/{holder}': async (context, c) => {
    const text = c.req.param('holder') ?? '';
    const holder = holderIdSchema.safeParse(text);
    const query = parse(yearQuerySchema, c.req.query());
    if (!query.ok) return problem(c, query.refusal);
    if (!holder.success) return problem(c, unknownHolder(text));
    return answer(c, await readYearStatement(context, holder.data, query.value), showYearStatement);
  },
  'GET /api/reports/outbox': async (context, c) => {
    const { parked, late } = await readStuck(context);
    return c.json({ parked: parked.map(showEffect), late: late.map(showEffect) });
  },
  'GET /api/reports/messages': async (context, c) => {
    const query = parse(messagesQuerySchema, c.req.query());
    if (!query.ok) return problem(c, query.refusal);
    const { items, next } = await readMessages(context, query.value);
    return c.json({ messages: items.map(showMessage), ...(next ? { next } : {}) });
  },
};
