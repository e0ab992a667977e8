// Partnerships' days as pages: those that whoever asks may see, with the plans that wait for a word; and what the forms of a pot and of a plan do.
import { parseDate } from '../../../shared/calendar.ts';
import type { Context } from '../../../shared/context.ts';
import type { Decision } from '../../../shared/decision.ts';
import { type Handlers, parse, readForm, seeOther, type Web } from '../../../shared/http.ts';
import { page, problemPage } from '../../../shared/page.tsx';
import { dateTyped, PageHeading, Pagination, ScrollTable, Tag } from '../../../shared/ui/index.ts';
import { isStaff } from '../../identity/rules.ts';
import type { manifest } from '../../manifest.ts';
import { proposePlan, recordMinutes, releasePlan, sayWord, withdrawPlan } from '../actions/plans.ts';
import { listPots, readPots } from '../actions/pots.ts';
import {
  type Plan,
  planMinutesSchema,
  planWordSchema,
  potsQuerySchema,
  proposePlanSchema,
  releasePlanSchema,
  withdrawPlanSchema,
} from '../schema/plans.ts';
import { halfDaysTyped } from './needs-forms.tsx';
import { potPage } from './pot.tsx';
import { type PlanForm, planPage, type Typed } from './pot-plan.tsx';
import { plannable, proposePage } from './pot-propose.tsx';
import { planPath, potPath, potsPath } from './pot-words.tsx';

type Routes = (typeof manifest)['entitlements']['routes'];
type Pages = {
  [R in keyof Routes as R extends `${string} /entitlements/pots${string}`
    ? R extends `${string} /api/${string}`
      ? never
      : R
    : never]: Routes[R];
};

async function listPage(context: Context, c: Web): Promise<Response> {
  const { after } = c.req.query();
  const query = parse(potsQuerySchema, after ? { after } : {});
  if (!query.ok) return problemPage(c, context, query.refusal);
  const { items, next } = await listPots(context, query.value.after);
  const waits = (n: number) => (n === 0 ? 'none' : `${n} ${n === 1 ? 'waits' : 'wait'} for your word`);
  return page(context, c, {
    title: 'Partnership days',
    wide: true,
    children: (
      <>
        <PageHeading>Partnership days</PageHeading>
        {items.length === 0 && (
          <p class="govuk-body">{isStaff(context.actor) ? 'No partnership is recorded.' : 'You are in no partnership today.'}</p>
        )}
        {items.length > 0 && (
          <ScrollTable
            label="Partnerships"
            firstCellIsHeader
            head={[
              { text: 'Partnership' },
              { text: 'Open plans', format: 'numeric' },
              ...(isStaff(context.actor) ? [] : [{ text: 'Of these' }]),
            ]}
            rows={items.map(({ partnership, openPlans, waiting }) => [
              {
                html: (
                  <a class="govuk-link" href={potPath(context, partnership.id)}>
                    {partnership.name}
                  </a>
                ),
              },
              { text: String(openPlans), format: 'numeric' as const },
              ...(isStaff(context.actor)
                ? []
                : [{ html: waiting > 0 ? <Tag text={waits(waiting)} classes="govuk-tag--yellow" /> : 'None waits for your word' }]),
            ])}
          />
        )}
        {next && <Pagination next={{ href: `${potsPath(context)}?${new URLSearchParams({ after: next })}`, text: 'Next page' }} />}
      </>
    ),
  });
}

/** Whole numbers as people type them; anything else is left for the schema to judge. */
const numberTyped = (text: string | undefined): unknown => (text !== undefined && /^\d{1,6}$/.test(text) ? Number(text) : text);

async function propose(context: Context, c: Web): Promise<Response> {
  const form = await readForm(c);
  const group = c.req.param('group') ?? '';
  const [rule, part, from] = [form.one('rule'), form.one('part'), form.one('from')];
  const typed = { days: form.one('days'), purpose: form.one('purpose'), services: form.many('services'), key: form.one('key') };
  const { days, ...rest } = typed;
  const command = parse(proposePlanSchema, { ...rest, halfDays: halfDaysTyped(days), rule, part, from });
  const decision = command.ok ? await proposePlan(context, group, command.value) : command;
  if (decision.ok) return seeOther(`${planPath(context, decision.value)}?done=proposed`);
  const found = await readPots(context, group, parseDate(from ?? ''));
  const pot = found.ok ? plannable(found.value, { rule, part }) : undefined;
  // Whoever sees the pot and may not plan with it is told nothing of the form.
  if (!found.ok || decision.refusal.name === 'unknown-organisation')
    return problemPage(c, context, found.ok ? decision.refusal : found.refusal);
  return pot ? proposePage(context, c, found.value, pot, typed, decision.refusal) : problemPage(c, context, decision.refusal);
}

const of = (c: Web) => ({ group: c.req.param('group') ?? '', plan: c.req.param('plan') ?? '' });

/** What a form of a plan does: back to the plan, or the form once more with what was typed. */
async function answerForm(
  context: Context,
  c: Web,
  form: PlanForm,
  act: (typed: Typed) => Decision<unknown> | Promise<Decision<Plan>>,
): Promise<Response> {
  const typed = await readForm(c);
  const decision = await act(typed);
  if (decision.ok) return seeOther(`${potPath(context, of(c).group)}/plans/${of(c).plan}?done=${form}`);
  return planPage(context, c, { form, typed, refusal: decision.refusal });
}

export const potPages: Handlers<Pages> = {
  'GET /entitlements/pots': listPage,
  'GET /entitlements/pots/{group}': potPage,
  'POST /entitlements/pots/{group}/plans': propose,
  'GET /entitlements/pots/{group}/plans/{plan}': (context, c) => planPage(context, c),
  'POST /entitlements/pots/{group}/plans/{plan}/words': (context, c) =>
    answerForm(context, c, 'words', (typed) => {
      const command = parse(planWordSchema, { word: typed.one('word'), reason: typed.one('reason'), member: typed.one('member') });
      return command.ok ? sayWord(context, of(c), command.value) : command;
    }),
  'POST /entitlements/pots/{group}/plans/{plan}/minutes': (context, c) =>
    answerForm(context, c, 'minutes', (typed) => {
      const fields = { meeting: typed.one('meeting'), on: dateTyped(typed, 'on'), reason: typed.one('reason') };
      const command = parse(planMinutesSchema, { ...fields, agreed: typed.many('agreed'), declined: typed.many('declined') });
      return command.ok ? recordMinutes(context, of(c), command.value) : command;
    }),
  'POST /entitlements/pots/{group}/plans/{plan}/withdrawal': (context, c) =>
    answerForm(context, c, 'withdrawal', (typed) => {
      const command = parse(withdrawPlanSchema, { reason: typed.one('reason') });
      return command.ok ? withdrawPlan(context, of(c), command.value) : command;
    }),
  'POST /entitlements/pots/{group}/plans/{plan}/release': (context, c) =>
    answerForm(context, c, 'release', (typed) => {
      const fields = {
        halfDays: halfDaysTyped(typed.one('days')),
        reason: typed.one('reason'),
        version: numberTyped(typed.one('version')),
      };
      const command = parse(releasePlanSchema, fields);
      return command.ok ? releasePlan(context, of(c), command.value) : command;
    }),
};
