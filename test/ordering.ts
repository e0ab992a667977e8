// What the tests of orders share: a trust of seven academies with a finance director who has a limit and a chief executive who approves, a partnership of two of
// them with seven half-days set aside, two officers, on a real engine; and what they do.
import { expect } from 'vitest';
import { readOrder } from '../functions/bookings/actions/orders/order-read.ts';
import { confirmOrder, makeOrderQuote } from '../functions/bookings/actions/orders/orders.ts';
import type { ConfirmOrderCommand, OrderCommand } from '../functions/bookings/schema/orders.ts';
import { newService } from '../functions/catalogue/store.ts';
import { recordVacancy } from '../functions/entitlements/actions.ts';
import type { Plan } from '../functions/entitlements/schema/plans.ts';
import { planWrite } from '../functions/entitlements/store/plans.ts';
import { policyWrites } from '../functions/entitlements/store.ts';
import { setLimit, settleApproval } from '../functions/identity/actions/limits.ts';
import { freeSessions } from '../functions/officers/rules.ts';
import { newOfficer } from '../functions/officers/store.ts';
import type { OrganisationEvent } from '../functions/schools/schema/events.ts';
import type { Partnership, Trust } from '../functions/schools/schema/organisations.ts';
import { eventWrites, groupWrites } from '../functions/schools/store/organisations.ts';
import { schoolWrites } from '../functions/schools/store.ts';
import { addDays, type CivilDate, type SessionKey, timestamp } from '../shared/calendar.ts';
import { commit, type Write } from '../shared/commit.ts';
import type { Actor, Context } from '../shared/context.ts';
import { accepted } from '../shared/decision.ts';
import type { OfficerId, OrderId, OrganisationId, PersonId, PlanId } from '../shared/ids.ts';
import { account } from '../shared/ledger/chart.ts';
import { postingWrites, type StoredHead } from '../shared/ledger/post.ts';
import { transfer } from '../shared/ledger/transfers.ts';
import { contextIn, type OwnTable, ownTable, personOf } from './actors.ts';
import { actor, daniel, day, headteacherRecruitment, now, outcomeOf, pack, policy, school, service } from './bookings.ts';

export const signingKey = 'a-key-for-orders-only';
const both = { am: true, pm: true };
export const officer = { ...daniel, pattern: { 1: both, 2: both, 3: both, 4: both, 5: both }, absences: [] };
export const reviewer = { ...officer, id: 'off_helen-marsh' as OfficerId, name: 'Helen Marsh', skills: ['school-review', 'leadership'] };
export const reviews = service('collaborative-reviews');

export const trust = 'trs_5902' as OrganisationId;
export const estuary = 'ptn_estuary' as OrganisationId;
export const schools = ['Avocet', 'Bittern', 'Curlew', 'Dunlin', 'Egret', 'Fulmar', 'Godwit'].map((name, i) =>
  school(990101 + i, `${name} Academy`, 'academy', { pupils: 100 * (i + 1) }),
);
export const stranger = school(990120, 'Heron Academy', 'academy');
export const [director, chief, lead] = [
  actor('trust-booker', { person: 'per_director' as PersonId, organisation: trust }),
  actor('school-approver', { person: 'per_chief' as PersonId, organisation: trust }),
  actor('partnership-lead', { person: 'per_lead' as PersonId, organisation: estuary }),
];
export const resources = actor('resource-manager', { person: 'per_joan' as PersonId });

const free = freeSessions(
  officer,
  new Set(),
  day('2027-01-04'),
  addDays(day('2027-01-04'), 300),
  { date: day('2026-11-24'), time: '08:00' },
  pack.sessions,
);
/** Working half-days from January 2027 on, each used once: a hold of today ends long before the first. */
export const next = (count = 1): SessionKey[] => free.splice(0, count);

let own: OwnTable;
export const contextOf = (who: Actor, at = now): Context => contextIn(own, who, at);
export const theTable = () => own;
export const nameOf = outcomeOf;

let events = 0;
/** An event of a school and a group, as the register or the council's staff record it. */
function eventOf(of: Pick<OrganisationEvent, 'kind'> & Record<string, unknown>, on: CivilDate, about: OrganisationId[]): OrganisationEvent {
  events += 1;
  const id = `evt_${String(events).padStart(4, '0')}`;
  return {
    type: 'organisation-event',
    id,
    source: 'staff',
    recordedAt: timestamp(now),
    recordedBy: 'per_joan',
    on,
    about,
    ...of,
  } as OrganisationEvent;
}
export const joined = (of: OrganisationId, group: OrganisationId) =>
  eventOf({ kind: 'joined', subject: of, group } as never, day('2020-09-01'), [of, group]);
/** The school leaves its trust on a day. */
export async function leaves(of: OrganisationId, on: CivilDate): Promise<void> {
  const { table } = contextOf(resources);
  expect(await commit(table, eventWrites(table, eventOf({ kind: 'left', subject: of, group: trust } as never, on, [of, trust])))).toEqual({
    ok: true,
  });
}

const planned = account('entitlement', estuary, 'partnership-days.pln_01', '2026-09-01.2027-08-31');
const headOf = (name: string) => {
  const { table } = contextOf(resources);
  return table.get<StoredHead>(table.key.head(name.split('/')[1] ?? '', name));
};
export const plannedHead = () => headOf(planned);

/** A trust with its people and schools; before anything is ordered. */
export async function beginOrders(): Promise<void> {
  own = await ownTable();
  const { table } = contextOf(resources);
  const people = [director, chief, lead].flatMap((each) => personOf(table, each));
  const place = { addressLines: ['1 Invented Quay'], postcode: 'ZZ1 1ZZ', version: 1 };
  const group: Trust = { ...place, id: trust, kind: 'trust', uid: 5902, name: 'Estuary Light Learning Trust', billing: [] };
  const partnership: Partnership = {
    ...place,
    id: estuary,
    kind: 'partnership',
    partnershipKind: 'collaborative-group',
    name: 'Estuary Group',
  };
  const leads = eventOf(
    { kind: 'lead-appointed', subject: schools[0]?.id, group: estuary, person: lead.person } as never,
    day('2020-09-01'),
    [schools[0]?.id as OrganisationId, estuary],
  );
  const writes: Write[][] = [
    [...policyWrites(table, undefined, policy), newService(table, headteacherRecruitment), newService(table, reviews)],
    [newOfficer(table, officer), newOfficer(table, reviewer), ...people, ...groupWrites(table, group), ...groupWrites(table, partnership)],
    ...[...schools, stranger].map((each) => schoolWrites(table, each)),
    schools.flatMap(({ id }) => eventWrites(table, joined(id, trust))),
    schools.slice(0, 3).flatMap(({ id }) => eventWrites(table, joined(id, estuary))),
    [...eventWrites(table, leads), planWrite(table, plan)],
    postingWrites(table, [
      { transfer: transfer('grant', account('grants', 'partnership-days'), planned, 7, { name: 'grant-plan', now, cause: {} }) },
    ]),
  ];
  for (const part of writes) expect(await commit(table, part)).toEqual({ ok: true });
  accepted(
    await settleApproval(contextOf({ ...chief, roles: ['school-approver'] }), trust, {
      othersMostPence: null,
      approver: chief.person,
      everyBooking: false,
    }),
  );
  accepted(await setLimit(contextOf(chief), trust, { person: director.person, mostPence: 100_000 }));
}
export const endOrders = (): void => own?.client.destroy();

const plan: Plan = {
  type: 'plan',
  id: 'pln_01' as PlanId,
  partnership: estuary,
  rule: 'partnership-days',
  part: 'own',
  period: { from: day('2026-09-01'), to: day('2027-08-31') },
  halfDays: 7,
  services: ['collaborative-reviews'],
  purpose: 'A shared review',
  state: 'agreed',
  account: planned,
  proposedAs: 'council',
  proposedBy: resources.person,
  proposedOn: day('2026-09-01'),
  proposedAt: timestamp(now),
  words: [],
  version: 1,
} as Plan;

/** The post of a school's head is vacant: two days of headteacher recruitment are free. */
export const vacancyAt = async (of: OrganisationId): Promise<void> => {
  accepted(await recordVacancy(contextOf(resources), { school: of, post: 'headteacher', vacantFrom: day('2026-11-24') }));
};

type Wanted = readonly [number, readonly SessionKey[]];
/** What these of the trust's schools are to have. */
export const asked = (wanted: readonly Wanted[], more: Partial<OrderCommand> = {}): OrderCommand => ({
  service: headteacherRecruitment.id,
  parts: wanted.map(([i, sessions]) => ({
    school: schools[i]?.id as OrganisationId,
    officer: officer.id,
    purse: 'own-funds' as const,
    halfDays: sessions.length,
    sessions: [...sessions],
  })),
  ...more,
});
export const quote = (who: Actor, command: OrderCommand, at = now) => makeOrderQuote(contextOf(who, at), signingKey, command);
export const confirm = (who: Actor, command: ConfirmOrderCommand, at = now) => confirmOrder(contextOf(who, at), signingKey, command);
/** Quotes and confirms. */
export async function order(who: Actor, command: OrderCommand, more: Partial<ConfirmOrderCommand> = { purchaseOrder: 'PO-1' }) {
  const { token } = accepted(await quote(who, command));
  return confirm(who, { token, ...more });
}
export const seen = async (id: OrderId, who: Actor = director) => accepted(await readOrder(contextOf(who), id));
