// Statements as JSON: the same lines as on the page, each figure in the unit its name ends with.
import { answer, type Handler, parse, type Web } from '../../../shared/http.ts';
import { type HolderId, holderIdSchema } from '../../../shared/ids.ts';
import { type LineDetail, readLine, readStatement } from '../actions/statements.ts';
import { unknownHolder } from '../rules/statements.ts';
import { type Line, lineSchema } from '../schema/statements.ts';

const figures = ['granted', 'broughtIn', 'passedOn', 'held', 'used', 'lapsed', 'left'] as const;

function showLine(line: Line) {
  const unit = line.unit === 'penny' ? 'Pence' : 'HalfDays';
  const { line: id, of, title, year, account, clause, policy } = line;
  const common = {
    line: id,
    of,
    title,
    year,
    account,
    clause,
    policy,
    ...Object.fromEntries(figures.map((figure) => [`${figure}${unit}`, line[figure]])),
  };
  if (line.of === 'vacancy') {
    const { vacancy, post, vacantFrom, state, recordedAt, closedAt } = line;
    return { ...common, vacancy, post, vacantFrom, state, recordedAt, closedAt };
  }
  const { rule, part, period, state, target, shortfall, assumed, confidential } = line;
  return { ...common, rule, part, period, state, [`target${unit}`]: target, [`shortfall${unit}`]: shortfall, assumed, confidential };
}

const showDetail = ({ holder, name, line, changes, sessions }: LineDetail) => ({
  holder,
  name,
  ...showLine(line),
  unit: line.unit,
  steps: line.of === 'allocation' ? line.steps : [],
  changes,
  sessions: sessions.map(({ session, visit, booking, school, schoolName, service, serviceTitle, state, pence }) => ({
    session,
    visit,
    booking,
    school,
    schoolName,
    service,
    serviceTitle,
    state,
    ...(pence === undefined ? {} : { pence }),
  })),
});

const unknown = (c: Web) => ({ ok: false as const, refusal: unknownHolder(c.req.param('holder') ?? '') });
const holderOf = (c: Web): HolderId | undefined => holderIdSchema.safeParse(c.req.param('holder')).data;

export const statementRoutes = {
  'GET /api/entitlements/statements/{holder}': async (context, c) => {
    const holder = holderOf(c);
    const decision = holder ? await readStatement(context, holder) : unknown(c);
    return answer(c, decision, ({ holder: of, name, lines, beside }) => ({ holder: of, name, lines: lines.map(showLine), beside }));
  },
  'GET /api/entitlements/statements/{holder}/lines/{line}': async (context, c) => {
    const holder = holderOf(c);
    const line = parse(lineSchema, c.req.param('line'));
    return answer(c, holder && line.ok ? await readLine(context, holder, line.value) : unknown(c), showDetail);
  },
} satisfies Record<string, Handler>;
