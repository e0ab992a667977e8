// What a pack says, as facts under titles: the shape in which it is shown and compared. Pure.
import type { Pack } from '../../../../shared/policy/schema.ts';
import { listed } from './words.ts';

/** One thing a pack says. `same` decides whether two say the same, where the words depend on the names of other things. */
export type Fact = {
  key: string;
  label: string;
  value: string;
  same?: string;
  /** Somebody put it in place of what the source leaves open; on what ground is in `note`. */
  assumed?: true;
  note?: string;
  /** It quotes the source. */
  quote?: true;
  /** What the entry is about above all: a sentence of change needs no label for it. */
  main?: true;
};
export type Entry = { key: string; title: string; facts: Fact[] };
export type SectionKey =
  | 'pack'
  | 'services'
  | 'allocations'
  | 'fundings'
  | 'cancellation'
  | 'conflicts'
  | 'compliance'
  | 'costs'
  | 'priceNotice'
  | 'nudges'
  | 'notes'
  | 'packages'
  | 'evaluations'
  | 'posts'
  | 'vat'
  | 'terms';
/** `notApplied` says that nothing decides by it yet. */
export type Section = { key: SectionKey; title: string; none: string; entries: Entry[]; notApplied?: string };

type Assumption = { assumed?: true | undefined; note?: string | undefined };
export const assumption = ({ assumed, note }: Assumption): Pick<Fact, 'assumed' | 'note'> => ({
  ...(assumed ? { assumed } : {}),
  ...(note === undefined ? {} : { note }),
});

export const fact = (key: string, label: string, value: string, more: Omit<Fact, 'key' | 'label' | 'value'> = {}): Fact => ({
  key,
  label,
  value,
  ...more,
});
export const source = (clause: { reference: string; text: string } | undefined): Fact[] =>
  clause ? [fact('clause', 'Source', `${clause.reference}: “${clause.text}”`, { quote: true })] : [];

/** The titles of some services; two lists are the same when their codes are, in whatever order. */
export function serviceFact({ services }: Pack, key: string, label: string, codes: readonly string[]): Fact {
  const titles = codes.map((code) => services.find((service) => service.code === code)?.title ?? code);
  return fact(key, label, listed(titles), { same: [...codes].sort().join(' ') });
}

export const ruleTitle = ({ allocations }: Pack, code: string): string => allocations.find((rule) => rule.code === code)?.title ?? code;
