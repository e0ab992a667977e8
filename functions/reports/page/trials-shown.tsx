// One trial: what was tried on which year and how it was worked out, what it came to, and the sums that stand beside it.
import { academicYearText, dateText, momentText } from '../../../shared/calendar.ts';
import type { Context } from '../../../shared/context.ts';
import type { Refusal } from '../../../shared/decision.ts';
import type { Web } from '../../../shared/http.ts';
import { formatPence } from '../../../shared/money.ts';
import { faultsOf, page } from '../../../shared/page.tsx';
import {
  Button,
  Details,
  type Element,
  errorFor,
  fieldOf,
  GoingOn,
  Input,
  InsetText,
  LinkLine,
  PageHeading,
  PostButton,
  Radios,
  ScrollTable,
  Select,
  SummaryList,
  WarningText,
} from '../../../shared/ui/index.ts';
import { yearTitle } from '../../entitlements/rules/statements.ts';
import { can } from '../../identity/rules.ts';
import { type TrialView, withSums } from '../actions/trials/trials.ts';
import { lacksCost } from '../rules/trials/pounds.ts';
import { financialYearsFor } from '../rules/trials/start.ts';
import { triedText, typedRowTexts } from '../rules/trials/words.ts';
import { mostAdjustments, type Sums, savingRows } from '../schema/trials.ts';
import { Breakdowns, costsText, RulesTable, SavingsTable } from './trials-tables.tsx';

export const base = (context: Context): string => `/${context.council.slug}/reports/trials`;
export type SumTyped = Partial<Record<'row' | 'financialYear' | 'kind' | 'pounds' | 'note', string | undefined>>;

const Facts = ({ context, trial }: { context: Context; trial: TrialView }): Element => (
  <SummaryList
    rows={[
      {
        key: { text: 'Policy' },
        value: {
          html: (
            <a
              class="govuk-link"
              href={`/${context.council.slug}/entitlements/policies/${'draft' in trial.of ? `drafts/${trial.of.draft}` : trial.of.policy}`}
            >
              {triedText(trial.of)}
            </a>
          ),
        },
      },
      {
        key: { text: 'Year' },
        value: { text: `${yearTitle(trial.year)}: ${dateText(trial.period.from)} to ${dateText(trial.period.to)}` },
      },
      { key: { text: 'Facts until' }, value: { text: dateText(trial.until) } },
      { key: { text: 'Holders looked at' }, value: { text: trial.holders.toLocaleString('en-GB') } },
      { key: { text: 'Cost of a day' }, value: { text: `${costsText(trial)}: cost, not charge` } },
      { key: { text: 'Tried' }, value: { text: `${momentText(trial.startedAt)} by ${trial.startedByName}` } },
    ]}
  />
);

const Assumptions = (): Element => (
  <Details summaryText="How it is worked out">
    <ul class="govuk-list govuk-list--bullet">
      <li>
        Before and after are both worked out anew from what is recorded of schools, partnerships and teams. Nothing that was granted counts.
      </li>
      <li>The policy that is tried counts as if it had been in force from the first. Days that it names itself stay as they are.</li>
      <li>Rules that go by the other year are taken for the year in which the first day lies.</li>
      <li>
        A free half-day has no price. Employees: the half-days that are granted no more, at what a day costs the council on its date: cost,
        not charge. A year’s half-days fall into financial years by the days of the year in each.
      </li>
      <li>
        Income lost: half-days of the year that were paid for and would be free, if schools used what more they are granted for them, at the
        price that was agreed. A partnership’s own days are not set against what its members paid for, nor a school’s against what a team
        paid for.
      </li>
      <li>
        Additional income is possible, not certain: half-days that were free, would not be, and could be bought, if schools bought each of
        them at the price of its day.
      </li>
      <li>One-off: under a rule that has a last day, or that is paid for by what has one. Everything else is ongoing.</li>
      <li>
        A school is counted under the kind, district and partnership of the last day, of several partnerships under the one it has been in
        longest.
      </li>
    </ul>
  </Details>
);

type SumsProps = { trial: TrialView; here: string };

const SumsTable = ({ trial, here, mayType }: SumsProps & { mayType: boolean }): Element => (
  <ScrollTable
    label="Sums that were typed"
    head={[
      { text: 'Row' },
      { text: 'Year' },
      { text: 'What for' },
      { text: 'Sum', format: 'numeric' },
      ...(mayType ? [{ text: 'Take out' }] : []),
    ]}
    rows={trial.adjustments.map(({ row, financialYear, kind, pence, note }, i) => [
      { text: typedRowTexts[row] },
      { text: `${academicYearText(financialYear)}, ${kind}` },
      { text: note },
      { text: formatPence(pence), format: 'numeric' as const },
      ...(mayType
        ? [
            {
              html: (
                <PostButton
                  action={`${here}/removal`}
                  fields={{ version: String(trial.version), sum: String(i) }}
                  html={
                    <>
                      Take out<span class="govuk-visually-hidden"> {note}</span>
                    </>
                  }
                  classes="govuk-button--secondary govuk-!-margin-bottom-0"
                />
              ),
            },
          ]
        : []),
    ])}
  />
);

function SumForm({ trial, here, typed, refusal }: SumsProps & { typed: SumTyped; refusal: Refusal | undefined }): Element {
  const errors = refusal && faultsOf(refusal);
  const { first, last } = financialYearsFor(trial.period);
  const years = Array.from({ length: last - first + 1 }, (_, i) => first + i);
  return (
    <form method="post" action={here} novalidate>
      <h3 class="govuk-heading-s">Add a sum that nothing recorded here can tell</h3>
      <input type="hidden" name="version" value={String(trial.version)} />
      <Select
        name="row"
        label={{ text: 'Row' }}
        value={typed.row ?? 'other-costs'}
        items={savingRows.map((value) => ({ value, text: typedRowTexts[value] }))}
        errorMessage={errorFor(errors, 'row')}
      />
      <Select
        {...fieldOf(typed, errors, 'financialYear')}
        label={{ text: 'Financial year' }}
        items={years.map((value) => ({ value, text: academicYearText(value) }))}
      />
      <Radios
        name="kind"
        idPrefix="kind"
        fieldset={{ legend: { text: 'How often', classes: 'govuk-fieldset__legend--s' } }}
        value={typed.kind}
        errorMessage={errorFor(errors, 'kind')}
        items={[
          { value: 'ongoing', text: 'Ongoing' },
          { value: 'one-off', text: 'One-off' },
        ]}
      />
      <Input
        {...fieldOf(typed, errors, 'pounds')}
        label={{ text: 'Pounds' }}
        hint={{ text: 'A saving is positive. Income lost, and further costs, have a minus. Implementation costs are positive.' }}
        classes="govuk-input--width-10"
      />
      <Input {...fieldOf(typed, errors, 'note')} label={{ text: 'What it is for' }} />
      <Button text="Add the sum" classes="govuk-button--secondary" preventDoubleClick />
    </form>
  );
}

type TypedSumsProps = { context: Context; trial: TrialView; typed: SumTyped; refusal: Refusal | undefined };

function TypedSums({ context, trial, typed, refusal }: TypedSumsProps): Element {
  const here = `${base(context)}/${trial.id}/adjustments`;
  const mayType = can(context.actor, 'policy:try');
  return (
    <div id="sums">
      <h2 class="govuk-heading-m">Sums that were typed</h2>
      {trial.adjustments.length === 0 ? (
        <p class="govuk-body">None: the table holds only what was worked out.</p>
      ) : (
        <SumsTable trial={trial} here={here} mayType={mayType} />
      )}
      {mayType && trial.adjustments.length < mostAdjustments && <SumForm trial={trial} here={here} typed={typed} refusal={refusal} />}
    </div>
  );
}

const Outdated = ({ trial: { outdated, of, policies } }: { trial: TrialView }): Element | null => {
  if (!outdated.draft && !outdated.policy) return null;
  const texts = [
    ...(outdated.draft && 'draft' in of ? [`The draft was changed since. This is what its version ${of.draftVersion} comes to.`] : []),
    ...(outdated.policy
      ? [`Another version of the policy was published since. Before is what the versions up to ${policies} come to.`]
      : []),
  ];
  return <InsetText text={`${texts.join(' ')} Try it again to see it as it stands now.`} />;
};

function Result({ trial, sums }: { trial: TrialView; sums: Sums }): Element {
  const unpriced = sums.all.income.reduce((sum, { unpricedHalfDays }) => sum + unpricedHalfDays, 0);
  return (
    <>
      {lacksCost(sums, trial.costs) && (
        <WarningText text="The policy does not say what a day costs for all of this time: half-days of that time are counted, and not valued." />
      )}
      {unpriced > 0 && (
        <InsetText text={`${unpriced} half-days could be bought, and no price is known for their day: they are not valued.`} />
      )}
      <RulesTable rules={sums.rules} />
      {sums.rules.some(({ asset }) => asset === 'penny') && (
        <p class="govuk-body">
          Sums of money that a rule gives pay prices within the council. They are shown here and are no part of the table of savings.
        </p>
      )}
      <SavingsTable trial={trial} sums={sums} />
      <p class="govuk-body">What follows is what was worked out, without the sums that were typed. Each table adds up to the same total.</p>
      <Breakdowns trial={trial} sums={sums} />
    </>
  );
}

/** The page of a trial; with a refusal, the form of a typed sum again as it was filled in. */
export async function trialPage(context: Context, c: Web, trial: TrialView, typed: SumTyped = {}, refusal?: Refusal): Promise<Response> {
  const here = `${base(context)}/${trial.id}`;
  const whole = await withSums(context, { ok: true, value: trial });
  const sums = whole.ok ? whole.value.sums : undefined;
  const isGoingOn = trial.shows === 'queued' || trial.shows === 'reading';
  return page(context, c, {
    title: `${trial.of.title}, tried on a year`,
    refusal,
    wide: true,
    back: { href: base(context), text: 'Try a policy on a year' },
    children: (
      <>
        <PageHeading caption={`Tried on the ${yearTitle(trial.year).toLowerCase()}`}>{trial.of.title}</PageHeading>
        <Outdated trial={trial} />
        {isGoingOn && (
          <GoingOn here={here}>
            Every holder is being looked at: {trial.holders.toLocaleString('en-GB')} so far. You may leave this page; it goes on.
          </GoingOn>
        )}
        {trial.shows === 'stopped' && <WarningText text="The trial has stopped and will not be finished. Try the policy again." />}
        <Facts context={context} trial={trial} />
        <Assumptions />
        {sums && <Result trial={trial} sums={sums} />}
        {sums && <LinkLine href={`${here}/file`} text="Download every breakdown (CSV)" />}
        {sums && <TypedSums context={context} trial={trial} typed={typed} refusal={refusal} />}
      </>
    ),
  });
}
