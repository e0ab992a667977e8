// By what rule a line closes what is left, in the words of the policy of the year that ended: the clause of a grant says how many, and not what becomes of the rest. Pure.
import { type CivilDate, dateText } from '../../../shared/calendar.ts';
import type { Clause } from '../../../shared/policy/schema.ts';
import type { RunLine } from '../schema/allocations.ts';
import { carriedOf, earlier } from './closings.ts';
import { fundingEnd, ruleOn } from './grants.ts';
import { yearEndText } from './policies/describe-rule.ts';
import { ruleTitle } from './policies/facts.ts';
import { type VersionSpan, versionOn } from './rights.ts';

/** `clause`: what it rests on, where that is not what the days were granted by. */
export type EndWords = { text: string; clause?: Clause };

/** What the rule, or what pays for it, says of what is left; undefined for a line that closes nothing, or whose rule is in no version. */
export function endWords(
  line: RunLine,
  versions: readonly VersionSpan[],
  { on, today }: { on: CivilDate; today: CivilDate },
): EndWords | undefined {
  const { rule: code, part, period, account } = line;
  const found = line.closes && ruleOn(code, versions, earlier(period.to, on));
  if (!found) return undefined;
  const { rule, policy } = found;
  const ended = fundingEnd(rule, versions, today);
  if (ended !== undefined && ended < period.to && ended >= period.from) {
    const pack = versionOn(versions, today)?.pack;
    const funding = pack?.fundings.find((each) => each.code === rule.funding);
    if (!pack || !funding) return undefined;
    const { title, clause, whenEnded } = funding;
    const rest = whenEnded.unused === 'move' ? `moves to “${ruleTitle(pack, whenEnded.to)}”` : 'lapses';
    return { text: `${title} pays until ${dateText(ended)}; what is not used then ${rest}.`, clause };
  }
  if (part === carriedOf(account)) return { text: 'What was carried from the year before and is not used lapses.' };
  if (rule.yearEnd.unused === 'carry' && part === 'reserved')
    return { text: 'What is reserved for the council is not carried: it lapses.' };
  const pack = versions.find(({ name }) => name === policy)?.pack;
  return pack && { text: yearEndText(pack, rule) };
}

/** What is left on a line that closes, before it does: all of it goes somewhere. */
export const leftBefore = ({ moves }: Pick<RunLine, 'moves'>): number =>
  moves.reduce((sum, { code, amount }) => sum + (code === 'grant' ? -amount : amount), 0);
