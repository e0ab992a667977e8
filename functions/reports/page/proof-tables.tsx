// What a proof shows, claim by claim: the verdict, what is wrong, and the figures that carry each claim.
import { dateText, momentText } from '../../../shared/calendar.ts';
import type { Asset } from '../../../shared/ledger/fold.ts';
import { formatPence } from '../../../shared/money.ts';
import { Details, type Element, InsetText, Money, Panel, ScrollTable, SummaryList, WarningText } from '../../../shared/ui/index.ts';
import { postingTexts } from '../rules/words.ts';
import type { ProofReport } from '../schema.ts';

const numeric = { format: 'numeric' as const };
export const many = (n: number): string => n.toLocaleString('en-GB').replace('-', '−');
const amountText = (asset: Asset, n: number): string => (asset === 'penny' ? formatPence(n) : many(n));
const assetTexts: Record<Asset, string> = { 'half-day': 'Half-days', penny: 'Money' };

export const entriesOf = ({ entries: { transfers, settlements, claims } }: ProofReport): number => transfers + settlements + claims;

export function Verdict({ report }: { report: ProofReport }): Element {
  const read = `${many(entriesOf(report))} entries from ${dateText(report.from)} to ${dateText(report.to)}`;
  const made = `Made on ${momentText(report.finishedAt ?? report.startedAt)} by ${report.startedByName}.`;
  const { overdue } = report.seals;
  if (report.state === 'proved' && overdue)
    return (
      <InsetText>
        <h2 class="govuk-heading-m">Proved as far as it goes</h2>
        <p class="govuk-body">
          {read} were read, and they agree. But {many(overdue.days)} {overdue.days === 1 ? 'day' : 'days'} from {dateText(overdue.from)}{' '}
          {overdue.days === 1 ? 'is' : 'are'} not sealed: what was changed in them together with everything that refers to it would not
          show. {made}
        </p>
      </InsetText>
    );
  return report.state === 'proved' ? (
    <Panel
      headingLevel={2}
      titleText="Proved"
      html={
        <>
          {read} were read. {made}
        </>
      }
    />
  ) : (
    <>
      <WarningText text={`${report.verdict}.`} />
      <p class="govuk-body">
        {read} were read. {made}
      </p>
    </>
  );
}

export function Faults({ report: { faults } }: { report: ProofReport }): Element {
  return (
    <>
      <ScrollTable
        caption="What is wrong, and where"
        head={[{ text: 'What' }, { text: 'Where' }, { text: 'Figures' }]}
        rows={faults.listed.map(({ text, where, detail }) => [{ text }, { text: where }, { text: detail }])}
      />
      {faults.count > faults.listed.length && (
        <p class="govuk-body">
          {many(faults.listed.length)} of {many(faults.count)} faults are listed.
        </p>
      )}
    </>
  );
}

export const Assets = ({ report }: { report: ProofReport }): Element => (
  <>
    <h2 class="govuk-heading-m">Everything that leaves one account arrives in another</h2>
    <p class="govuk-body">
      Each entry takes an amount from one account (a credit) and gives it to another (a debit). Added up over all accounts, debits less
      credits must be nil. Posted amounts count; pending amounts are held for visits that have not happened yet.
    </p>
    <ScrollTable
      caption="Sum of all accounts"
      firstCellIsHeader
      head={[{ text: 'Asset' }, { text: 'Debits', ...numeric }, { text: 'Credits', ...numeric }, { text: 'Sum of balances', ...numeric }]}
      rows={report.assets.flatMap((a) =>
        [
          { text: 'posted', sums: [a.debitsPosted, a.creditsPosted, a.differencePosted] },
          { text: 'pending', sums: [a.debitsPending, a.creditsPending, a.differencePending] },
        ].map(({ text, sums }) => [
          { text: `${assetTexts[a.asset]}, ${text}` },
          ...sums.map((n) => ({ text: amountText(a.asset, n), ...numeric })),
        ]),
      )}
    />
  </>
);

export function Wall({ report }: { report: ProofReport }): Element {
  const crossings = report.faults.listed.filter(({ name }) => name === 'crosses-the-wall' || name === 'free-day-billed');
  const { lines, count } = report.documents;
  return (
    <>
      <h2 class="govuk-heading-m">The wall between free and paid</h2>
      <p class="govuk-body">
        Free half-days, core half-days, sold half-days and money are four separate funds. Only the movements below exist, and none of them
        runs from one fund to another. Every entry read was compared with this list. {many(lines)} {lines === 1 ? 'line' : 'lines'} on{' '}
        {many(count)} {count === 1 ? 'document' : 'documents'} were each followed back to the half-day they bill.
      </p>
      <InsetText
        text={
          crossings.length === 0
            ? 'No entry crossed the wall, and no free half-day reached an invoice or a recharge.'
            : 'The wall was crossed: see what is wrong above.'
        }
      />
      <p class="govuk-body">
        A visit’s half-day is pending from the booking until it is delivered (posted) or cancelled (voided). Everything else is posted as it
        is recorded.
      </p>
      <ScrollTable
        caption="Movements"
        firstCellIsHeader
        head={[
          { text: 'Movement' },
          { text: 'From' },
          { text: 'To' },
          { text: 'Fund' },
          { text: 'Entries', ...numeric },
          { text: 'Posted', ...numeric },
          { text: 'Pending', ...numeric },
          { text: 'Voided', ...numeric },
        ]}
        rows={report.postings.map((p) => [
          {
            html: (
              <>
                {postingTexts[p.code]}
                <div class="govuk-hint govuk-!-margin-bottom-0">{p.code}</div>
              </>
            ),
          },
          { text: p.from },
          { text: p.to },
          { text: p.fund },
          { text: many(p.count), ...numeric },
          ...[p.posted, p.pending, p.voided].map((n) => ({ text: amountText(p.asset, n), ...numeric })),
        ])}
      />
    </>
  );
}

export function Documents({ report: { documents: d }, slug }: { report: ProofReport; slug: string }): Element {
  return (
    <>
      <h2 class="govuk-heading-m">Invoices and recharges</h2>
      <p class="govuk-body">
        Each document has an account of its own. What it still owes is what was charged less what was paid or posted; a document that is
        paid in full is nil. The net sums of its lines must come to the income charged.
      </p>
      <SummaryList
        rows={[
          { key: { text: 'Documents' }, value: { text: many(d.count) } },
          { key: { text: 'Charged, with VAT' }, value: { html: <Money pence={d.grossPence} /> } },
          { key: { text: 'Paid or posted' }, value: { html: <Money pence={d.paidPence} /> } },
          { key: { text: 'Still owed' }, value: { html: <Money pence={d.owedPence} /> } },
          { key: { text: 'Documents at nil' }, value: { text: many(d.paid) } },
        ]}
      />
      {d.latestPaid.length > 0 && (
        <ScrollTable
          caption={d.paid > d.latestPaid.length ? `The latest ${d.latestPaid.length} documents at nil` : 'Documents at nil'}
          firstCellIsHeader
          head={[{ text: 'Number' }, { text: 'Charged', ...numeric }, { text: 'Still owed', ...numeric }]}
          rows={d.latestPaid.map(({ document, number, grossPence }) => [
            {
              html: (
                <a class="govuk-link" href={`/${slug}/invoicing/documents/${document}`}>
                  {number}
                </a>
              ),
            },
            { html: <Money pence={grossPence} />, ...numeric },
            { html: <Money pence={0} />, ...numeric },
          ])}
        />
      )}
    </>
  );
}

export function Accounts({ report }: { report: ProofReport }): Element {
  const { accounts } = report;
  return (
    <>
      <h2 class="govuk-heading-m">Accounts</h2>
      <p class="govuk-body">
        An account that must never be overdrawn keeps its own running sums. For each of them the entries were added up afresh and compared
        with what is kept: what is available by the entries and as it is kept must be equal. The other kinds have no limit and keep no sums.
        Debits and credits are those posted; what is held is pending.
      </p>
      <ScrollTable
        caption="By kind of account"
        firstCellIsHeader
        head={[
          { text: 'Kind' },
          { text: 'Accounts', ...numeric },
          { text: 'Debits', ...numeric },
          { text: 'Credits', ...numeric },
          { text: 'Held', ...numeric },
          { text: 'Available', ...numeric },
          { text: 'As kept', ...numeric },
        ]}
        rows={report.kinds.map((k) => [
          { text: k.kind },
          { text: k.accounts === undefined ? '–' : many(k.accounts), ...numeric },
          { text: amountText(k.asset, k.debitsPosted), ...numeric },
          { text: amountText(k.asset, k.creditsPosted), ...numeric },
          { text: amountText(k.asset, k.creditsPending), ...numeric },
          { text: k.limited ? amountText(k.asset, k.available) : '–', ...numeric },
          { text: k.keptAvailable === undefined ? '–' : amountText(k.asset, k.keptAvailable), ...numeric },
        ])}
      />
      {accounts.listed.length > 0 && (
        <Details
          summaryText={
            accounts.count > accounts.listed.length
              ? `The first ${many(accounts.listed.length)} of ${many(accounts.count)} accounts`
              : accounts.count === 1
                ? 'The one account with sums of its own'
                : `All ${many(accounts.count)} accounts with sums of their own`
          }
          html={
            <ScrollTable
              caption="Accounts, in the smallest unit: half-days or pence"
              head={[
                { text: 'Account' },
                { text: 'Debits', ...numeric },
                { text: 'Credits', ...numeric },
                { text: 'Held', ...numeric },
                { text: 'Available', ...numeric },
              ]}
              rows={accounts.listed.map(({ account, debitsPosted, creditsPosted, held, available }) => [
                { text: account },
                ...[debitsPosted, creditsPosted, held, available].map((n) => ({ text: many(n), ...numeric })),
              ])}
            />
          }
        />
      )}
    </>
  );
}
