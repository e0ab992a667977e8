// What a billing run has of documents and lines: what it would issue or has issued, and what it holds back.
import { dateText, halfText } from '../../../shared/calendar.ts';
import { Details, Money, ScrollTable } from '../../../shared/ui/index.ts';
import type { RunView } from '../actions/runs.ts';
import { printedLines } from '../rules/issue.ts';
import { railText } from '../rules/propose.ts';
import { counted } from '../rules/words.ts';
import type { Run } from '../schema.ts';
import { LinesTable } from './lines.tsx';

/** A document of a run with the reason of its rail, and its lines for whoever opens them. */
export const DocumentShown = ({ slug, run, of: { summary, lines } }: { slug: string; run: Run; of: RunView['documents'][number] }) => (
  <section class="daybook-document" aria-label={`${summary.number ?? railText(summary.rail)}, ${summary.payerName}`}>
    <h3 class="govuk-heading-s">
      {summary.number ? (
        <a class="govuk-link" href={`/${slug}/invoicing/documents/${summary.document}`}>
          {summary.number}
        </a>
      ) : (
        railText(summary.rail)
      )}
      {`: ${summary.payerName}, `}
      <Money pence={summary.netPence + summary.vatPence} />
    </h3>
    {summary.state === 'empty' ? (
      <p class="govuk-body">Every line was billed by another run, withdrawn or held back meanwhile, so nothing was issued.</p>
    ) : (
      <>
        <p class="govuk-body">
          {summary.why} Net <Money pence={summary.netPence} />, VAT <Money pence={summary.vatPence} />.
        </p>
        <Details summaryText={counted(lines.length < summary.lines ? summary.lines : printedLines(lines).length, 'line')}>
          <LinesTable
            slug={slug}
            rail={summary.rail}
            billed={summary.payer}
            lines={lines}
            label={`Lines for ${summary.payerName}`}
            issueOn={run.issueOn}
          />
        </Details>
      </>
    )}
  </section>
);

/** Lines that are not billed, each with why; the first of them where there are many. */
export const HeldBack = ({ view: { run, held } }: { view: RunView }) => (
  <>
    <h2 class="govuk-heading-m">Held back, not billed</h2>
    {run.held > held.length && (
      <p class="govuk-body">
        The first {held.length} of {run.held.toLocaleString('en-GB')}.
      </p>
    )}
    <ScrollTable
      label="Lines held back"
      head={[{ text: 'Delivered' }, { text: 'School and service' }, { text: 'Why' }, { text: 'Net', format: 'numeric' }]}
      rows={held.map((line) => [
        { text: `${dateText(line.deliveredOn)}, ${halfText(line.half)}` },
        {
          html: (
            <>
              {line.schoolName}
              <br />
              {line.serviceTitle}
            </>
          ),
        },
        { text: line.why },
        { html: <Money pence={line.netPence} />, format: 'numeric' as const },
      ])}
    />
  </>
);
