// What an allocation run does, in tables: sums by rule and kind of holder, and line by line with the reason of each.
import { dateText } from '../../../shared/calendar.ts';
import { Details, type Element, ScrollTable, Tag } from '../../../shared/ui/index.ts';
import { amountText, kindText, moveSentences, reasonsOf } from '../rules/run-words.ts';
import { type EndWords, leftBefore } from '../rules/year-end-words.ts';
import type { AllocationRun, RunLine, RunSum } from '../schema/allocations.ts';

export const many = (n: number): string => n.toLocaleString('en-GB');
const numeric = { format: 'numeric' as const };
const periodWords = ({ from, to }: RunLine['period']): string => `${dateText(from)} to ${dateText(to)}`;

const Marks = ({ of }: { of: { assumed?: true; confidential?: true } }): Element => (
  <>
    {of.assumed && (
      <>
        {' '}
        <Tag text="assumed" classes="govuk-tag--yellow" />
      </>
    )}
    {of.confidential && (
      <>
        {' '}
        <Tag text="confidential" classes="govuk-tag--grey" />
      </>
    )}
  </>
);

/** The columns that have anything in them, in the order of a run: what is granted before what is taken. */
const columns = [
  ['grant', 'Granted'],
  ['claw-back', 'Taken back'],
  ['lapse', 'Lapses'],
  ['carry', 'Carried on'],
  ['move', 'Moved'],
  ['hand-over', 'Handed over'],
  ['shortfall', 'Used beyond'],
] as const;

export function SumsTable({ sums }: { sums: readonly RunSum[] }): Element {
  const shown = columns.filter(([code]) => sums.some(({ amounts }) => amounts[code] > 0));
  const sorted = [...sums].sort((a, b) => (`${a.title} ${a.part} ${a.kind}` < `${b.title} ${b.part} ${b.kind}` ? -1 : 1));
  return (
    <ScrollTable
      caption="By rule and kind of holder"
      captionClasses="govuk-table__caption--m"
      head={[
        { text: 'What for' },
        { text: 'Holders' },
        { text: 'Allocations', ...numeric },
        ...shown.map(([, text]) => ({ text, ...numeric })),
      ]}
      rows={sorted.map((sum) => [
        {
          html: (
            <>
              {sum.title}
              <Marks of={sum} />
              <br />
              <span class="govuk-hint">{periodWords(sum.period)}</span>
            </>
          ),
        },
        { text: kindText(sum.kind) },
        { text: many(sum.lines), ...numeric },
        ...shown.map(([code]) => ({ text: sum.amounts[code] === 0 ? '' : amountText(sum.asset, sum.amounts[code]), ...numeric })),
      ])}
    />
  );
}

const Why = ({ line, end }: { line: RunLine; end: EndWords | undefined }): Element => (
  <Details summaryText="Why">
    <ul class="govuk-list govuk-list--bullet">
      {reasonsOf(line).map((text) => (
        <li>{text}</li>
      ))}
    </ul>
    {end && (
      <p class="govuk-body">
        {end.text}
        {end.clause && ` “${end.clause.text}” (${end.clause.reference})`}
      </p>
    )}
    <p class="govuk-body">
      {end ? 'It was granted by: ' : ''}“{line.clause.text}” ({line.clause.reference})
    </p>
    {line.assumed && <p class="govuk-body">The source gives no number: the policy carries an assumed one.</p>}
    <p class="govuk-body govuk-!-margin-bottom-0">Policy {line.policy}.</p>
  </Details>
);

/** A figure before and after: what the rules come to, or of a line that closes what is left. */
const nowAndThen = (line: RunLine): [string, string] =>
  line.closes
    ? [`${amountText(line.asset, leftBefore(line))} left`, `${amountText(line.asset, 0)} left`]
    : [amountText(line.asset, line.before), amountText(line.asset, line.target)];

type LinesProps = { slug: string; caption: string; lines: readonly RunLine[]; ends: (line: RunLine) => EndWords | undefined };
export function LinesTable({ slug, caption, lines, ends }: LinesProps): Element {
  const holderPath = ({ holder }: RunLine) =>
    holder.startsWith('sch_')
      ? `/${slug}/schools/${holder}`
      : holder.startsWith('ptn_')
        ? `/${slug}/schools/partnerships/${holder}`
        : holder.startsWith('tea_')
          ? undefined
          : `/${slug}/schools/organisations/${holder}`;
  return (
    <ScrollTable
      caption={caption}
      captionClasses="govuk-table__caption--m"
      head={[{ text: 'Holder' }, { text: 'What for' }, { text: 'Now', ...numeric }, { text: 'Then', ...numeric }, { text: 'What happens' }]}
      rows={lines.map((line) => {
        const path = holderPath(line);
        return [
          {
            html: (
              <>
                {path ? (
                  <a class="govuk-link" href={path}>
                    {line.holderName}
                  </a>
                ) : (
                  line.holderName
                )}
                <br />
                <span class="govuk-hint">
                  {kindText(line.kind)}
                  {line.district ? `, ${line.district}` : ''}
                </span>
              </>
            ),
          },
          {
            html: (
              <>
                {line.title}
                <Marks of={line} />
                <br />
                <span class="govuk-hint">{periodWords(line.period)}</span>
              </>
            ),
          },
          ...nowAndThen(line).map((text) => ({ text, ...numeric })),
          {
            html: (
              <>
                {moveSentences(line).map((text) => (
                  <p class="govuk-body govuk-!-margin-bottom-1">{text}</p>
                ))}
                <Why line={line} end={ends(line)} />
              </>
            ),
          },
        ];
      })}
    />
  );
}

/** What a run moves in all, as sentences of a list: `2,500 days granted`. */
export function totalTexts({ counts: { halfDays, pence } }: Pick<AllocationRun, 'counts'>): string[] {
  const words: Record<(typeof columns)[number][0], string> = {
    grant: 'granted',
    'claw-back': 'taken back',
    lapse: 'lapsed',
    carry: 'carried into the next year',
    move: 'moved to other days',
    'hand-over': 'handed over to successors',
    shortfall: 'used or held beyond what it comes to now, and left as it is',
  };
  return [['half-day', halfDays] as const, ['penny', pence] as const].flatMap(([asset, amounts]) =>
    columns.flatMap(([code]) => (amounts[code] > 0 ? [`${amountText(asset, amounts[code])} ${words[code]}`] : [])),
  );
}
