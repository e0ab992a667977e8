// The lines of a document as a table, on a dry run and on what was issued alike.
import { type CivilDate, dateText } from '../../../shared/calendar.ts';
import type { HolderId, OrganisationId } from '../../../shared/ids.ts';
import type { Rail } from '../../../shared/policy/schema.ts';
import { type Element, halfDaysText, Money, ScrollTable, Tag } from '../../../shared/ui/index.ts';
import { shareText } from '../../../shared/ui/text.ts';
import { printedLines } from '../rules/issue.ts';
import { isLate } from '../rules/propose.ts';
import type { DocumentLine } from '../schema.ts';

/** A rate of VAT as finance reads it; a category without one by its name. */
export function rateText({ category, rateBasisPoints }: Pick<DocumentLine, 'category' | 'rateBasisPoints'>): string {
  return { S: `${rateBasisPoints / 100}%`, Z: 'zero', E: 'exempt', O: 'none' }[category];
}

/** A fee for cancelling late and an instalment have the date they fell due: nothing was delivered for them then. */
const isVisit = ({ feeBasisPoints, instalmentOfPence }: DocumentLine) => feeBasisPoints === undefined && instalmentOfPence === undefined;

type WhatProps = { slug: string; billed: HolderId; reader: OrganisationId | undefined; line: DocumentLine };

/** The service or package, leading to its booking or agreement; and whose it is where that is not whoever is billed. */
const What = ({ slug, billed, reader, line }: WhatProps): Element => (
  <>
    {reader === undefined || reader === line.school ? (
      <a class="govuk-link" href={`/${slug}/${line.instalmentOfPence === undefined ? 'bookings' : 'buyback/agreements'}/${line.booking}`}>
        {line.serviceTitle}
      </a>
    ) : (
      line.serviceTitle
    )}
    <br />
    <span class="govuk-hint">
      {[line.school === billed ? '' : line.schoolName, line.officerName, line.purchaseOrder && `order ${line.purchaseOrder}`]
        .filter(Boolean)
        .join(' · ')}
    </span>
  </>
);

const TaxPoint = ({ line, issueOn }: { line: DocumentLine; issueOn: CivilDate | undefined }): Element => (
  <>
    {dateText(line.taxPoint)}
    {issueOn && isLate(line, issueOn) && (
      <>
        {' '}
        <Tag text="late" classes="govuk-tag--yellow" />
      </>
    )}
  </>
);

/** Half-days at the price of a day, or an instalment of what is paid in several; of a fee and of a share what part. */
const HowMuch = ({ line }: { line: DocumentLine }): Element => (
  <>
    {line.sharedPence !== undefined && 'a share of '}
    {line.feeBasisPoints !== undefined && `${shareText(line.feeBasisPoints)} of `}
    {line.instalmentOfPence === undefined ? (
      <>
        {halfDaysText(line.halfDays)} at <Money pence={line.unitPricePence} /> a day
      </>
    ) : (
      <>
        {line.netPence === line.instalmentOfPence ? 'all' : 'part'} of <Money pence={line.instalmentOfPence} />
      </>
    )}
  </>
);

type LinesProps = {
  slug: string;
  rail: Rail;
  billed: HolderId;
  /** For whom the reader acts; nobody for the council's own people, who may open every booking. */
  reader?: OrganisationId | undefined;
  lines: readonly DocumentLine[];
  caption?: string;
  label?: string;
  issueOn?: CivilDate;
};

/**
 * `label` names the region where the page has said already what the table shows. A recharge within the council has no tax point. With the day of issue, a
 * tax point too long before it is marked. A line for another school than the one that is billed names it; its booking is that school's, so a reader who
 * acts for another is not led there.
 */
export function LinesTable({ slug, rail, billed, reader, lines, caption, label, issueOn }: LinesProps): Element {
  const taxed = rail === 'vat-invoice';
  return (
    <ScrollTable
      {...(caption ? { caption } : {})}
      {...(label ? { label } : {})}
      head={[
        { text: lines.every(isVisit) ? 'Delivered' : 'Date' },
        { text: 'What' },
        ...(taxed ? [{ text: 'Tax point' }] : []),
        { text: 'How much' },
        { text: 'VAT' },
        { text: 'Net', format: 'numeric' as const },
      ]}
      rows={printedLines(lines).map((line) => [
        { text: dateText(line.deliveredOn) },
        { html: <What slug={slug} billed={billed} reader={reader} line={line} /> },
        ...(taxed ? [{ html: <TaxPoint line={line} issueOn={issueOn} /> }] : []),
        { html: <HowMuch line={line} /> },
        { text: rateText(line) },
        { html: <Money pence={line.netPence} />, format: 'numeric' as const },
      ])}
    />
  );
}
