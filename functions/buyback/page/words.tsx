// How packages, agreements and their years are told on pages.
import { type CivilDate, dateText } from '../../../shared/calendar.ts';
import { formatPence } from '../../../shared/money.ts';
import type { YearClock } from '../../../shared/policy/packages.ts';
import type { Purse, Treatment } from '../../../shared/policy/schema.ts';
import { Money, ScrollTable, shareText, Tag } from '../../../shared/ui/index.ts';
import { yearText } from '../rules/advance.ts';
import { stateText } from '../rules/columns.ts';
import type { YearLeft } from '../rules/renewals.ts';
import type { AgreementState, Instalment, PlannedYear } from '../schema.ts';

export const clockTexts: Readonly<Record<YearClock, string>> = {
  financial: 'Financial year, from 1 April',
  academic: 'Academic year, from 1 September',
  academy: 'Academy’s financial year, from 1 September',
};
/** Within a sentence. */
export const clockText = (clock: YearClock): string => `${clockTexts[clock].slice(0, 1).toLowerCase()}${clockTexts[clock].slice(1)}`;
/** Without its first day: `financial year`. */
export const clockName = (clock: YearClock): string => clockText(clock).split(',')[0] ?? '';
export const purseTexts: Readonly<Record<Purse, string>> = { 'delegated-budget': 'Delegated budget', 'own-funds': 'Own funds' };

const colours: Readonly<Record<AgreementState, string>> = {
  agreed: 'govuk-tag--blue',
  running: 'govuk-tag--green',
  notice: 'govuk-tag--yellow',
  ended: 'govuk-tag--grey',
};
export const StateTag = ({ state }: { state: AgreementState }) => <Tag text={stateText(state)} classes={colours[state]} />;

export const vatText = ({ rail, category, rateBasisPoints }: Treatment): string =>
  rail === 'journal'
    ? 'recharged within the council, without VAT'
    : category === 'S'
      ? `plus VAT at ${shareText(rateBasisPoints)}`
      : category === 'E'
        ? 'exempt from VAT'
        : 'without VAT';

/** `3.6% more than for that year`, `the same as for that year`. */
export function changeText(basisPoints: number): string {
  if (basisPoints === 0) return 'the same as for that year';
  return `${shareText(Math.abs(basisPoints))} ${basisPoints > 0 ? 'more' : 'less'} than for that year`;
}

/** The instalments of some years, as they fall due; `orderOf`: under which purchase order each is billed, once it is agreed to. */
export const Instalments = <Y extends PlannedYear>({
  years,
  caption,
  orderOf,
}: {
  years: readonly Y[];
  caption: string;
  orderOf?: (year: Y, instalment: Instalment) => string;
}) => (
  <ScrollTable
    caption={caption}
    head={[
      { text: 'Year' },
      { text: 'Instalment' },
      { text: 'Falls due' },
      { text: 'Before VAT', format: 'numeric' },
      { text: 'State' },
      ...(orderOf ? [{ text: 'Purchase order' }] : []),
    ]}
    rows={years.flatMap((year) =>
      year.instalments.map((instalment) => {
        const { number, of, twelfths, dueOn, netPence, charge } = instalment;
        return [
          { text: yearText(year) },
          { text: `${number} of ${of}${twelfths < 12 ? ` (${twelfths}/12)` : ''}` },
          { text: dateText(dueOn) },
          { html: <Money pence={netPence} />, format: 'numeric' as const },
          { text: charge ? 'charged' : 'to come' },
          ...(orderOf ? [{ text: orderOf(year, instalment) }] : []),
        ];
      }),
    )}
  />
);

/** Half-days in figures, so that a column of them adds up. */
export const Years = ({ years, caption }: { years: readonly YearLeft[]; caption: string }) => (
  <ScrollTable
    caption={caption}
    head={[
      { text: 'Year' },
      { text: 'Half-days', format: 'numeric' },
      { text: 'Used', format: 'numeric' },
      { text: 'Booked', format: 'numeric' },
      { text: 'Left', format: 'numeric' },
      { text: 'Price before VAT', format: 'numeric' },
    ]}
    rows={years.map(({ year, boughtHalfDays, usedHalfDays, bookedHalfDays, leftHalfDays }) => [
      {
        html: (
          <>
            {yearText(year)}
            <br />
            <span class="govuk-hint">
              {[
                year.clock && yearText(year).includes('/') && `${dateText(year.from)} to ${dateText(year.to)}`,
                year.carriedHalfDays > 0 && `${year.carriedHalfDays} carried from the year before`,
                year.closed && year.closed.lapsedHalfDays > 0 && `${year.closed.lapsedHalfDays} lapsed`,
              ]
                .filter(Boolean)
                .join(', ')}
            </span>
          </>
        ),
      },
      ...[boughtHalfDays, usedHalfDays, bookedHalfDays, leftHalfDays].map((n) => ({ text: String(n), format: 'numeric' as const })),
      { text: formatPence(year.netPence), format: 'numeric' as const },
    ])}
  />
);

export const dayText = (date: string): string => dateText(date as CivilDate);
