// An order: a quote for each of several schools, in which what they share is shared out once and nothing is given twice, and how many writes booking it takes. Pure.
import { type SessionKey, sessionText } from '../../../../shared/calendar.ts';
import { accept, type Decision, type FieldFault, type Refusal, refuse } from '../../../../shared/decision.ts';
import type { OfficerId } from '../../../../shared/ids.ts';
import { halfDaysText } from '../../../../shared/ui/text.ts';
import type { BarredAccount } from '../../../entitlements/rules/funding.ts';
import type { OrderQuote } from '../../schema/orders.ts';
import type { Quote, QuoteCommand } from '../../schema/quotes.ts';
import { accountsOf, limitedAccountsOf } from '../drawing.ts';
import type { QuoteFacts } from '../facts.ts';
import { agreedText, decideQuote } from '../quote.ts';

/** A school's part of an order, with the facts of a quote for it as if it were alone. */
export type OrderPart = { facts: QuoteFacts; command: QuoteCommand };

/** How many half-days have been taken of accounts already. */
type Taken = ReadonlyMap<string, number>;

/** The facts of a school's quote once others of the order have taken what they take: what is used up by them pays for nothing, and is told of as used up. */
function withoutTaken(facts: QuoteFacts, taken: Taken): QuoteFacts {
  const left = facts.freeAccounts.map((free) => ({ ...free, available: free.available - (taken.get(free.account) ?? 0) }));
  const usedUp: BarredAccount[] = left
    .filter(({ available }) => available <= 0)
    .map(({ account, holder, rule, part }) => ({ account, holder, rule, part, why: 'used-up', available: 0 }));
  return {
    ...facts,
    freeAccounts: left.filter(({ available }) => available > 0),
    ...(facts.barred || usedUp.length > 0 ? { barred: [...(facts.barred ?? []), ...usedUp] } : {}),
    ...(facts.packages
      ? { packages: facts.packages.map((each) => ({ ...each, available: each.available - (taken.get(each.account) ?? 0) })) }
      : {}),
  };
}

/** A refusal of one school's part, told as the order's: it names the school, and its fields are those of that part. */
export function ofPart(refusal: Refusal, part: number, schoolName: string | undefined): Refusal {
  const named = (text: string) => (schoolName ? `${schoolName}: ${text}` : text);
  const faults = (refusal.faults ?? [{ field: 'school', detail: refusal.detail ?? refusal.name }]).map(
    ({ field, detail }): FieldFault => ({ field: `parts.${part}.${field}`, detail: detail === refusal.name ? detail : named(detail) }),
  );
  return {
    ...refusal,
    ...(refusal.detail ? { detail: named(refusal.detail) } : schoolName ? { detail: `${schoolName}.` } : {}),
    faults,
    more: { ...refusal.more, part },
  };
}

/** The half-days that a school is to have, of each officer. */
const askedOf = ({ officer, sessions, preparation = [], report = [], also = [] }: QuoteCommand) => [
  { officer, sessions: [...sessions, ...preparation, ...report] },
  ...also,
];

/** Half-days of officers that others of the order have, or are to have. */
type Busy = ReadonlyMap<OfficerId, ReadonlySet<SessionKey>>;

function busyWith(parts: readonly OrderPart[], quotes: readonly (Quote | undefined)[], except: number): Busy {
  const busy = new Map<OfficerId, Set<SessionKey>>();
  const add = (officer: OfficerId, session: SessionKey) => busy.set(officer, (busy.get(officer) ?? new Set()).add(session));
  for (const [i, { command }] of parts.entries()) {
    if (i === except) continue;
    for (const { officer, sessions } of askedOf(command)) for (const session of sessions) add(officer, session);
    for (const { officer, session } of quotes[i]?.sessions ?? []) add(officer, session);
  }
  return busy;
}

/** The facts of a school's quote with the diaries as the others of the order leave them: what is looked for beside a visit is looked for elsewhere. */
const withBusy = (facts: QuoteFacts, { officer, also = [] }: QuoteCommand, busy: Busy): QuoteFacts => ({
  ...facts,
  taken: new Set([...facts.taken, ...(busy.get(officer) ?? [])]),
  ...(facts.others
    ? {
        others: facts.others.map((other, i) => ({
          ...other,
          taken: new Set([...other.taken, ...(busy.get(also[i]?.officer ?? officer) ?? [])]),
        })),
      }
    : {}),
});

const firstDateOf = ({ command }: OrderPart): SessionKey | undefined => [...command.sessions].sort()[0];

/** The parts in the order in which free days are shared out: whose first session comes first, and of those alike who was named first. */
const inTurn = (parts: readonly OrderPart[]): number[] =>
  parts
    .map((part, i) => ({ i, first: firstDateOf(part) ?? '' }))
    .sort((a, b) => (a.first === b.first ? a.i - b.i : a.first < b.first ? -1 : 1))
    .map(({ i }) => i);

/**
 * Quotes an order: for each school what decideQuote() answers once those before it have taken theirs. Free days that several may draw on go to the schools in the order
 * of their first dates, so that they are never given twice. Refuses `duplicate-school`, `duplicate-session` where two schools are to have an officer's same half-day,
 * `order-too-large` with how many schools and half-days would fit, and for the school it names whatever decideQuote() refuses.
 */
export function decideOrder(parts: readonly OrderPart[]): Decision<OrderQuote> {
  const nameOf = (i: number) => parts[i]?.facts.school?.name;
  const twice = parts.findIndex(({ command }, i) => parts.findIndex((each) => each.command.school === command.school) < i);
  if (twice >= 0) return refuse('duplicate-school', `${nameOf(twice) ?? 'A school'} is there twice.`, { field: `parts.${twice}.school` });
  const meeting = sameHalfDay(parts);
  if (meeting) return meeting;
  const taken = new Map<string, number>();
  const quotes: Quote[] = [];
  for (const i of inTurn(parts)) {
    const part = parts[i];
    if (!part) continue;
    const facts = withBusy(withoutTaken(part.facts, taken), part.command, busyWith(parts, quotes, i));
    const quoted = decideQuote(facts, part.command);
    if (!quoted.ok) return { ok: false, refusal: ofPart(quoted.refusal, i, part.facts.school?.name) };
    quotes[i] = quoted.value;
    for (const session of quoted.value.sessions)
      for (const account of limitedAccountsOf([session])) taken.set(account, (taken.get(account) ?? 0) + 1);
  }
  if (writesOfOrder(quotes) > mostWritesAtOnce) return tooLarge(quotes);
  return accept(summed(quotes));
}

/** The refusal of an officer's half-day that two schools are to have. */
function sameHalfDay(parts: readonly OrderPart[]): ReturnType<typeof refuse> | undefined {
  const known = new Map<string, number>();
  for (const [i, { facts, command }] of parts.entries())
    for (const { officer, sessions } of askedOf(command))
      for (const session of sessions) {
        const other = known.get(`${officer} ${session}`);
        if (other !== undefined && other !== i) {
          const [who, here, there] = [facts.officer?.name ?? 'One officer', facts.school?.name, parts[other]?.facts.school?.name];
          return refuse(
            'duplicate-session',
            `${who} cannot be at ${there ?? 'one school'} and at ${here ?? 'another'} on ${sessionText(session)}: choose another half-day for one of them.`,
            { field: `parts.${i}.sessions`, more: { part: i, session } },
          );
        }
        known.set(`${officer} ${session}`, i);
      }
  return undefined;
}

/** As many writes as one transaction holds. */
const mostWritesAtOnce = 100;

/**
 * How many writes booking an order takes, exactly: for each school its booking, that it is to be told, the entry of the audit trail, the need it is for, two for each
 * half-day (the slot and the entry of the ledger), and one for each account it uses; for all of them together each limited account and each registered purchase order once, the order, its own entry of the audit trail and the record of the command. Which orders those are is told with the confirmation:
 * before it there may be one for each school that pays. Where it is asked for instead it takes less.
 */
export function writesOfOrder(quotes: readonly Quote[], purchaseOrders = registeredOf(quotes)): number {
  const ofSchools = quotes.map(({ sessions, need }) => 3 + (need ? 1 : 0) + 2 * sessions.length + accountsOf(sessions).size);
  const shared = limitedAccountsOf(quotes.flatMap(({ sessions }) => sessions)).size;
  return ofSchools.reduce((sum, writes) => sum + writes, 0) + shared + purchaseOrders + 3;
}

const registeredOf = (quotes: readonly Quote[]): number => quotes.filter(({ netPence }) => netPence > 0).length;

/** That it is too much for one transaction, and as much of it from its beginning as is not. */
function tooLarge(quotes: readonly Quote[]): Decision<never> {
  let fits = quotes.length;
  while (fits > 0 && writesOfOrder(quotes.slice(0, fits)) > mostWritesAtOnce) fits--;
  const halfDays = quotes.slice(0, fits).reduce((sum, { sessions }) => sum + sessions.length, 0);
  const detail =
    fits === 0
      ? `${quotes[0]?.schoolName ?? 'The first school'} alone has more sessions than one order holds: book for it by itself.`
      : `The first ${fits === 1 ? 'school fits' : `${fits} schools fit`}, with ${halfDaysText(halfDays)} (${halfDays} half-days): book the others in a second order.`;
  return refuse('order-too-large', detail, { field: 'parts', more: { schools: fits, halfDays } });
}

function summed(parts: Quote[]): OrderQuote {
  const sum = (of: (quote: Quote) => number) => parts.reduce((total, quote) => total + of(quote), 0);
  const [first] = parts;
  if (!first) throw new Error('an order is for at least one school');
  return {
    service: first.service,
    serviceTitle: first.serviceTitle,
    parts,
    halfDays: sum(({ sessions }) => sessions.length),
    freeHalfDays: sum(({ lines }) => lines.reduce((free, line) => free + (line.fund === 'traded' ? 0 : line.halfDays), 0)),
    netPence: sum(({ netPence }) => netPence),
    vatPence: sum(({ vatPence }) => vatPence),
    grossPence: sum(({ grossPence }) => grossPence),
  };
}

/** What whoever orders agrees to, as text: what each school's quote says, in the order in which they were named. */
export const orderText = ({ parts }: Pick<OrderQuote, 'parts'>): string => JSON.stringify(parts.map(agreedText));
