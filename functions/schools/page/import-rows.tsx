// The rows of an import that there is something to say of, one list at a time: why they were rejected, what is to be looked at, and what is not ours.
import type { Context } from '../../../shared/context.ts';
import { type Element, LinkLine, LinkList, Pagination, ScrollTable } from '../../../shared/ui/index.ts';
import { type ImportView, listedRejections } from '../actions/imports.ts';
import { reasonsOf } from '../rules/imports.ts';
import { type List, listedAtOnce, lists } from '../schema/imports.ts';
import { base } from './import-new.tsx';

export const many = (n: number): string => n.toLocaleString('en-GB');
export const numeric = { format: 'numeric' as const };

export type Shown = { list: List; turn: number };

const listTexts: Record<List, { none: string; caption: string; link(rows: string): string }> = {
  faults: { none: 'No row was rejected for a fault.', caption: 'Rejected rows', link: (rows) => `Rejected rows (${rows})` },
  remarks: { none: 'There are no remarks.', caption: 'Imported rows to look at', link: (rows) => `Imported rows to look at (${rows})` },
  elsewhere: {
    none: 'No row was outside this council’s authority.',
    caption: 'Rows outside this council’s authority',
    link: (rows) => `Rows outside this council’s authority (${rows})`,
  },
};

/** How many rows each list has, whether they are kept or not. */
const sizesOf = ({ counts, reasons }: ImportView): Record<List, number> => ({
  faults: counts.rejected,
  remarks: (reasons['authority-moved'] ?? 0) + (reasons['unclear-group-name'] ?? 0),
  elsewhere: counts.elsewhere,
});

/** One list of the file's rows at a time, faults first: what concerns other authorities alone is most of a national file, and nothing to mend. */
export async function Rows({ context, entry, shown }: { context: Context; entry: ImportView; shown: Shown }): Promise<Element> {
  const { list, turn } = shown;
  const here = `${base(context)}/${entry.id}`;
  const from = (turn - 1) * listedAtOnce;
  const { rejections, total } = await listedRejections(context, entry, { list, from, most: listedAtOnce });
  const link = (to: number) => ({ href: `${here}?${new URLSearchParams({ list, page: String(to) })}#rows` });
  const last = Math.max(1, Math.ceil(total / listedAtOnce));
  const sizes = sizesOf(entry);
  const others = lists.filter((each) => each !== list && (sizes[each] > 0 || each === 'faults'));
  const { none, caption } = listTexts[list];
  return (
    <>
      <ScrollTable
        caption="Why rows were rejected, passed over or remarked on"
        captionClasses="govuk-table__caption--m"
        head={[{ text: 'Reason' }, { text: 'Rows', ...numeric }]}
        rows={reasonsOf(entry).map(({ text, count }) => [{ text }, { text: many(count), ...numeric }])}
      />
      <div id="rows">
        {total === 0 && <p class="govuk-body">{none}</p>}
        {total > 0 && (
          <>
            <ScrollTable
              caption={`${caption} ${many(Math.min(from + 1, total))} to ${many(Math.min(from + listedAtOnce, total))} of ${many(sizes[list])}`}
              captionClasses="govuk-table__caption--m"
              head={[{ text: 'Line', ...numeric }, { text: 'URN' }, { text: list === 'faults' ? 'What is wrong' : 'What there is to say' }]}
              rows={rejections.map(({ line, urn, reason }) => [{ text: many(line), ...numeric }, { text: urn ?? '' }, { text: reason }])}
            />
            <Pagination
              landmarkLabel={caption}
              previous={turn > 1 ? link(turn - 1) : undefined}
              next={turn < last ? link(turn + 1) : undefined}
            />
            <LinkLine href={`${here}/rejections?${new URLSearchParams({ list })}`} text="Download these rows (CSV)" />
          </>
        )}
        {others.length > 0 && (
          <LinkList
            links={others.map((each) => ({
              href: `${here}?${new URLSearchParams({ list: each })}#rows`,
              text: listTexts[each].link(many(sizes[each])),
            }))}
          />
        )}
      </div>
    </>
  );
}
