// Invented schools, officers and people under the Essex pack of 2026/27: what the tests of booking share.
import { decideBooking } from '../functions/bookings/rules/life.ts';
import { decideQuote, type QuoteFacts } from '../functions/bookings/rules/quote.ts';
import type { DeliveryCommand } from '../functions/bookings/schema/notes.ts';
import type { Quote, QuoteCommand } from '../functions/bookings/schema/quotes.ts';
import type { Booking } from '../functions/bookings/schema.ts';
import { adoptService } from '../functions/catalogue/rules.ts';
import type { Service } from '../functions/catalogue/schema.ts';
import type { FreeAccount, PolicyVersion } from '../functions/entitlements/schema.ts';
import type { Officer } from '../functions/officers/schema.ts';
import type { School, Sector } from '../functions/schools/schema.ts';
import { type CivilDate, londonClock, type SessionKey } from '../shared/calendar.ts';
import type { Actor, Role } from '../shared/context.ts';
import { accepted, type Decision } from '../shared/decision.ts';
import { type BookingId, type OfficerId, type PersonId, type ServiceId, schoolIdOf, type VacancyId } from '../shared/ids.ts';
import { account } from '../shared/ledger/chart.ts';
import type { Posting } from '../shared/ledger/post.ts';
import type { EventRule } from '../shared/policy/allocations.ts';
import { essex2017 } from '../shared/policy/essex-2017.ts';
import { shiftedByYears } from '../shared/policy/rules.ts';
import type { TableClient } from '../shared/table.ts';
import { everyText } from './items.ts';

export const day = (text: string) => text as CivilDate;
export const session = (text: string) => text as SessionKey;
export const keys = (...texts: string[]) => texts.map(session);
/** A Tuesday. */
export const now = Date.parse('2026-11-24T08:00:00Z');
export const councilLaCode = 881;

export const pack = shiftedByYears(essex2017, 9);
export const policy: PolicyVersion = {
  version: 1,
  effectiveAt: '2026-08-31T23:00:00.000Z',
  publishedAt: '2026-08-01T09:00:00.000Z',
  pack,
};
export const rule = pack.allocations[0] as EventRule;

const services = new Map(
  pack.services.map((offered) => [offered.code, adoptService(undefined, offered, pack, pack.effectiveFrom).service]),
);
export function service(code: string): Service {
  const found = services.get(code);
  if (!found) throw new Error(`not in the pack: ${code}`);
  return found;
}
export const headteacherRecruitment = service('governing-bodies-headteacher-recruitment');
/** Half a day to prepare and half a day for the report, beside the visits. */
export const review: Service = { ...headteacherRecruitment, preparationHalfDays: 1, reportHalfDays: 1 };
export const dropIn = service('informal-support-for-leaders');

const typeCodes: Record<Sector, number> = { maintained: 1, academy: 34, independent: 11, 'further-education': 18 };

export function school(urn: number, name: string, sector: Sector, more: Partial<School> = {}): School {
  const typeCode = typeCodes[sector];
  return {
    id: schoolIdOf(urn),
    urn,
    name,
    laCode: councilLaCode,
    typeCode,
    phaseCode: 2,
    statusCode: 1,
    sectors: [{ from: day('2015-09-01'), sector, typeCode }],
    addressLines: ['1 Invented Street'],
    postcode: 'ZZ1 1ZZ',
    version: 1,
    ...more,
  };
}
export const academy = school(990010, 'Colnemarsh Grange Academy', 'academy');
export const maintained = school(990001, 'Saltmere Community Primary School', 'maintained');

const both = { am: true, pm: true };
/** Does not work on Friday afternoons, and is away on 14 and 15 December 2026. */
export const daniel: Officer = {
  id: 'off_daniel-osei' as OfficerId,
  name: 'Daniel Osei',
  title: 'Leadership and governance adviser',
  skills: ['leadership', 'recruitment', 'governance'],
  district: 'Mid',
  pattern: { 1: both, 2: both, 3: both, 4: both, 5: { am: true, pm: false } },
  absences: [{ from: day('2026-12-14'), to: day('2026-12-15') }],
  version: 1,
};
export const helen: Officer = { ...daniel, id: 'off_helen-marsh' as OfficerId, name: 'Helen Marsh', district: 'West', absences: [] };

export const actor = (role: Role, more: Partial<Actor> = {}): Actor => ({
  person: `per_${role}` as PersonId,
  name: 'Alex Marsh',
  roles: [role],
  ...more,
});

/** An open account of a school with this many free half-days left. */
export function freeAccount(of: School, available: number, vacancy = 'vac_01'): FreeAccount {
  return {
    account: account('entitlement', of.id, rule.code, vacancy),
    holder: of.id,
    vacancy: vacancy as VacancyId,
    rule: rule.code,
    part: 'own',
    period: { from: day('2000-01-01'), to: day('2099-12-31') },
    title: rule.title,
    available,
    clause: rule.clause,
  };
}

/** The facts of an ordinary quote: an open academy, a day with Daniel Osei, nothing free. */
export const quoteFacts = (more: Partial<QuoteFacts> = {}): QuoteFacts => ({
  clock: londonClock(now),
  councilLaCode,
  school: academy,
  service: headteacherRecruitment,
  officer: daniel,
  policy,
  taken: new Set(),
  booker: 'school',
  freeAccounts: [],
  ...more,
});

/** The command of an ordinary quote: Tuesday 1 December, the whole day, from the school's own funds. */
export function quoteCommand(more: Partial<Omit<QuoteCommand, 'sessions'>> & { sessions?: readonly string[] } = {}): QuoteCommand {
  const sessions = (more.sessions ?? ['2026-12-01#am', '2026-12-01#pm']).map(session);
  return {
    school: academy.id,
    service: headteacherRecruitment.id as ServiceId,
    officer: daniel.id,
    purse: 'own-funds',
    halfDays: sessions.length,
    ...more,
    sessions,
  };
}

export const quoted = (facts: Partial<QuoteFacts> = {}, command: Parameters<typeof quoteCommand>[0] = {}): Quote =>
  accepted(decideQuote(quoteFacts(facts), quoteCommand(command)));

/** A confirmed booking with the postings it was made with. */
export function booked(
  quote: Quote,
  id = 'bkg_01',
  at = now,
  of: Service = headteacherRecruitment,
): { booking: Booking; postings: Posting[] } {
  return accepted(
    decideBooking({ id: id as BookingId, now: at, actor: actor('school-booker'), quote, service: of }, { purchaseOrder: 'PO-2026/118' }),
  );
}

/** What an officer sends to mark visits delivered, with words under the first heading of every template: shared at once, unless the policy or `more` says otherwise. */
export const delivering = (visits: readonly string[], text = 'Done.', more: Partial<DeliveryCommand> = {}): DeliveryCommand => ({
  visits: [...visits],
  sections: { done: text },
  actions: [],
  as: 'sent',
  ...more,
});

/** The name a decision was refused by, or `accepted`. */
export const outcomeOf = (decision: Decision<unknown>): string => (decision.ok ? 'accepted' : decision.refusal.name);

/** Everything a table holds of a council, as text by key. */
export async function tableDump(client: TableClient, tableName: string, council: string): Promise<Map<string, string>> {
  return new Map([...(await everyText(client, tableName))].filter(([key]) => key.startsWith(`${council}#`)));
}

/** The keys of what was added, changed or taken away between two dumps. */
export const changedKeys = (before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>): string[] =>
  [...new Set([...before.keys(), ...after.keys()])].filter((key) => before.get(key) !== after.get(key)).sort();
