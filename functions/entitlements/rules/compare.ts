// What is different between two packs, told in the words in which a policy is read. Pure.
import type { Pack } from '../../../shared/policy/schema.ts';
import { describePack } from './policies/describe.ts';
import type { Entry, Fact, SectionKey } from './policies/facts.ts';
import { dayText } from './policies/words.ts';

/** One fact that is another; `before` or `after` is missing where there was none, or is none any more. */
type FactChange = { label: string; before?: string; after?: string };
export type EntryChange = {
  section: SectionKey;
  key: string;
  title: string;
  change: 'added' | 'removed' | 'changed';
  facts: FactChange[];
  /** The same in sentences: `Half-day visit: half a day → 1 day, from 1 September 2027`. */
  sentences: string[];
};
export type SectionChange = { section: SectionKey; title: string; changes: EntryChange[] };

/** What somebody reads of a fact: whether its number is the source's own is a part of it. */
const reading = ({ value, assumed, note }: Fact): string =>
  assumed ? `${value} (assumed${note ? `: ${note}` : ''})` : note ? `${value} (${note})` : value;
const meaning = (each: Fact): string => JSON.stringify([each.same ?? each.value, each.assumed ?? false, each.note ?? '']);

function factChanges(before: readonly Fact[], after: readonly Fact[]): (FactChange & { main: boolean })[] {
  const known = new Map(before.map((each) => [each.key, each]));
  const kept = new Set(after.map(({ key }) => key));
  const changes = after.flatMap((each) => {
    const was = known.get(each.key);
    if (was && meaning(was) === meaning(each)) return [];
    const [from, to] = [was && reading(was), reading(each)];
    // What bears the same words and is another thing is told with what tells the two apart.
    const alike = was !== undefined && from === to && was.label === each.label;
    const [first, then] = alike ? [`${from} (${was.same})`, `${to} (${each.same})`] : [from, to];
    const label = was && was.label !== each.label ? `${was.label} → ${each.label}` : each.label;
    return [{ label, ...(first === undefined ? {} : { before: first }), after: then, main: each.main === true }];
  });
  const gone = before
    .filter(({ key }) => !kept.has(key))
    .map((each) => ({ label: each.label, before: reading(each), main: each.main === true }));
  return [...changes, ...gone];
}

function sentenceOf(title: string, { label, before, after, main }: FactChange & { main: boolean }, from: string): string {
  const what = main ? '' : `${label.slice(0, 1).toLowerCase()}${label.slice(1)}: `;
  return `${title}: ${what}${before ?? 'nothing'} → ${after ?? 'nothing'}, from ${from}`;
}

function entryChange(section: SectionKey, before: Entry | undefined, after: Entry | undefined, from: string): EntryChange | undefined {
  const entry = after ?? before;
  if (!entry) return undefined;
  const facts = factChanges(before?.facts ?? [], after?.facts ?? []);
  const bare = facts.map(({ main: _, ...each }) => each);
  if (!before)
    return {
      section,
      key: entry.key,
      title: entry.title,
      change: 'added',
      facts: bare,
      sentences: [`${entry.title}: added, from ${from}`],
    };
  if (!after)
    return {
      section,
      key: entry.key,
      title: entry.title,
      change: 'removed',
      facts: bare,
      sentences: [`${entry.title}: removed, from ${from}`],
    };
  if (facts.length === 0) return undefined;
  return {
    section,
    key: entry.key,
    title: entry.title,
    change: 'changed',
    facts: bare,
    sentences: facts.map((each) => sentenceOf(entry.title, each, from)),
  };
}

/** The order of rules that both have: one more or one less has changed no order. */
function hasSameOrder(before: Pack, after: Pack): boolean {
  const order = (pack: Pack, other: Pack) =>
    pack.allocations.filter(({ code }) => other.allocations.some((each) => each.code === code)).map(({ code }) => code);
  return order(before, after).join(' ') === order(after, before).join(' ');
}

/** Every section in which the second pack says something else than the first; none when they say the same, to somebody who reads both `whole` or does not. */
export function comparePacks(before: Pack, after: Pack, whole = true): SectionChange[] {
  const from = dayText(after.effectiveFrom);
  const old = describePack(before, whole);
  const sameOrder = hasSameOrder(before, after);
  return describePack(after, whole).flatMap(({ key: section, title, entries }) => {
    const was = old.find((each) => each.key === section)?.entries ?? [];
    const keys = [...new Set([...entries.map(({ key }) => key), ...was.map(({ key }) => key)])];
    const changes = keys.flatMap((key) => {
      const [a, b] = [was, entries].map((list) =>
        withoutOrder(
          list.find((each) => each.key === key),
          section === 'pack' && sameOrder,
        ),
      );
      return entryChange(section, a, b, from) ?? [];
    });
    return changes.length > 0 ? [{ section, title, changes }] : [];
  });
}

const withoutOrder = (entry: Entry | undefined, leaveOut: boolean): Entry | undefined =>
  entry && leaveOut ? { ...entry, facts: entry.facts.filter(({ key }) => key !== 'order') } : entry;
