// The seals for somebody who checks the books: what one is, which is the latest to write down, and all of them.
import { dateText, momentText } from '../../../shared/calendar.ts';
import type { Context } from '../../../shared/context.ts';
import { parse, type Web } from '../../../shared/http.ts';
import { page, problemPage } from '../../../shared/page.tsx';
import { type Element, InsetText, PageHeading, Pagination, ScrollTable, SummaryList, WarningText } from '../../../shared/ui/index.ts';
import { listSeals } from '../actions/seals.ts';
import { type SealsReport, sealsQuery } from '../schema/seals.ts';
import { many } from './proof-tables.tsx';

const days = (n: number): string => `${many(n)} ${n === 1 ? 'day' : 'days'}`;

/** A hash in groups of eight, so that it can be copied by hand and held against another. */
export const Hash = ({ of }: { of: string }): Element => <span class="daybook-typed">{of.replace(/(.{8})(?=.)/g, '$1 ')}</span>;

export function Seals({ seals, found, slug }: { seals: SealsReport; found: boolean; slug: string }): Element {
  const { first, last, count, entries, overdue } = seals;
  return (
    <>
      <h2 class="govuk-heading-m">Nothing was changed afterwards</h2>
      <p class="govuk-body">
        In the night after each day its entries are sealed: a number of 64 characters is worked out from every one of them and from the seal
        of the day before. Had a single entry been changed, taken away, put in another place or slipped in since, the number would be
        another, and so would every seal after it. The proof works all of them out again from the first day on.
      </p>
      {last && first ? (
        <SummaryList
          rows={[
            { key: { text: 'Sealed days' }, value: { text: `${days(count)}, from ${dateText(first)} to ${dateText(last.day)}` } },
            { key: { text: 'Entries in them' }, value: { text: many(entries) } },
            { key: { text: `Seal of ${dateText(last.day)}` }, value: { html: <Hash of={last.hash} /> } },
          ]}
        />
      ) : (
        <p class="govuk-body">No day has been sealed yet. A day is sealed from two o’clock in the night after it.</p>
      )}
      {last && !found && (
        <InsetText text="Write the last seal down at the end of each month, and keep it outside Daybook for as long as your books. As long as a later proof finds the same seal for that day, nobody has rewritten what was recorded up to then, not even those who run Daybook." />
      )}
      {overdue && (
        <WarningText
          text={`${days(overdue.days)} from ${dateText(overdue.from)} should have been sealed and were not. Their entries were read and added up, and can still be changed without breaking a seal.`}
        />
      )}
      <p class="govuk-body">
        <a class="govuk-link" href={`/${slug}/reports/proof/seals`}>
          All seals
        </a>{' '}
        or{' '}
        <a class="govuk-link" href={`/${slug}/reports/proof/export`}>
          a file that anybody can check without Daybook
        </a>
      </p>
    </>
  );
}

export async function sealsPage(context: Context, c: Web): Promise<Response> {
  const query = parse(sealsQuery, c.req.query());
  if (!query.ok) return problemPage(c, context, query.refusal);
  const { items, next } = await listSeals(context, query.value.after);
  const here = `/${context.council.slug}/reports/proof/seals`;
  return page(context, c, {
    title: 'Seals',
    wide: true,
    back: { href: `/${context.council.slug}/reports/proof`, text: 'Proof' },
    children: (
      <>
        <PageHeading>Seals</PageHeading>
        <p class="govuk-body">
          One for each day. If you wrote a seal down, find its day here: it must be the same to the last character. This list shows what is
          kept; whether the entries still agree with it, the proof says.
        </p>
        {items.length === 0 ? (
          <p class="govuk-body">No day has been sealed yet.</p>
        ) : (
          <ScrollTable
            caption="The latest first"
            firstCellIsHeader
            head={[{ text: 'Day' }, { text: 'Entries', format: 'numeric' }, { text: 'Seal' }, { text: 'Made' }]}
            rows={items.map(({ day, entries, hash, sealedAt }) => [
              { text: dateText(day) },
              { text: many(entries), format: 'numeric' as const },
              { html: <Hash of={hash} /> },
              { text: momentText(sealedAt) },
            ])}
          />
        )}
        {next && <Pagination next={{ href: `${here}?${new URLSearchParams({ after: next })}`, text: 'Earlier days' }} />}
      </>
    ),
  });
}
