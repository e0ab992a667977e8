// How an export is made and checked, for somebody who has nothing but the file: public, because it says nothing of any council's books.
import type { Context } from '../../../shared/context.ts';
import type { Web } from '../../../shared/http.ts';
import { chart } from '../../../shared/ledger/chart.ts';
import { page } from '../../../shared/page.tsx';
import { PageHeading, ScrollRegion, ScrollTable } from '../../../shared/ui/index.ts';
import { checker, checkerName } from '../rules/format.ts';

const lines: readonly [kind: string, begins: string, means: string][] = [
  [
    'Header, once',
    '{"export":"daybook ledger 1"',
    'The council, the first and last day, when it was made, and the kinds of account: for each what it counts, which fund it belongs to, and whether sums are kept for it.',
  ],
  [
    'Seal of a day',
    '{"seal":"2026-11-24"',
    'How many entries the day has, the roots of its 16 shards in order, its own root, the hash of the seal before and its own hash. The day’s entries follow.',
  ],
  ['Shard', '{"shard":5', 'The entries that follow are of this shard of the day. A shard without entries has no line.'],
  [
    'Entry',
    '{"amount":1',
    'A transfer or a settlement. These very bytes, without the line’s end, are what is hashed. Entries of a shard stand in the order of their names (sk).',
  ],
  [
    'Account',
    '{"head":"debtor/doc_…"',
    'The sums that Daybook keeps for an account, as they stood when the last day ended: debits posted, credits posted, debits pending, credits pending. Null: none are kept.',
  ],
  [
    'End, once',
    '{"end":',
    'How many days, entries and accounts there were, and the hash of the last seal. A file without it is not whole.',
  ],
];

const Code = ({ children }: { children: string }) => <code class="daybook-typed">{children}</code>;

export function formatPage(context: Context, c: Web): Promise<Response> {
  const { slug } = context.council;
  return page(context, c, {
    title: 'How an export is checked',
    wide: true,
    back: { href: `/${slug}/reports/proof/export`, text: 'Export of the ledger' },
    children: (
      <>
        <PageHeading>How an export of the ledger is checked</PageHeading>
        <p class="govuk-body-l">
          An export can be checked without Daybook and without trusting it. All it takes is SHA-256, which every computer language has, and
          this page.
        </p>
        <h2 class="govuk-heading-m">What a check shows</h2>
        <ul class="govuk-list govuk-list--bullet">
          <li>No entry of a sealed day was changed, taken away, moved or slipped in since the day was sealed.</li>
          <li>No day is missing, and each seal follows from the one before.</li>
          <li>Everything that leaves one account arrives in another: half-days and pence each come to nought.</li>
          <li>No entry connects two funds, such as free half-days and money.</li>
          <li>The sums that Daybook keeps for each account are those of its entries.</li>
        </ul>
        <p class="govuk-body">
          Somebody who could write to the table could work out every seal anew. So compare the last seal, or an earlier one, with what was
          written down at the time, outside Daybook: the same hash means the same history. A file that ends too early, at the end of a day,
          is whole in itself: only a seal of a later day shows that days are missing.
        </p>
        <h2 class="govuk-heading-m">The file</h2>
        <p class="govuk-body">
          Text in UTF-8. Each line is one JSON object and ends with a single line feed. There are six kinds of line, told apart by how they
          begin.
        </p>
        <ScrollTable
          caption="Lines"
          firstCellIsHeader
          head={[{ text: 'Line' }, { text: 'Begins' }, { text: 'Holds' }]}
          rows={lines.map(([kind, begins, means]) => [{ text: kind }, { html: <Code>{begins}</Code> }, { text: means }])}
        />
        <h2 class="govuk-heading-m">Kinds of account</h2>
        <p class="govuk-body">
          The first part of an account’s name is its kind. The header repeats this table; if it differs, the file is not one of Daybook’s.
        </p>
        <ScrollTable
          caption="What each kind counts"
          firstCellIsHeader
          head={[{ text: 'Kind' }, { text: 'Counts' }, { text: 'Fund' }, { text: 'Sums are kept' }]}
          rows={Object.entries(chart).map(([kind, { asset, fund, limited }]) => [
            { html: <Code>{kind}</Code> },
            { html: <Code>{asset}</Code> },
            { html: <Code>{fund}</Code> },
            { text: limited ? 'Yes' : 'No' },
          ])}
        />
        <h2 class="govuk-heading-m">Entries</h2>
        <p class="govuk-body">
          An entry’s line holds all that is stored of it, its names in order, without spaces, and its own name (<Code>sk</Code>). A{' '}
          <Code>transfer</Code> credits <Code>from</Code> and debits <Code>to</Code> by <Code>amount</Code>, a whole number of half-days or
          pence. If it is <Code>pending</Code>, both are pending; otherwise they are posted. A <Code>settlement</Code> takes them back from
          pending, and when its <Code>outcome</Code> is <Code>post</Code>, posts them. It stands on the day it happened, under the name of
          the transfer that it settles and its outcome.
        </p>
        <p class="govuk-body">
          Beside a settled transfer Daybook keeps a mark that it is settled. The mark may be written after the transfer’s day was sealed,
          and follows from the settlement, so it is neither sealed nor exported.
        </p>
        <h2 class="govuk-heading-m">Hashes</h2>
        <ol class="govuk-list govuk-list--number">
          <li>The hash of an entry is the SHA-256 of the byte 0 and the bytes of its line.</li>
          <li>
            The entries of a shard form a tree, as in RFC 6962: the hash of two neighbours is the SHA-256 of the byte 1, the left hash and
            the right hash; of n hashes the left part is the largest power of two smaller than n. What remains is the root. The root of no
            entries is the SHA-256 of nothing.
          </li>
          <li>The root of a day is the root of the same tree over its 16 shards’ roots.</li>
          <li>
            The hash of a seal is the SHA-256 of six lines, each ended by a line feed: <Code>daybook seal 1</Code>, the council, the day,
            how many entries it has, its root, and the hash of the seal before. Before the first stand 64 zeros. Hashes are written as 64
            lower-case hexadecimal digits.
          </li>
        </ol>
        <p class="govuk-body">Every day from the council’s first has a seal, also one without entries. Days are those of London.</p>
        <h2 class="govuk-heading-m">A program that checks it</h2>
        <p class="govuk-body">
          {checker.split('\n').length} lines that run with Node 20 or later and nothing else, with the table of kinds above in them. Read
          them, or write your own. Give it the file, and after it a seal that was written down.{' '}
          <a class="govuk-link" href={`/${slug}/reports/proof/format/checker`}>
            Download {checkerName}
          </a>
        </p>
        <ScrollRegion label="The program">
          <pre>
            <code>{checker}</code>
          </pre>
        </ScrollRegion>
      </>
    ),
  });
}

export const checkerFile = (): Response =>
  new Response(checker, {
    headers: { 'content-type': 'text/javascript; charset=utf-8', 'content-disposition': `attachment; filename="${checkerName}"` },
  });
