// What a trial came to, in tables: by rule in days, the table of savings in the source's rows, and each breakdown.
import { academicYearText, dateText } from '../../../shared/calendar.ts';
import { formatPence } from '../../../shared/money.ts';
import { type Element, halfDaysText, ScrollTable, Tag } from '../../../shared/ui/index.ts';
import { amountText, kindText } from '../../entitlements/rules/run-words.ts';
import type { TrialView } from '../actions/trials/trials.ts';
import { type BreakdownLine, breakdownOf, type Figures, savingsTable } from '../rules/trials/pounds.ts';
import { keptTogether } from '../rules/trials/sums.ts';
import { breakdownTexts, placeText, rowTexts, sumText } from '../rules/trials/words.ts';
import { dimensions, type RuleChange, type Sums } from '../schema/trials.ts';

const numeric = { format: 'numeric' as const };
const many = (n: number): string => n.toLocaleString('en-GB');

/** A difference with its sign. */
const changeText = (asset: RuleChange['asset'], change: number): string =>
  change === 0 ? 'none' : `${change < 0 ? '−' : '+'}${amountText(asset, Math.abs(change))}`;
const daysText = (halfDays: number): string => (halfDays === 0 ? 'none' : halfDaysText(halfDays));

export function RulesTable({ rules }: { rules: readonly RuleChange[] }): Element {
  const sorted = [...rules].sort((a, b) => (`${a.title} ${a.part} ${a.kind}` < `${b.title} ${b.part} ${b.kind}` ? -1 : 1));
  return (
    <ScrollTable
      caption="Granted, before and after"
      captionClasses="govuk-table__caption--m"
      head={[
        { text: 'What for' },
        { text: 'Holders' },
        { text: 'Holders before', ...numeric },
        { text: 'Holders after', ...numeric },
        { text: 'Before', ...numeric },
        { text: 'After', ...numeric },
        { text: 'Difference', ...numeric },
      ]}
      rows={sorted.map((of) => [
        {
          html: (
            <>
              {of.title}
              {of.assumed && (
                <>
                  {' '}
                  <Tag text="assumed" classes="govuk-tag--yellow" />
                </>
              )}
            </>
          ),
        },
        { text: of.kind === keptTogether ? 'Not told apart' : kindText(of.kind) },
        { text: many(of.holdersBefore), ...numeric },
        { text: many(of.holdersAfter), ...numeric },
        { text: amountText(of.asset, of.before), ...numeric },
        { text: amountText(of.asset, of.after), ...numeric },
        { text: changeText(of.asset, of.after - of.before), ...numeric },
      ])}
    />
  );
}

export function SavingsTable({ trial, sums }: { trial: TrialView; sums: Sums }): Element {
  const { years, rows } = savingsTable(sums, trial);
  const kinds = ['ongoing', 'one-off'];
  return (
    <ScrollTable
      caption="Savings, £000 and exactly"
      captionClasses="govuk-table__caption--m"
      firstCellIsHeader
      head={[
        { text: 'Row' },
        ...years.flatMap((year) => kinds.map((kind) => ({ text: `${academicYearText(year)}, ${kind}`, ...numeric }))),
        ...kinds.map((kind) => ({ text: `Total, ${kind}`, ...numeric })),
      ]}
      rows={rows.map(({ row, years: cells, total }) => [
        { text: rowTexts[row] },
        ...[...cells, total].flatMap(({ ongoingPence, oneOffPence }) => [
          { text: sumText(ongoingPence), ...numeric },
          { text: sumText(oneOffPence), ...numeric },
        ]),
      ])}
    />
  );
}

const figureCells = (line: Figures) => [
  { text: daysText(line.halfDaysBefore), ...numeric },
  { text: daysText(line.halfDaysAfter), ...numeric },
  { text: changeText('half-day', line.halfDaysDifference), ...numeric },
  ...[line.employeesPence, line.incomeLostPence, line.additionalIncomePence, line.totalPence].map((pence) => ({
    text: formatPence(pence),
    ...numeric,
  })),
];

export function Breakdowns({ trial, sums }: { trial: TrialView; sums: Sums }): Element {
  const { total, breakdown } = breakdownOf(sums, trial.costs);
  return (
    <>
      {[...dimensions, 'financialYear' as const].map((by) => (
        <ScrollTable
          caption={breakdownTexts[by].title}
          captionClasses="govuk-table__caption--m"
          firstCellIsHeader
          head={[
            { text: breakdownTexts[by].column },
            { text: 'Days before', ...numeric },
            { text: 'Days after', ...numeric },
            { text: 'Difference', ...numeric },
            { text: 'Employees (cost, not charge)', ...numeric },
            { text: 'Income lost', ...numeric },
            { text: 'Possible additional income', ...numeric },
            { text: 'Total', ...numeric },
          ]}
          rows={[
            ...breakdown[by].map((line: BreakdownLine) => [{ text: placeText(by, line.name, sums) }, ...figureCells(line)]),
            [{ text: 'Everything' }, ...figureCells(total)],
          ]}
        />
      ))}
    </>
  );
}

/** At which costs free days are valued, and since when. */
export const costsText = ({ costs, period }: Pick<TrialView, 'costs' | 'period'>): string => {
  const shown = costs.filter(({ from }, i) => from <= period.to && (costs[i + 1]?.from ?? '9999') > period.from);
  return shown
    .map(({ from, perDayPence, assumed }) => {
      const since = from > period.from ? ` from ${dateText(from)}` : '';
      return perDayPence === undefined ? `no cost${since}` : `${formatPence(perDayPence)} a day${since}${assumed ? ' (assumed)' : ''}`;
    })
    .join(', ');
};
