// What the clock does to an agreement: it begins, its instalments fall due, its next year opens unless notice was given, and its years are closed. Pure, one step a time.
import { addDays, type CivilDate, dateText, type Instant, londonDate, timestamp } from '../../../shared/calendar.ts';
import { bareId, type ChargeId } from '../../../shared/ids.ts';
import { type Account, account } from '../../../shared/ledger/chart.ts';
import type { Posting, StoredHead } from '../../../shared/ledger/post.ts';
import { transfer } from '../../../shared/ledger/transfers.ts';
import type { BuyBack } from '../../../shared/policy/packages.ts';
import type { Charge } from '../../bookings/schema/charges.ts';
import type { Holding } from '../../bookings/schema/packages.ts';
import type { PurchaseOrder } from '../../bookings/schema/purchase-orders.ts';
import { serviceIdOf } from '../../catalogue/schema.ts';
import { type Agreement, type AgreementYear, agreementStates, type Instalment } from '../schema.ts';
import { withYears } from './agree.ts';
import { noticeDayOf } from './clocks.ts';
import { agreedTo, isStanding, wholeYear } from './quote.ts';
import { remindersOf, type TellingKind } from './tell.ts';
import { billedBy, wentOnUnder } from './under.ts';

export type Advance = {
  agreement: Agreement;
  postings: Posting[];
  holdings: Holding[];
  charges: Charge[];
  close: string[];
  what: string;
  /** What people are told with it. */
  tell?: TellingKind;
};

type AdvanceFacts = {
  agreement: Agreement;
  now: Instant;
  /** The package as the policy in force sells it; undefined where it does no more. */
  offered: BuyBack | undefined;
  /** The sums kept for the accounts of the years that are to be closed. */
  heads: ReadonlyMap<string, StoredHead>;
  /** The registered order that its next year would be billed under. */
  order?: PurchaseOrder | undefined;
  /** Whoever agreed is closed, or another has taken its place: what is agreed runs out, and nothing is sold to it any more. */
  gone?: boolean;
};

/** `2027/28`, or the days where it is no whole year. */
export const yearText = ({ from, to, clock }: Pick<AgreementYear, 'from' | 'to' | 'clock'>): string =>
  clock && addDays(to, 1).slice(5) === from.slice(5) ? `${from.slice(0, 4)}/${to.slice(2, 4)}` : `${dateText(from)} to ${dateText(to)}`;

/** What a line on a bill says: `Leadership buy-back 2027/28, instalment 1 of 2 (5/12)`. */
export const lineText = (title: string, year: AgreementYear, { number, of, twelfths }: Instalment): string =>
  `${title} ${yearText(year)}${of > 1 ? `, instalment ${number} of ${of}` : ''}${twelfths < 12 ? ` (${twelfths}/12)` : ''}`;

/** The next thing that is due of an agreement by today, or undefined when nothing is. */
export function nextStep(facts: AdvanceFacts): Advance | undefined {
  const today = londonDate(facts.now);
  return (
    begun(facts, today) ??
    charged(facts, today) ??
    opened(facts, today) ??
    closed(facts, today) ??
    ended(facts, today) ??
    reminded(facts, today)
  );
}

const step = (agreement: Agreement, what: string, more: Partial<Advance> = {}): Advance => ({
  postings: [],
  holdings: [],
  charges: [],
  close: [],
  ...more,
  agreement: { ...agreement, version: agreement.version + 1 },
  what,
});

function begun({ agreement }: AdvanceFacts, today: CivilDate): Advance | undefined {
  const state = agreementStates.next(agreement.state, 'begin');
  const from = agreement.years[0]?.from;
  return state && from && from <= today ? step({ ...agreement, state }, `Begins on ${dateText(from)}`) : undefined;
}

/** Every instalment that is due, each charged once: its id is made of the agreement, the year and its number. */
function charged({ agreement, now }: AdvanceFacts, today: CivilDate): Advance | undefined {
  const charges: Charge[] = [];
  const years = agreement.years.map((year, i) => ({
    ...year,
    instalments: year.instalments.map((instalment) => {
      if (instalment.charge || instalment.dueOn > today) return instalment;
      const charge = chargeOf(agreement, { year, place: i + 1 }, instalment, now);
      charges.push(charge);
      return { ...instalment, charge: charge.id };
    }),
  }));
  if (charges.length === 0) return undefined;
  return step({ ...agreement, years }, charges.map(({ serviceTitle }) => serviceTitle).join('; '), { charges });
}

const chargeIdOf = (agreement: Pick<Agreement, 'id'>, place: number, { number }: Pick<Instalment, 'number'>): ChargeId =>
  `chg_${bareId(agreement.id)}-${place}-${number}` as ChargeId;

function chargeOf(
  agreement: Agreement,
  { year, place }: { year: AgreementYear; place: number },
  instalment: Instalment,
  now: Instant,
): Charge {
  const { organisation, organisationName } = agreement;
  const { payer, title, purse, treatment, vatClass, incomeCode, cfrCode, purchaseOrder, policy } = billedBy(agreement, year);
  return {
    id: chargeIdOf(agreement, place, instalment),
    booking: agreement.id,
    visit: String(instalment.number).padStart(2, '0'),
    transfer: year.sold,
    payer,
    school: organisation,
    schoolName: organisationName,
    // What it is for is a package: no service of the catalogue has its code.
    service: serviceIdOf(agreement.code),
    serviceTitle: lineText(title, year, instalment),
    officerName: '',
    deliveredOn: instalment.dueOn,
    half: 'am',
    halfDays: 1,
    unitPricePence: instalment.netPence,
    netPence: instalment.netPence,
    purse,
    vatClass,
    quoted: treatment,
    incomeCode,
    cfrCode,
    ...(purchaseOrder ? { purchaseOrder } : {}),
    policy,
    recordedAt: timestamp(now),
    instalment: { number: instalment.number, of: instalment.of, twelfths: instalment.twelfths, yearPence: year.netPence },
  };
}

/** The day from which a rolling agreement's next year is sure: once no notice can be given any more. */
const sureFrom = ({ clock }: Agreement, offered: BuyBack, ends: CivilDate): CivilDate => {
  const year = offered.years.find((each) => each.clock === clock);
  return year ? addDays(noticeDayOf(year, ends), 1) : addDays(ends, 1);
};

function opened({ agreement, now, offered, gone, order }: AdvanceFacts, today: CivilDate): Advance | undefined {
  if (gone) return undefined;
  const ends = agreedTo(agreement);
  const term = agreement.terms.at(-1);
  const year = offered?.years.find(({ clock }) => clock === agreement.clock);
  if (!isStanding(agreement) || agreement.state === 'notice' || !offered || !year || !term || term.to <= ends) return undefined;
  if (agreement.continues === 'rolling' && today < sureFrom(agreement, offered, ends)) return undefined;
  if (agreement.continues === 'until-renewed' && today <= ends) return undefined;
  const next = wholeYear(offered, year, addDays(ends, 1), today);
  const { agreement: longer, postings, holdings } = withYears(agreement, [next], now);
  const { agreement: paid, lacks } = wentOnUnder(longer, order);
  const what = `Goes on from ${dateText(next.from)}`;
  if (lacks === undefined) return step(paid, what, { postings, holdings });
  return step(paid, `${what}, without a purchase order: ${lacks}`, { postings, holdings, tell: 'buyback-order' });
}

/** A year that is over: what is left of it goes on into the next, as far as was agreed, and lapses beyond that. Its account takes nothing more. */
function closed({ agreement, now, heads }: AdvanceFacts, today: CivilDate): Advance | undefined {
  const i = agreement.years.findIndex((year) => !year.closed && year.to < today);
  const year = agreement.years[i];
  if (!year) return undefined;
  const next = agreement.years[i + 1];
  const left = heads.get(year.account)?.available ?? 0;
  const carriedHalfDays = next && !next.closed && next.to >= today ? Math.min(left, agreement.carriesHalfDays) : 0;
  const lapsedHalfDays = left - carriedHalfDays;
  const postings = leavings(agreement, { year, place: i + 1 }, { carriedHalfDays, lapsedHalfDays, into: next?.account }, now);
  const years = agreement.years.map((each, n) =>
    n === i
      ? { ...each, closed: { lapsedHalfDays, carriedHalfDays } }
      : n === i + 1
        ? { ...each, carriedHalfDays: each.carriedHalfDays + carriedHalfDays }
        : each,
  );
  const what = `${yearText(year)} is over: ${carriedHalfDays} half-days carried, ${lapsedHalfDays} lapsed`;
  return step({ ...agreement, years }, what, { postings, close: [year.account] });
}

type Leaving = { carriedHalfDays: number; lapsedHalfDays: number; into?: string | undefined };

/** What moves out of an account for good. */
export function leavings(
  agreement: Agreement,
  { year, place }: { year: AgreementYear; place: number },
  { carriedHalfDays, lapsedHalfDays, into }: Leaving,
  now: Instant,
): Posting[] {
  const from = year.account as Account<'package'>;
  const cause = { agreement: agreement.id, policy: agreement.policy, clause: agreement.clause.reference };
  const name = `${bareId(agreement.id)}-${place}`;
  return [
    ...(carriedHalfDays > 0 && into
      ? [
          {
            transfer: transfer('carry-package', from, into as Account<'package'>, carriedHalfDays, { name: `${name}-carried`, now, cause }),
          },
        ]
      : []),
    ...(lapsedHalfDays > 0
      ? [
          {
            transfer: transfer('lapse-package', from, account('lapsed-traded', agreement.organisation, agreement.code), lapsedHalfDays, {
              name: `${name}-lapsed`,
              now,
              cause,
            }),
          },
        ]
      : []),
  ];
}

function ended({ agreement }: AdvanceFacts, today: CivilDate): Advance | undefined {
  const on = agreedTo(agreement);
  const state = agreementStates.next(agreement.state, 'end');
  if (!state || on >= today || agreement.years.some(({ closed: over }) => !over)) return undefined;
  const why = agreement.state === 'notice' ? ('notice' as const) : ('term' as const);
  return step({ ...agreement, state, ended: { on, why } }, `Ended on ${dateText(on)}`, { tell: 'buyback-ended' });
}

/** What is to be told of the year after, each once; what it is too late for, or nobody is sold any more, is passed over. */
function reminded({ agreement, offered, gone }: AdvanceFacts, today: CivilDate): Advance | undefined {
  const due = remindersOf(agreement, offered).find(({ on }) => on <= today);
  if (!due) return undefined;
  const told = { ...agreement.told, [due.kind]: due.begins };
  const isNews = today <= due.until && !gone;
  return step({ ...agreement, told }, `${isNews ? 'Told' : 'Too late to tell'}: ${due.kind}`, isNews ? { tell: due.kind } : {});
}

/** The next day on which something is due of an agreement: by it the night finds it. */
export function nextDay(agreement: Agreement, offered?: BuyBack): CivilDate | undefined {
  const { years, state, terms } = agreement;
  const ends = agreedTo(agreement);
  const days: CivilDate[] = years.flatMap((year) => [
    ...year.instalments.flatMap(({ charge, dueOn }) => (charge ? [] : [dueOn])),
    ...(year.closed ? [] : [addDays(year.to, 1)]),
  ]);
  if (state === 'agreed' && years[0]) days.push(years[0].from);
  const goesOn = state !== 'notice' && state !== 'ended' && (terms.at(-1)?.to ?? ends) > ends;
  if (goesOn) days.push(agreement.continues === 'rolling' && offered ? sureFrom(agreement, offered, ends) : addDays(ends, 1));
  days.push(...remindersOf(agreement, offered).map(({ on }) => on));
  return [...days].sort()[0];
}
