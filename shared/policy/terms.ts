// The terms of cancelling in words, before anything is booked and once it is: of the policy under which it is, or was, booked. Pure.
import { shareText, workingDaysText } from '../ui/text.ts';
import type { Pack } from './schema.ts';

type Ladder = Pack['cancellation'];
type Rung = Ladder['rungs'][number];

/** What of a visit it is about: what is charged, what is free by right, or both. */
type TermsOf = { priced: boolean; free: boolean };

const costText = ({ feeBasisPoints }: Rung): string =>
  feeBasisPoints === 0 ? 'nothing' : feeBasisPoints === 10_000 ? 'the whole price' : `${shareText(feeBasisPoints)} of the price`;

/** `less than 20 working days’ notice`. */
const noticeText = (workingDays: number): string => `less than ${workingDays} working ${workingDays === 1 ? 'day’s' : 'days’'} notice`;

function paidText(rungs: readonly Rung[]): string {
  const [first, ...others] = rungs.filter(({ feeBasisPoints }) => feeBasisPoints > 0);
  if (!first) return 'Cancelling a visit that is charged is free of charge.';
  const after = others.map((rung) => `, with ${noticeText(rung.workingDays)} ${costText(rung)}`);
  return `Cancelling is free of charge until ${workingDaysText(first.workingDays)} before the visit. After that it costs ${costText(first)}${after.join('')}.`;
}

function freeText(rungs: readonly Rung[]): string {
  const consumed = rungs.filter(({ allocation }) => allocation === 'consumed');
  const [first] = consumed;
  if (!first) return 'Free days come back whenever a visit is cancelled.';
  return `Free days come back, unless a visit is cancelled with ${noticeText(first.workingDays)}: then they count as used.`;
}

const waiverTexts = {
  rebooked: 'the visit is booked again',
  substitute: 'another school takes its place',
  'ofsted-call': 'Ofsted has called',
} as const;

/** What a policy says to a school where only a visit that is one more counts as booked again. */
export const oneMoreTexts = [
  'A visit counts as booked again only where it is one more: what is booked first replaces other visits of the service that were given up for nothing since giving up the late one would have cost anything.',
  'For the same reason a visit is not moved with too little notice while another of the service could be given up for nothing: it is given up and booked again.',
] as const;

function waivedText({ waivers }: Ladder): string[] {
  const reasons = waivers.map((waiver) =>
    waiver.kind === 'rebooked' ? `${waiverTexts.rebooked} within ${workingDaysText(waiver.withinWorkingDays)}` : waiverTexts[waiver.kind],
  );
  if (reasons.length === 0) return [];
  const [last, ...before] = reasons.reverse();
  const isOneMore = waivers.some((waiver) => waiver.kind === 'rebooked' && waiver.oneMore);
  return [
    `Nothing is lost or charged if ${before.length > 0 ? `${before.reverse().join(', if ')}, or if ` : ''}${last}.`,
    ...(isOneMore ? oneMoreTexts : []),
  ];
}

/** The terms as sentences, the ladder from the longest notice to the shortest: of a policy that has none that cancelling costs nothing. */
export function cancellationTerms(ladder: Ladder, { priced, free }: TermsOf): string[] {
  const rungs = [...ladder.rungs].sort((a, b) => b.workingDays - a.workingDays);
  if (rungs.length === 0) return ['Cancelling costs nothing, whenever it is done.'];
  const said = [...(priced ? [paidText(rungs)] : []), ...(free ? [freeText(rungs)] : [])];
  return said.length > 0 ? [...said, ...waivedText(ladder)] : ['Cancelling costs nothing: it is free to every school.'];
}
