// What waits for anybody's agreement before it is billed: whose it is, how long it has waited, and what was said of it.
import { dateText } from '../../../shared/calendar.ts';
import type { Handler } from '../../../shared/http.ts';
import { page } from '../../../shared/page.tsx';
import { LinkLine, Money, MoreLink, PageHeading, ScrollTable, Tag, WholeList } from '../../../shared/ui/index.ts';
import { type HeldBack, readHeldBack } from '../actions/agreements.ts';
import { sayingText } from '../rules/consent.ts';
import { counted, halfDayText, treatmentWords } from '../rules/words.ts';

export const waitingPage: Handler = async (context, c) => {
  const after = c.req.query('after');
  const { items, next } = await readHeldBack(context, after);
  const { slug } = context.council;
  return page(context, c, {
    title: 'Lines to agree',
    wide: true,
    children: (
      <>
        <PageHeading>Lines to agree</PageHeading>
        <p class="govuk-body">
          A dry run held these half-days back: they were quoted otherwise than they would be billed, and wait until whoever pays has agreed.
          What was declined waits until finance and the school have come to terms.
        </p>
        <LinkLine href={`/${slug}/invoicing/agreements`} text="Look up one school’s lines" />
        {items.length === 0 && <p class="govuk-body">{after ? 'No further line waits.' : 'No line waits.'}</p>}
        {items.length > 0 && <WholeList slug={slug} list="waiting-lines" />}
        {items.length > 0 && (
          <ScrollTable
            caption="Longest first"
            head={[
              { text: 'Invoiced to' },
              { text: 'Half-day and service' },
              { text: 'Quoted, and now' },
              { text: 'Waits' },
              { text: 'Net', format: 'numeric' },
            ]}
            rows={items.map((line) => [
              { html: <Buyers slug={slug} line={line} /> },
              {
                html: (
                  <>
                    {halfDayText(line.charge)}
                    <br />
                    {line.charge.serviceTitle}
                    <br />
                    <span class="govuk-hint">for {line.charge.schoolName}</span>
                  </>
                ),
              },
              { text: `${treatmentWords(line.charge.quoted)}; now ${treatmentWords(line.waits.now)}` },
              { html: <State line={line} /> },
              { html: <Money pence={line.charge.netPence} />, format: 'numeric' as const },
            ])}
          />
        )}
        {next && <MoreLink query={{ after: next }} text="More lines" />}
      </>
    ),
  });
};

/** Each leads to its own lines; after a split there are several. */
function Buyers({ slug, line: { buyers } }: { slug: string; line: HeldBack }) {
  return (
    <>
      {buyers.map(({ id, name }, i) => (
        <>
          {i > 0 && ' or '}
          <a class="govuk-link" href={`/${slug}/invoicing/agreements?organisation=${id}`}>
            {name}
          </a>
        </>
      ))}
    </>
  );
}

function State({ line: { state, waits, days, sayings } }: { line: HeldBack }) {
  const last = sayings.at(-1);
  return (
    <>
      {state === 'declined' ? <Tag text="declined" classes="govuk-tag--red" /> : <Tag text="waiting" classes="govuk-tag--yellow" />}
      <br />
      {days === 0 ? 'since today' : `for ${counted(days, 'day')}, since ${dateText(waits.since)}`}
      {last && (
        <>
          <br />
          {sayingText(last, undefined)}
        </>
      )}
    </>
  );
}
