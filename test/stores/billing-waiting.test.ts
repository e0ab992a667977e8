// Lines that wait for somebody's agreement: who is told of them, how long, and who may say so for a school that another has followed.
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { Charge } from '../../functions/bookings/schema/charges.ts';
import { answerAgreements, readAgreements, readHeldBack } from '../../functions/invoicing/actions/agreements.ts';
import { countAllWaiting, countWaitingFor, mostWaiting } from '../../functions/invoicing/store/agreements.ts';
import type { OrganisationEvent } from '../../functions/schools/schema/events.ts';
import { eventWrites } from '../../functions/schools/store/organisations.ts';
import { addDays } from '../../shared/calendar.ts';
import type { Actor, Context } from '../../shared/context.ts';
import { accepted } from '../../shared/decision.ts';
import type { EventId, OrganisationId } from '../../shared/ids.ts';
import {
  academy,
  type Bench,
  chargeFor,
  closeAll,
  day,
  delivered,
  nadia,
  now,
  otherAcademy,
  period,
  schoolAs,
  standard,
  today,
} from '../billing.ts';
import { auditOf } from '../billing-audit.ts';
import { unhurried } from '../unhurried.ts';

beforeAll(unhurried);

afterEach(closeAll);

const dayMs = 86_400_000;
/** Quoted before a rate changed, so that it waits for whoever pays. */
const changed = (payer: OrganisationId, given: Partial<Charge> = {}) =>
  chargeFor(payer, { quoted: { ...standard, rateBasisPoints: 1750 }, ...given });
const bookerOf = (organisation: OrganisationId): Actor => ({
  ...nadia,
  person: 'per_maria' as Actor['person'],
  roles: ['school-booker'],
  organisation,
});
const asBooker = (bench: Bench, organisation: OrganisationId, at = now): Context => bench.at(at, bookerOf(organisation));
const say = (answer: 'agree' | 'decline', organisation: OrganisationId, ...charges: Charge[]) => ({
  organisation,
  answer,
  ...(answer === 'decline' ? { reason: 'It was promised otherwise' } : {}),
  lines: charges.map(({ id }) => ({ charge: id, treatment: standard })),
});
const counts = async ({ context: { table } }: Bench, ...ids: OrganisationId[]) => [
  (await countAllWaiting(table, 50)).count,
  ...(await Promise.all(ids.map(async (id) => (await countWaitingFor(table, id, today, 50)).count))),
];

describe('a line that a dry run holds back', () => {
  test('is counted and listed once, however many dry runs hold it, and no more once it is agreed to and billed', async () => {
    const charges = [changed(academy.id), changed(academy.id, { half: 'pm' }), changed(otherAcademy.id), chargeFor(academy.id)];
    const { bench } = await delivered(charges);
    expect(await counts(bench, academy.id)).toEqual([0, 0]);
    for (const times of [1, 2, 3]) {
      expect(await bench.dryRun(bench.context, { ...period, from: addDays(period.from, -times) })).toMatchObject({ held: 3 });
      expect(await counts(bench, academy.id, otherAcademy.id)).toEqual([3, 2, 1]);
    }
    const [first, second, third] = charges;
    if (!first || !second || !third) throw new Error('three lines wait');
    accepted(await answerAgreements(asBooker(bench, academy.id), say('agree', academy.id, first)));
    expect(await counts(bench, academy.id, otherAcademy.id)).toEqual([2, 1, 1]);
    accepted(await answerAgreements(asBooker(bench, otherAcademy.id), say('decline', otherAcademy.id, third)));
    const later = bench.at(now + 3 * dayMs);
    expect((await readHeldBack(later)).items).toMatchObject([
      { charge: { id: second.id }, buyers: [{ id: academy.id, name: academy.name }], days: 3, state: 'open', waits: { since: today } },
      { charge: { id: third.id }, state: 'declined', sayings: [{ reason: 'It was promised otherwise' }] },
    ]);
    await bench.bill();
    expect(await counts(bench, academy.id, otherAcademy.id)).toEqual([2, 1, 1]);
    expect((await bench.dryRun()).held).toBe(2);
    expect(await auditOf(bench, [first, ...charges.slice(3)])).toEqual([]);
  });

  test('waits no more when its school is again what it was when it was quoted', async () => {
    const maintained = { ...schoolAs(990001, 'maintained'), version: 1 };
    const charge = chargeFor(maintained.id, {
      purse: 'delegated-budget',
      quoted: { rail: 'journal', category: 'O', rateBasisPoints: 0 },
      deliveredOn: day('2026-11-20'),
    });
    const { bench } = await delivered([charge]);
    await bench.schools({ ...schoolAs(990001, 'maintained', { from: '2026-11-16', sector: 'academy' }), version: 2 });
    await bench.dryRun();
    expect(await counts(bench, maintained.id)).toEqual([1, 1]);
    await bench.schools({ ...maintained, version: 3 });
    await bench.bill();
    expect(await counts(bench, maintained.id)).toEqual([0, 0]);
    expect(await auditOf(bench, [charge])).toEqual([]);
  });

  test('is found whatever number wait: what is still open comes before what was declined, and more than are looked up are said to be more', async () => {
    const charges = Array.from({ length: mostWaiting + 20 }, () => changed(academy.id));
    const { bench } = await delivered(charges);
    for (let runs = 0; runs < 2; runs++) await bench.dryRun();
    const asMaria = asBooker(bench, academy.id);
    const before = accepted(await readAgreements(asMaria, academy.id));
    expect([before.lines.length, before.more, new Set(before.lines.map(({ charge }) => charge.id)).size]).toEqual([
      mostWaiting,
      true,
      mostWaiting,
    ]);
    const shown = before.lines.map(({ charge }) => charge);
    for (let i = 0; i < 4; i++) accepted(await answerAgreements(asMaria, say('decline', academy.id, ...shown.slice(i * 60, i * 60 + 60))));
    const after = accepted(await readAgreements(asMaria, academy.id));
    const open = after.lines.filter(({ sayings }) => sayings.length === 0);
    expect([open.length, after.lines.length, after.more]).toEqual([80, mostWaiting, true]);
    expect(await countAllWaiting(bench.context.table, 50)).toEqual({ count: 50, more: true });
    const listed = new Set<string>();
    let after50: string | undefined;
    let pages = 0;
    do {
      const page = await readHeldBack(bench.context, after50);
      for (const { charge } of page.items) listed.add(charge.id);
      after50 = page.next;
      pages += 1;
    } while (after50 && pages < 20);
    expect(listed.size).toBe(charges.length);
  });
});

describe('for a school that another has followed', () => {
  const before = { ...schoolAs(990102, 'academy'), statusCode: 2 };
  const after = { ...schoolAs(995001, 'academy'), name: 'Saltmere Academy' };
  const succeededOn = (on: string, bench: Bench) => {
    const event: OrganisationEvent = {
      id: 'evt_01succeeded' as EventId,
      kind: 'succeeded',
      on: day(on),
      about: [before.id, after.id],
      subject: before.id,
      into: after.id,
      how: 'conversion',
      memberships: [],
      by: nadia.person,
      at: '2026-11-20T09:00:00.000Z',
    } as unknown as OrganisationEvent;
    return bench.write(eventWrites(bench.context.table, event));
  };

  test('whoever acts for the one that followed sees and agrees the lines of both, each with who is invoiced', async () => {
    const own = changed(before.id, { deliveredOn: day('2026-11-10') });
    const taken = changed(before.id, { deliveredOn: day('2026-11-20') });
    const { bench } = await delivered([own, taken]);
    await bench.schools(before, after);
    await succeededOn('2026-11-16', bench);
    expect(await bench.dryRun()).toMatchObject({ held: 2 });
    const successor = asBooker(bench, after.id);
    const seen = accepted(await readAgreements(successor, after.id));
    expect(seen.lines.map(({ charge, buyerName }) => [charge.id, buyerName])).toEqual([
      [own.id, before.name],
      [taken.id, after.name],
    ]);
    expect(await counts(bench, after.id, before.id)).toEqual([2, 2, 1]);
    // The school that was is told who has taken its place.
    const ofBefore = accepted(await readAgreements(asBooker(bench, before.id), before.id));
    expect(ofBefore.followedBy).toEqual([{ name: after.name, on: '2026-11-16' }]);
    expect(ofBefore.lines.map(({ charge }) => charge.id)).toEqual([own.id]);
    expect(await answerAgreements(asBooker(bench, before.id), say('agree', before.id, taken))).toMatchObject({
      refusal: { name: 'line-not-waiting' },
    });
    accepted(await answerAgreements(successor, say('agree', after.id, own, taken)));
    await bench.bill();
    expect((await bench.issued()).map(({ document, lines }) => [document.organisation, lines.map(({ charge }) => charge)]).sort()).toEqual([
      [before.id, [own.id]],
      [after.id, [taken.id]],
    ]);
    expect(await counts(bench, after.id)).toEqual([0, 0]);
  });

  test('until the day it follows, nobody says anything in its place', async () => {
    const own = changed(before.id);
    const { bench } = await delivered([own]);
    await bench.schools(before, after);
    await succeededOn('2026-12-01', bench);
    await bench.dryRun();
    expect(accepted(await readAgreements(asBooker(bench, after.id), after.id)).lines).toEqual([]);
    expect(await answerAgreements(asBooker(bench, after.id), say('agree', after.id, own))).toMatchObject({
      refusal: { name: 'line-not-waiting' },
    });
    expect(await counts(bench, after.id, before.id)).toEqual([1, 0, 1]);
  });
});

test('two who answer at one moment: one answer is kept, and nothing that was said is lost', async () => {
  const charge = changed(academy.id);
  const { bench } = await delivered([charge]);
  await bench.dryRun();
  const answers = await Promise.all([
    answerAgreements(asBooker(bench, academy.id), say('decline', academy.id, charge)),
    answerAgreements({ ...bench.process(), actor: bookerOf(academy.id) }, say('agree', academy.id, charge)),
  ]);
  const { table } = bench.context;
  const kept = await table.get<{ sayings: { state: string }[] }>(table.key.consent('2026-11', charge.payer, charge.id));
  expect(kept?.sayings).toHaveLength(answers.filter(({ ok }) => ok).length);
  expect(kept?.sayings.at(-1)?.state).toBe('agreed');
});
