// The declared chart of accounts and of postings: what may flow from where to where. The wall between free and paid stands here, in types.
import type { CivilDate } from '../calendar.ts';
import type { AgreementId, Branded, HolderId, OrganisationId, VacancyId } from '../ids.ts';

/** Each kind of account: what it counts, which fund it belongs to, and whether it has a limit (and so a head). */
export const chart = {
  // half-days by right
  grants: { asset: 'half-day', fund: 'entitlement', limited: false },
  entitlement: { asset: 'half-day', fund: 'entitlement', limited: true },
  'delivered-entitlement': { asset: 'half-day', fund: 'entitlement', limited: false },
  lapsed: { asset: 'half-day', fund: 'entitlement', limited: false },
  consumed: { asset: 'half-day', fund: 'entitlement', limited: false },
  // half-days sold
  sold: { asset: 'half-day', fund: 'traded', limited: false },
  'delivered-traded': { asset: 'half-day', fund: 'traded', limited: false },
  // half-days sold in advance, by an agreement
  package: { asset: 'half-day', fund: 'traded', limited: true },
  'delivered-package': { asset: 'half-day', fund: 'traded', limited: false },
  'consumed-traded': { asset: 'half-day', fund: 'traded', limited: false },
  'lapsed-traded': { asset: 'half-day', fund: 'traded', limited: false },
  // half-days of core service, free to all
  capacity: { asset: 'half-day', fund: 'core', limited: false },
  'delivered-core': { asset: 'half-day', fund: 'core', limited: false },
  // pence
  income: { asset: 'penny', fund: 'money', limited: false },
  vat: { asset: 'penny', fund: 'money', limited: false },
  debtor: { asset: 'penny', fund: 'money', limited: true },
  recharge: { asset: 'penny', fund: 'money', limited: true },
  'council-ledger': { asset: 'penny', fund: 'money', limited: false },
  clearing: { asset: 'penny', fund: 'money', limited: false },
  'customer-credit': { asset: 'penny', fund: 'money', limited: false },
  suspense: { asset: 'penny', fund: 'money', limited: false },
  // pence given to teams and funds, that pay a price as a customer within the council
  funding: { asset: 'penny', fund: 'money', limited: false },
  budget: { asset: 'penny', fund: 'money', limited: true },
  'budget-spent': { asset: 'penny', fund: 'money', limited: false },
  'budget-lapsed': { asset: 'penny', fund: 'money', limited: false },
} as const satisfies Record<string, { asset: 'half-day' | 'penny'; fund: 'core' | 'entitlement' | 'traded' | 'money'; limited: boolean }>;

export type Chart = typeof chart;
export type AccountKind = keyof Chart;
/** An account: its kind, then who or what it is kept for, then what it is for, joined by slashes (`entitlement/sch_990001/headteacher-recruitment/vac_…`). */
export type Account<Kind extends AccountKind = AccountKind> = Branded<'account'> & { readonly kind: Kind };

/** Names an account. Parts hold no slash. A limited account's second part is its holder, under whom its head is kept. */
export function account<Kind extends AccountKind>(kind: Kind, ...parts: string[]): Account<Kind> {
  if (chart[kind].limited && parts.length === 0) throw new Error(`a limited account has a holder: ${kind}`);
  for (const part of parts) if (!/^[A-Za-z0-9_.:-]+$/.test(part)) throw new Error(`not a part of an account: ${part}`);
  return [kind, ...parts].join('/') as Account<Kind>;
}

/** The kind an account's name begins with, or undefined for a name that is no account's. */
export const knownKind = (of: string): AccountKind | undefined => {
  const kind = of.split('/')[0] ?? '';
  return Object.hasOwn(chart, kind) ? (kind as AccountKind) : undefined;
};
export const kindOf = (of: string): AccountKind => {
  const kind = knownKind(of);
  if (!kind) throw new Error(`no such kind of account: ${of}`);
  return kind;
};
export const holderOf = (of: string): string => of.split('/')[1] ?? '';

/** A stretch of days, both included. */
export type Period = { from: CivilDate; to: CivilDate };
/** A period as part of an account's name: `2017-09-01.2018-08-31`. */
export const periodText = ({ from, to }: Period): string => `${from}.${to}`;

/**
 * What granted the free half-days of an account: the rule, which part of what it grants (`reserved` for the council, `carried` from the year before, a
 * `plan` the partnership has agreed to, or its own), and the vacancy or the period they are for.
 */
export type GrantParts = {
  holder: HolderId;
  /** The rule and the part, as the account's name has them: `partnership-days.reserved`. */
  grant: string;
  rule: string;
  part: string;
} & ({ vacancy: VacancyId } | { period: Period });

/** Reads an account of free half-days (`entitlement/holder/grant/source`) or a budget (`budget/…`) by its name. Any other account's name is a bug. */
export function grantOf(of: string): GrantParts {
  const [kind, holder, grant, source, ...more] = of.split('/');
  if ((kind !== 'entitlement' && kind !== 'budget') || !holder || !grant || !source || more.length > 0)
    throw new Error(`not an account of something granted: ${of}`);
  const [rule = grant, part = 'own'] = grant.split('.');
  const named = { holder: holder as HolderId, grant, rule, part };
  if (source.startsWith('vac_')) return { ...named, vacancy: source as VacancyId };
  const [from, to] = source.split('.');
  if (!from || !to) throw new Error(`not an account of something granted: ${of}`);
  return { ...named, period: { from: from as CivilDate, to: to as CivilDate } };
}

/** What an account of half-days sold in advance is for: whose they are, which package, under which agreement, and on which days they may be used. */
type PackageParts = { holder: OrganisationId; code: string; agreement: AgreementId; period: Period };

export const packageAccount = ({ holder, code, agreement, period }: PackageParts): Account<'package'> =>
  account('package', holder, code, agreement, periodText(period));

/** Reads an account of half-days sold in advance (`package/holder/code/agreement/period`) by its name. Any other account's name is a bug. */
export function packageOf(of: string): PackageParts {
  const [kind, holder, code, agreement, days = '', ...more] = of.split('/');
  const [from, to] = days.split('.');
  if (kind !== 'package' || !holder || !code || !agreement || !from || !to || more.length > 0)
    throw new Error(`not an account of a package: ${of}`);
  return {
    holder: holder as OrganisationId,
    code,
    agreement: agreement as AgreementId,
    period: { from: from as CivilDate, to: to as CivilDate },
  };
}

/** Each posting that exists, by its code. `A → B` credits A and debits B. Anything not here cannot be posted. */
export const postings = {
  grant: { from: 'grants', to: 'entitlement' },
  'deliver-entitlement': { from: 'entitlement', to: 'delivered-entitlement' },
  lapse: { from: 'entitlement', to: 'lapsed' },
  // what was granted and not used goes back
  'claw-back': { from: 'entitlement', to: 'grants' },
  // into the year after, to a successor, under another rule, to what a partnership has agreed on and back from it
  carry: { from: 'entitlement', to: 'entitlement' },
  'hand-over': { from: 'entitlement', to: 'entitlement' },
  move: { from: 'entitlement', to: 'entitlement' },
  earmark: { from: 'entitlement', to: 'entitlement' },
  release: { from: 'entitlement', to: 'entitlement' },
  // a free half-day that was cancelled too late to be used again, and one that is given back after all
  consume: { from: 'entitlement', to: 'consumed' },
  restore: { from: 'consumed', to: 'entitlement' },
  // a delivered half-day that is taken back, to be recorded as another kind
  'return-entitlement': { from: 'delivered-entitlement', to: 'entitlement' },
  'return-traded': { from: 'delivered-traded', to: 'sold' },
  'deliver-traded': { from: 'sold', to: 'delivered-traded' },
  // what a package holds: paid for first and used afterwards
  'sell-package': { from: 'sold', to: 'package' },
  'deliver-package': { from: 'package', to: 'delivered-package' },
  'consume-package': { from: 'package', to: 'consumed-traded' },
  'restore-package': { from: 'consumed-traded', to: 'package' },
  'lapse-package': { from: 'package', to: 'lapsed-traded' },
  'carry-package': { from: 'package', to: 'package' },
  'deliver-core': { from: 'capacity', to: 'delivered-core' },
  'invoice-net': { from: 'income', to: 'debtor' },
  'invoice-vat': { from: 'vat', to: 'debtor' },
  'recharge-net': { from: 'income', to: 'recharge' },
  'recharge-posted': { from: 'recharge', to: 'council-ledger' },
  payment: { from: 'debtor', to: 'clearing' },
  'payment-excess': { from: 'customer-credit', to: 'clearing' },
  'payment-suspense': { from: 'suspense', to: 'clearing' },
  'fund-budget': { from: 'funding', to: 'budget' },
  'claw-back-budget': { from: 'budget', to: 'funding' },
  'spend-budget': { from: 'budget', to: 'budget-spent' },
  'lapse-budget': { from: 'budget', to: 'budget-lapsed' },
  'carry-budget': { from: 'budget', to: 'budget' },
} as const satisfies Record<string, { from: AccountKind; to: AccountKind }>;

export type Postings = typeof postings;
export type PostingCode = keyof Postings;

/** The wall as a theorem the compiler checks: both ends of every posting count the same asset and belong to the same fund. */
type Crossing = {
  [Code in PostingCode]: Chart[Postings[Code]['from']]['asset'] extends Chart[Postings[Code]['to']]['asset']
    ? Chart[Postings[Code]['from']]['fund'] extends Chart[Postings[Code]['to']]['fund']
      ? never
      : Code
    : Code;
}[PostingCode];
type Stands<T extends never> = T;
/** Does not compile as soon as a posting crosses between entitlement, core, traded and money. */
export type TheWallStands = Stands<Crossing>;

/**
 * The wall at run time, for entries that come from a cast, a union of codes or the table: what forbids the movement, or undefined when the chart
 * allows it. A settlement has no code of its own; it must run between two kinds that some posting connects.
 */
export function breach(movement: { code?: string; asset: string; from: string; to: string }): string | undefined {
  const { code, asset, from, to } = movement;
  const [source, target] = [knownKind(from), knownKind(to)];
  if (!source || !target) return `${source ? to : from} is of no kind in the chart of accounts`;
  if (chart[source].fund !== chart[target].fund)
    return `it connects the ${chart[source].fund} fund (${from}) with the ${chart[target].fund} fund (${to})`;
  if (chart[source].asset !== asset || chart[target].asset !== asset) return `it moves ${asset} between accounts that count another asset`;
  if (code !== undefined && !Object.hasOwn(postings, code)) return `${code} is no posting`;
  const named = code === undefined ? Object.values(postings) : [postings[code as PostingCode]];
  if (!named.some((posting) => posting.from === source && posting.to === target))
    return `no posting ${code ?? ''} runs from ${source} to ${target}`.replace('  ', ' ');
  return undefined;
}
