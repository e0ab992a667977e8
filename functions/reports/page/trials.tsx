// Policies tried on a year: all trials with the form that begins one, and what is done on the page of one.
import { stringify } from 'csv-stringify/sync';
import { academicYearOf, londonDate, momentText } from '../../../shared/calendar.ts';
import type { Context } from '../../../shared/context.ts';
import type { Refusal } from '../../../shared/decision.ts';
import { type Handlers, parse, readForm, seeOther, type Web } from '../../../shared/http.ts';
import { faultsOf, page, problemPage } from '../../../shared/page.tsx';
import {
  Button,
  type Element,
  errorFor,
  fieldOf,
  Input,
  PageHeading,
  Pagination,
  Radios,
  ScrollTable,
  Select,
  Tag,
} from '../../../shared/ui/index.ts';
import { yearTitle } from '../../entitlements/rules/statements.ts';
import { can } from '../../identity/rules.ts';
import type { manifest } from '../../manifest.ts';
import { adjustTrial, listTrials, readTrial, startTrial, type TrialView, triables, withSums } from '../actions/trials/trials.ts';
import { fileColumns, fileRows, poundsTyped, triedText } from '../rules/trials/words.ts';
import { adjustTrialSchema, startTrialSchema, trialsQuerySchema } from '../schema/trials.ts';
import { base, type SumTyped, trialPage } from './trials-shown.tsx';

type Routes = (typeof manifest)['reports']['routes'];
type Pages = {
  [R in keyof Routes as R extends `${string} /reports/trials${string}`
    ? R extends `${string} /api/${string}`
      ? never
      : R
    : never]: Routes[R];
};

type Typed = Partial<Record<'of' | 'clock' | 'year', string | undefined>>;

const states: Readonly<Record<TrialView['shows'], { text: string; classes: string }>> = {
  queued: { text: 'Waiting for its turn', classes: 'govuk-tag--blue' },
  reading: { text: 'Being worked out', classes: 'govuk-tag--blue' },
  stopped: { text: 'Stopped', classes: 'govuk-tag--red' },
  done: { text: 'Done', classes: 'govuk-tag--green' },
};

const Trials = ({ context, trials }: { context: Context; trials: readonly TrialView[] }): Element => (
  <ScrollTable
    caption="Trials, newest first"
    captionClasses="govuk-table__caption--m"
    firstCellIsHeader
    head={[{ text: 'Tried' }, { text: 'Policy' }, { text: 'On' }, { text: 'By' }, { text: 'State' }]}
    rows={trials.map((trial) => [
      {
        html: (
          <a class="govuk-link" href={`${base(context)}/${trial.id}`}>
            {momentText(trial.startedAt)}
          </a>
        ),
      },
      { text: triedText(trial.of) },
      { text: yearTitle(trial.year) },
      { text: trial.startedByName },
      { html: <Tag {...states[trial.shows]} /> },
    ])}
  />
);

async function StartForm({ context, typed, refusal }: { context: Context; typed: Typed; refusal: Refusal | undefined }): Promise<Element> {
  const { versions, drafts } = await triables(context);
  const errors = refusal && faultsOf(refusal);
  const items = [
    ...drafts.map(({ id, title }) => ({ value: id as string, text: `Draft: ${title}` })),
    ...versions.map(({ version, title }) => ({ value: String(version), text: `Version ${version}: ${title}` })),
  ];
  return (
    <form method="post" action={base(context)} novalidate>
      <Select {...fieldOf(typed, errors, 'of')} label={{ text: 'Policy' }} items={items} />
      <Radios
        name="clock"
        idPrefix="clock"
        fieldset={{ legend: { text: 'Which year', classes: 'govuk-fieldset__legend--s' } }}
        value={typed.clock ?? 'academic'}
        errorMessage={errorFor(errors, 'clock')}
        items={[
          { value: 'academic', text: 'An academic year', hint: { text: '1 September to 31 August' } },
          { value: 'financial', text: 'A financial year', hint: { text: '1 April to 31 March' } },
        ]}
      />
      <Input
        name="year"
        label={{ text: 'The year in which it begins' }}
        hint={{ text: 'A past year or the current one. For example, 2025 for 2025/26.' }}
        inputmode="numeric"
        classes="govuk-input--width-4"
        value={typed.year ?? String(academicYearOf(londonDate(context.now)))}
        errorMessage={errorFor(errors, 'year')}
      />
      <Button text="Try it" preventDoubleClick />
    </form>
  );
}

async function listPage(context: Context, c: Web, typed: Typed = {}, refusal?: Refusal): Promise<Response> {
  const { of, ...asked } = c.req.method === 'GET' ? c.req.query() : {};
  const query = parse(trialsQuerySchema, asked);
  if (!query.ok) return problemPage(c, context, query.refusal);
  const { items, next } = await listTrials(context, query.value.after);
  const form = can(context.actor, 'policy:try') && (await StartForm({ context, typed: { ...(of ? { of } : {}), ...typed }, refusal }));
  return page(context, c, {
    title: 'Try a policy on a year',
    refusal,
    wide: true,
    back: { href: `/${context.council.slug}/entitlements/policies`, text: 'Policy' },
    children: (
      <>
        <PageHeading>Try a policy on a year</PageHeading>
        <p class="govuk-body-l">
          What would a past or current year have been under another policy: in days, and in pounds? It is worked out beside the books.
          Nothing that was granted, booked or billed is touched.
        </p>
        {form}
        {items.length > 0 ? <Trials context={context} trials={items} /> : <p class="govuk-body">No policy has been tried yet.</p>}
        {next && <Pagination next={{ href: `${base(context)}?${new URLSearchParams({ after: next })}`, text: 'Earlier trials' }} />}
      </>
    ),
  });
}

const wholeNumber = (text: string | undefined): number | string | undefined => (text && /^\d{1,6}$/.test(text) ? Number(text) : text);

async function start(context: Context, c: Web): Promise<Response> {
  const form = await readForm(c);
  const typed = { of: form.one('of'), clock: form.one('clock'), year: form.one('year') };
  const command = parse(startTrialSchema, { ...typed, year: wholeNumber(typed.year) });
  const decision = command.ok ? await startTrial(context, c.get('host'), command.value) : command;
  return decision.ok ? seeOther(`${base(context)}/${decision.value.id}`) : listPage(context, c, typed, decision.refusal);
}

/** The trial's sums with one more, or one less: the same list that a program sends whole. A fault of the one is told by the form's own fields. */
async function adjust(
  context: Context,
  c: Web,
  make: (trial: TrialView) => { sums: unknown[]; typed?: SumTyped },
  version: unknown,
): Promise<Response> {
  const found = await readTrial(context, c.req.param('trial'));
  if (!found.ok) return problemPage(c, context, found.refusal);
  const { sums, typed } = make(found.value);
  const command = parse(adjustTrialSchema, { version, adjustments: sums });
  const decision = command.ok ? await adjustTrial(context, found.value.id, command.value) : command;
  if (decision.ok) return seeOther(`${base(context)}/${found.value.id}#sums`);
  const faults = decision.refusal.faults?.map(({ field, detail }) => ({ field: field.split('.')[2] ?? field, detail }));
  const named = faults?.map((fault) => ({ ...fault, field: fault.field === 'pence' ? 'pounds' : fault.field }));
  return trialPage(context, c, found.value, typed, { ...decision.refusal, ...(named ? { faults: named } : {}) });
}

async function addSum(context: Context, c: Web): Promise<Response> {
  const form = await readForm(c);
  const typed: SumTyped = Object.fromEntries(
    (['row', 'financialYear', 'kind', 'pounds', 'note'] as const).map((field) => [field, form.one(field)]),
  );
  const { pounds, financialYear, ...rest } = typed;
  const sum = { ...rest, financialYear: wholeNumber(financialYear), pence: poundsTyped(pounds) };
  return adjust(context, c, ({ adjustments }) => ({ sums: [...adjustments, sum], typed }), wholeNumber(form.one('version')));
}

async function removeSum(context: Context, c: Web): Promise<Response> {
  const form = await readForm(c);
  const which = wholeNumber(form.one('sum'));
  return adjust(context, c, ({ adjustments }) => ({ sums: adjustments.filter((_, i) => i !== which) }), wholeNumber(form.one('version')));
}

async function file(context: Context, c: Web): Promise<Response> {
  const found = await withSums(context, await readTrial(context, c.req.param('trial')));
  if (!found.ok) return problemPage(c, context, found.refusal);
  const { trial, sums } = found.value;
  if (!sums) return problemPage(c, context, { name: 'wrong-state', detail: 'The trial is not finished yet.' });
  const rows = [fileColumns, ...fileRows(sums, trial.costs)];
  // The name of a partnership may look like a formula to the spreadsheet it is opened in; a sum that is lost begins with its minus, and is none.
  const string = (value: string) => (/^-\d+(\.\d\d)?$/.test(value) ? { value, escape_formulas: false } : value);
  return new Response(`\ufeff${stringify(rows, { record_delimiter: 'windows', escape_formulas: true, cast: { string } })}`, {
    headers: { 'content-type': 'text/csv; charset=utf-8', 'content-disposition': `attachment; filename="${trial.id}.csv"` },
  });
}

export const trialPages: Handlers<Pages> = {
  'GET /reports/trials': (context, c) => listPage(context, c),
  'POST /reports/trials': start,
  'GET /reports/trials/{trial}': async (context, c) => {
    const found = await readTrial(context, c.req.param('trial'));
    return found.ok ? trialPage(context, c, found.value) : problemPage(c, context, found.refusal);
  },
  'GET /reports/trials/{trial}/file': file,
  'POST /reports/trials/{trial}/adjustments': addSum,
  'POST /reports/trials/{trial}/adjustments/removal': removeSum,
};
