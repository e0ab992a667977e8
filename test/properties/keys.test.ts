// Two bookings that have nothing to do with each other write no item in common, nor does one lean on a condition of the other: AWS would make them
// collide where no local engine does. The writes are those of the actions: the same stores, the same postings.
import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decideCancellation } from '../../functions/bookings/rules/cancel.ts';
import { decideBooking, decideDelivery } from '../../functions/bookings/rules/life.ts';
import { decideQuote } from '../../functions/bookings/rules/quote.ts';
import { cancellationWrites, confirmationWrites, deliveryWrites } from '../../functions/bookings/store.ts';
import type { Service } from '../../functions/catalogue/schema.ts';
import type { FreeAccount } from '../../functions/entitlements/schema.ts';
import type { Officer } from '../../functions/officers/schema.ts';
import { auditWrite } from '../../shared/audit.ts';
import { londonClock, type SessionKey } from '../../shared/calendar.ts';
import { create, maximumWrites, type Write } from '../../shared/commit.ts';
import { accepted } from '../../shared/decision.ts';
import { type BookingId, newId, type OfficerId } from '../../shared/ids.ts';
import { CouncilTable, tableClient } from '../../shared/table.ts';
import {
  academy,
  actor,
  councilLaCode,
  daniel,
  delivering,
  dropIn,
  freeAccount,
  headteacherRecruitment,
  maintained,
  now,
  policy,
  service,
} from '../bookings.ts';
import { holds } from './budget.ts';

// Only for the spelling of keys: nothing is sent.
const client = tableClient({ DYNAMODB_ENDPOINT: 'http://127.0.0.1:1' });
const table = new CouncilTable(client, 'daybook', 'essex');
const schools = [academy, maintained];
const officers: Officer[] = [daniel, { ...daniel, id: 'off_helen-marsh' as OfficerId }];
const services = [headteacherRecruitment, dropIn, service('reviews-of-governance')];
const dates = ['2026-12-01', '2026-12-02', '2026-12-03', '2026-12-07', '2026-12-08', '2026-12-09', '2027-01-05', '2027-01-06'];
const sessions = dates.flatMap((date) => [`${date}#am`, `${date}#pm`]) as SessionKey[];

type Asked = { school: number; officer: number; service: number; sessions: SessionKey[]; free: FreeAccount[] };
/** The entry that change() and once() add, as they do: under an id of its own. */
const told = (action: string, about: BookingId) => auditWrite({ table, actor: actor('school-booker'), now }, { action, about });

type Writes = { booking: Write[]; delivery: Write[]; cancellation: Write[] };

/** All a booking ever writes: when it is confirmed, when half of it is delivered and when the other half is cancelled. */
function writesOf(asked: Asked, id: BookingId): Writes {
  const school = schools[asked.school] ?? academy;
  const officer = officers[asked.officer] ?? daniel;
  const of: Service = services[asked.service] ?? headteacherRecruitment;
  const command = {
    school: school.id,
    service: of.id,
    officer: officer.id,
    purse: 'own-funds' as const,
    halfDays: asked.sessions.length,
    sessions: asked.sessions,
  };
  const facts = {
    clock: londonClock(now),
    councilLaCode,
    school,
    service: of,
    officer,
    policy,
    taken: new Set<SessionKey>(),
    booker: 'school' as const,
    freeAccounts: asked.free,
  };
  const quote = accepted(decideQuote(facts, command));
  const confirmed = accepted(decideBooking({ id, now, actor: actor('school-booker'), quote, service: of }, { purchaseOrder: 'PO-1' }));
  const { booking } = confirmed;
  const record = createHash('sha256').update(newId('qte')).digest('base64url');
  const later = Date.parse('2027-02-01T09:00:00Z');
  const half = booking.sessions.slice(0, Math.ceil(booking.sessions.length / 2)).map(({ visit }) => visit);
  const rest = booking.sessions.slice(half.length).map(({ visit }) => visit);
  const delivered = accepted(
    decideDelivery({ booking, now: later, clock: londonClock(later), actor: actor('officer'), policy }, delivering(half)),
  );
  const cancelled = accepted(
    decideCancellation(
      { booking: delivered.booking, now: later, vacancies: new Map(), allocations: new Map() },
      { visits: rest, reason: 'Snow' },
    ),
  );
  return {
    booking: [
      create(table.key.idempotency(record), { type: 'idempotency' }, 'key-reused'),
      ...confirmationWrites(table, confirmed, now),
      told('booking:confirm', id),
    ],
    delivery: [...deliveryWrites(table, delivered), told('visit:deliver', id)],
    cancellation: [...cancellationWrites(table, cancelled, now), told('booking:cancel', id)],
  };
}

const keysOf = (writes: readonly Write[]): string[] => writes.map(({ key }) => `${key.pk} ${key.sk}`);
const everyKey = (writes: Writes) => new Set(Object.values(writes).flatMap(keysOf));
const common = (a: Writes, b: Writes) => [...everyKey(a)].filter((key) => everyKey(b).has(key));

/** Two bookings with no session of the same officer in common; each has free days of its own, or none. */
const unrelated = fc
  .record({
    picked: fc.uniqueArray(fc.nat({ max: sessions.length - 1 }), { minLength: 4, maxLength: 12 }),
    split: fc.integer({ min: 2, max: 10 }),
    schools: fc.tuple(fc.nat({ max: 1 }), fc.nat({ max: 1 })),
    officers: fc.tuple(fc.nat({ max: 1 }), fc.nat({ max: 1 })),
    services: fc.tuple(fc.nat({ max: 2 }), fc.nat({ max: 2 })),
    free: fc.tuple(fc.nat({ max: 4 }), fc.nat({ max: 4 })),
  })
  .filter(({ picked, split }) => split <= picked.length - 2)
  .map(({ picked, split, ...two }): [Asked, Asked] => {
    const parts = [picked.slice(0, split), picked.slice(split)];
    return [0, 1].map((i) => ({
      school: two.schools[i] ?? 0,
      officer: two.officers[i] ?? 0,
      service: two.services[i] ?? 0,
      sessions: (parts[i] ?? []).map((n) => sessions[n] as SessionKey).sort(),
      free: [freeAccount(schools[two.schools[i] ?? 0] ?? academy, two.free[i] ?? 0, `vac_${i}`)].filter(({ available }) => available > 0),
    })) as [Asked, Asked];
  });

const hunted = { milliseconds: 3_000, cases: 2_000 };

holds(
  'two unrelated bookings write disjoint sets of keys, from confirmation to delivery and cancellation',
  unrelated,
  ([one, other]) => {
    expect(common(writesOf(one, newId('bkg')), writesOf(other, newId('bkg')))).toEqual([]);
  },
  hunted,
);

holds(
  'a booking’s writes condition nothing but what it writes, each item once, within one transaction',
  unrelated,
  ([asked]) => {
    for (const writes of Object.values(writesOf(asked, newId('bkg')))) {
      expect(writes.filter(({ op }) => op === 'check')).toEqual([]);
      expect(new Set(keysOf(writes)).size).toBe(writes.length);
      expect(writes.length).toBeLessThanOrEqual(maximumWrites);
      for (const { key } of writes) expect(key.pk.startsWith('essex#')).toBe(true);
    }
  },
  hunted,
);

test('two bookings that draw on the same free days meet on that account and nowhere else', () => {
  const free = [freeAccount(academy, 2)];
  const of = (officer: number): Asked => ({ school: 0, officer, service: 0, sessions: sessions.slice(0, 2), free });
  const shared = common(writesOf(of(0), newId('bkg')), writesOf(of(1), newId('bkg')));
  expect(shared).toEqual([`essex#HOLDER#${academy.id} HEAD#${free[0]?.account}`]);
});

test('two bookings of the same session of the same officer meet on that slot and nowhere else', () => {
  const of = (school: number): Asked => ({ school, officer: 0, service: 2, sessions: sessions.slice(0, 2), free: [] });
  const shared = common(writesOf(of(0), newId('bkg')), writesOf(of(1), newId('bkg')));
  expect(shared).toEqual([`essex#OFFICER#${daniel.id} SLOT#2026-12-01#am`, `essex#OFFICER#${daniel.id} SLOT#2026-12-01#pm`]);
});
