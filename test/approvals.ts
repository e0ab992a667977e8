// What the tests of approval share: a school whose bursar has a limit of £300 and whose head approves, another school beside it, on a real engine, and what they do.
import { expect } from 'vitest';
import { confirmBooking } from '../functions/bookings/actions/confirm.ts';
import { makeQuote } from '../functions/bookings/actions/quote.ts';
import { readRequest } from '../functions/bookings/actions/requests.ts';
import { newService } from '../functions/catalogue/store.ts';
import { policyWrites } from '../functions/entitlements/store.ts';
import { setLimit, settleApproval } from '../functions/identity/actions/limits.ts';
import type { Slot } from '../functions/officers/schema.ts';
import { newOfficer } from '../functions/officers/store.ts';
import { schoolWrites } from '../functions/schools/store.ts';
import { addDays, bankHoliday, isWeekend, type SessionKey, sessionKey } from '../shared/calendar.ts';
import { commit } from '../shared/commit.ts';
import type { Actor, Context } from '../shared/context.ts';
import { accepted, type Decision } from '../shared/decision.ts';
import type { PersonId, RequestId } from '../shared/ids.ts';
import { contextIn, type OwnTable, ownTable, personOf } from './actors.ts';
import { academy, actor, daniel, day, headteacherRecruitment, now, outcomeOf, policy, school, tableDump } from './bookings.ts';

export const signingKey = 'a-key-for-approvals-only';
export const other = school(990011, 'Béatrice Fairlight Primary Academy', 'academy');
const both = { am: true, pm: true };
export const officer = { ...daniel, pattern: { 1: both, 2: both, 3: both, 4: both, 5: both }, absences: [] };
/** Working half-days from January 2027 on, each used once: a hold of today ends long before the first. */
const everySession: readonly SessionKey[] = Array.from({ length: 120 }, (_, i) => addDays(day('2027-01-04'), i))
  .filter((date) => !isWeekend(date) && !bankHoliday(date))
  .flatMap((date) => [sessionKey(date, 'am'), sessionKey(date, 'pm')]);
let sessions = [...everySession];
export const next = (count = 1) => sessions.splice(0, count);

export const of = (id: string, role: Actor['roles'][number] = 'school-booker', organisation = academy.id): Actor =>
  actor(role, { person: `per_${id}` as PersonId, organisation });
export const [bursar, head, deputy, rival] = [
  of('bursar'),
  of('head', 'school-approver'),
  of('deputy'),
  of('rival', 'school-booker', other.id),
];
/** The hold of what is asked for now ends with Thursday 26 November. */
export const lastMoment = Date.parse('2026-11-26T23:59:59.999Z');

let own: OwnTable;
export const contextOf = (who: Actor, at = now): Context => contextIn(own, who, at);
export const nameOf = outcomeOf;
/** How many answers there were of each name. */
export const tally = (decisions: readonly Decision<unknown>[]) =>
  Object.fromEntries(
    [...new Set(decisions.map(nameOf))].sort().map((name) => [name, decisions.filter((each) => nameOf(each) === name).length]),
  );

/** A school with a bursar, a head and a deputy, and another beside it; before anything is asked for. */
export async function beginApprovals(): Promise<void> {
  // Another file in the same process may have used some up.
  sessions = [...everySession];
  own = await ownTable();
  const { table } = contextOf(head);
  const writes = [
    ...policyWrites(table, undefined, policy),
    newService(table, headteacherRecruitment),
    newOfficer(table, officer),
    ...[academy, other].flatMap((each) => schoolWrites(table, each)),
    ...[bursar, head, deputy, rival].flatMap((each) => personOf(table, each)),
  ];
  expect(await commit(table, writes)).toEqual({ ok: true });
  accepted(
    await settleApproval(contextOf(head), academy.id, {
      othersMostPence: null,
      approver: head.person,
      deputy: { person: deputy.person, from: day('2026-11-25'), to: day('2026-11-25') },
      everyBooking: false,
    }),
  );
  accepted(await setLimit(contextOf(head), academy.id, { person: bursar.person, mostPence: 30_000 }));
}
export const endApprovals = (): void => own?.client.destroy();

const ask = (wanted: readonly SessionKey[], who = bursar) => ({
  school: who.organisation ?? academy.id,
  service: headteacherRecruitment.id,
  officer: officer.id,
  purse: 'own-funds' as const,
  halfDays: wanted.length,
  sessions: [...wanted],
});
export const quoteOf = (who: Actor, wanted: readonly SessionKey[], at = now) => makeQuote(contextOf(who, at), signingKey, ask(wanted, who));
export async function confirm(who: Actor, wanted: readonly SessionKey[], at = now) {
  const { token } = accepted(await quoteOf(who, wanted, at));
  return confirmBooking(contextOf(who, at), signingKey, { token, purchaseOrder: 'PO-1' });
}
export async function request(wanted: readonly SessionKey[]): Promise<RequestId> {
  const made = accepted(await confirm(bursar, wanted));
  if (!made.request) throw new Error('booked, though it is over the limit');
  return made.request;
}
export const agreedFor = async (id: RequestId, who = head, at = now): Promise<string> => {
  const seen = accepted(await readRequest(contextOf(who, at), id));
  if (!seen.now || !('agreed' in seen.now)) throw new Error(`nothing to approve: ${JSON.stringify(seen.now)}`);
  return seen.now.agreed;
};
export const slotOf = (session: SessionKey) => {
  const { table } = contextOf(head);
  return table.get<Slot>(table.key.slot(officer.id, session));
};
export const transfers = async () =>
  [...(await tableDump(own.client, own.tableName, 'essex')).values()].filter((item) => JSON.parse(item).type === 'transfer').length;
