// The columns of the list of agreements: the same on a page, in a CSV and in a workbook. Pure.
import type { CivilDate } from '../../../shared/calendar.ts';
import type { Pack } from '../../../shared/policy/schema.ts';
import type { Column } from '../../../shared/spreadsheet/columns.ts';
import type { Agreement, AgreementState } from '../schema.ts';
import { nextDay } from './advance.ts';
import { agreedTo } from './quote.ts';
import { buyBackOf, renewalOf } from './renewals.ts';

/** An agreement as a list tells it. */
export type AgreementRow = {
  agreement: Agreement;
  /** What is agreed for the last year there is, and how much of all there ever was has been charged. */
  yearPence: number;
  chargedPence: number;
  nextOn?: CivilDate;
  /** Its last year is over within the window, and nobody has renewed it. */
  awaitsRenewal: boolean;
};

export function agreementRow(agreement: Agreement, pack: Pack | undefined, today: CivilDate): AgreementRow {
  const offered = buyBackOf(pack, agreement.code);
  const all = agreement.years.flatMap(({ instalments }) => instalments);
  const renewal = renewalOf(agreement, { offered, heads: new Map(), notice: undefined, today });
  const nextOn = nextDay(agreement, offered);
  return {
    agreement,
    yearPence: agreement.years.at(-1)?.netPence ?? 0,
    chargedPence: all.reduce((sum, { charge, netPence }) => sum + (charge ? netPence : 0), 0),
    ...(nextOn ? { nextOn } : {}),
    awaitsRenewal: renewal?.window.isOpen === true && !renewal.goesOn,
  };
}

const states: Readonly<Record<AgreementState, string>> = { agreed: 'agreed', running: 'running', notice: 'notice given', ended: 'ended' };
export const stateText = (state: AgreementState): string => states[state];
export const stateTexts: readonly string[] = Object.values(states);

/** Until when it is agreed to, or when it ended. */
export const lastDayOf = (agreement: Agreement): CivilDate => agreement.ended?.on ?? agreedTo(agreement);

export const agreementColumns: readonly Column<AgreementRow>[] = [
  { title: 'What', kind: 'text', of: ({ agreement }) => agreement.title },
  { title: 'Who', kind: 'text', of: ({ agreement }) => agreement.organisationName },
  { title: 'State', kind: 'text', of: ({ agreement }) => stateText(agreement.state) },
  { title: 'Agreed until', kind: 'date', of: ({ agreement }) => lastDayOf(agreement) },
  { title: 'To be renewed', kind: 'text', of: ({ awaitsRenewal }) => (awaitsRenewal ? 'yes' : null) },
  { title: 'Next step', kind: 'date', of: ({ nextOn }) => nextOn },
  { title: 'A year', kind: 'pence', of: ({ yearPence }) => yearPence },
  { title: 'Charged', kind: 'pence', of: ({ chargedPence }) => chargedPence },
  { title: 'Paid by', kind: 'text', of: ({ agreement }) => agreement.payerName ?? agreement.organisationName },
  { title: 'Purchase order', kind: 'text', of: ({ agreement }) => agreement.purchaseOrder },
  { title: 'Agreement', kind: 'text', of: ({ agreement }) => agreement.id },
];
