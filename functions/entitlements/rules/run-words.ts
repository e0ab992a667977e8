// A run in words: what a line moves and why, sums that name nobody, and the columns of its file. Pure.
import { dateText } from '../../../shared/calendar.ts';
import { formatPence, plainPence } from '../../../shared/money.ts';
import { halfDaysText } from '../../../shared/ui/text.ts';
import type { AllocationRun, LinesQuery, MoveCode, RunLine, RunSum } from '../schema/allocations.ts';
import { added, amountsOf } from './run-sums.ts';

export const kindTexts: Readonly<Record<AllocationRun['kind'], string>> = { allocate: 'Grant a year', close: 'Close a year' };
const moveTexts: Readonly<Record<MoveCode, string>> = {
  grant: 'granted',
  'claw-back': 'taken back',
  lapse: 'lapsed',
  carry: 'carried into the next year',
  move: 'moved to other days',
  'hand-over': 'handed over',
  release: 'taken back from what was set aside',
};

/** The kind of holders whose kind would tell too much. */
const notShown = 'not-shown';

/** Kinds of holders as people read them in a table of sums. */
const holderKinds: Readonly<Record<string, string>> = {
  nursery: 'Nursery schools',
  primary: 'Primary schools',
  secondary: 'Secondary schools',
  'all-through': 'All-through schools',
  '16-plus': 'Schools for 16 plus',
  school: 'Other schools',
  special: 'Special schools',
  'alternative-provision': 'Alternative provision',
  'post-16': 'Post-16 providers',
  partnership: 'Partnerships',
  team: 'Teams',
  [notShown]: 'Not shown',
};
export const kindText = (kind: string): string => holderKinds[kind] ?? 'Other organisations';

/** A figure of an asset: days as people say them, or pounds. */
export const amountText = (asset: RunLine['asset'], amount: number): string =>
  asset === 'penny' ? formatPence(amount) : amount === 0 ? 'none' : halfDaysText(amount);

/** How a target came about: each step with its day and reason. */
export const stepTexts = ({ steps, asset }: Pick<RunLine, 'steps' | 'asset'>): string[] =>
  steps.map(({ on, change, because }) => {
    const sign = change < 0 ? '−' : '+';
    const by = change === 0 ? 'no change' : `${sign}${amountText(asset, Math.abs(change))}`;
    return `${dateText(on)}: ${by} (${because})`;
  });

const makesGoodText = (asset: RunLine['asset'], amount: number, good: number): string =>
  `${good === amount ? 'all of it' : `${amountText(asset, good)} of it`} makes good what was used there beyond what is due`;

/** What a line does, move by move. */
export const moveSentences = ({ moves, asset, shortfall, closes }: RunLine): string[] => [
  ...moves.map(({ code, amount, to, makesGood = 0 }) => {
    const whom = code === 'hand-over' && to ? ` to ${to.holderName}` : code === 'move' && to ? `: ${to.title}` : '';
    const good = code === 'hand-over' && makesGood > 0 ? `; ${makesGoodText(asset, amount, makesGood)}` : '';
    return `${amountText(asset, amount)} ${moveTexts[code]}${whom}${good}`;
  }),
  ...(!closes && shortfall > 0 ? [`${amountText(asset, shortfall)} more was used or is held than it comes to now, and stays`] : []),
  ...(closes && moves.length === 0 ? ['nothing is left: it is closed'] : []),
];

/** Why a line that closes does what it does: its steps were told when it was granted. */
export const reasonsOf = (line: RunLine): string[] => {
  const reasons = line.closes || line.moves.some(({ to }) => to) ? [...new Set(line.moves.map(({ because }) => because))] : [];
  return [...stepTexts(line), ...reasons];
};

/** Whether a line is one that was asked for: by a part of its holder's name or number, and by rule. */
export const isSought = ({ holder, holderName, rule }: RunLine, sought: Pick<LinesQuery, 'holder' | 'rule'>): boolean =>
  (!sought.holder || holderName.toLowerCase().includes(sought.holder) || holder.includes(sought.holder)) &&
  (!sought.rule || rule === sought.rule);

/** Sums as those see them who may not read confidential statuses: of a rule that rests on one, all kinds of holder are one. */
export function addedSums(sums: readonly RunSum[]): RunSum[] {
  const found = new Map<string, RunSum>();
  for (const sum of sums) {
    const shown = sum.confidential ? { ...sum, kind: notShown } : sum;
    const name = `${shown.rule} ${shown.part} ${shown.kind} ${shown.asset} ${shown.period.from}`;
    const known = found.get(name);
    found.set(name, known ? { ...known, lines: known.lines + shown.lines, amounts: added(known.amounts, shown.amounts) } : shown);
  }
  return [...found.values()];
}

export const lineColumns = [
  'holder',
  'holder_name',
  'kind',
  'district',
  'rule',
  'part',
  'title',
  'from',
  'to',
  'unit',
  'before',
  'target',
  'granted',
  'taken_back',
  'lapsed',
  'carried',
  'moved',
  'handed_over',
  'shortfall',
  'to_holder',
  'why',
  'clause',
  'assumed',
  'policy',
] as const;

/** A line of the file, in the order of its columns: half-days as whole numbers, money as pounds. */
export function lineCells(line: RunLine): string[] {
  const { asset, moves, period, clause } = line;
  const figure = (amount: number) => (asset === 'penny' ? plainPence(amount) : String(amount));
  const amounts = amountsOf(line);
  return [
    line.holder,
    line.holderName,
    line.kind,
    line.district ?? '',
    line.rule,
    line.part,
    line.title,
    period.from,
    period.to,
    asset === 'penny' ? 'pounds' : 'half-days',
    figure(line.before),
    figure(line.target),
    ...(['grant', 'claw-back', 'lapse', 'carry', 'move', 'hand-over', 'shortfall'] as const).map((code) => figure(amounts[code])),
    moves.flatMap(({ to }) => (to && to.holder !== line.holder ? [to.holderName] : [])).join('; '),
    reasonsOf(line).join('; '),
    clause.reference,
    line.assumed ? 'yes' : '',
    line.policy,
  ];
}
