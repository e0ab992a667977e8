// Who is billed once a school has become another, what waits for its consent, and what its word does.
import { describe, expect, test } from 'vitest';
import type { Charge } from '../../functions/bookings/schema.ts';
import { decideConsents, type Waiting } from '../../functions/invoicing/rules/consent.ts';
import { heldNow, proposeDocuments, waitingFor } from '../../functions/invoicing/rules/propose.ts';
import { type Consent, consentSchema } from '../../functions/invoicing/schema/consent.ts';
import { standingFor } from '../../functions/schools/rules/buyers.ts';
import type { Organisation, Trust } from '../../functions/schools/schema/organisations.ts';
import type { OrganisationId, RunId } from '../../shared/ids.ts';
import { essex2017 } from '../../shared/policy/essex-2017.ts';
import type { Treatment } from '../../shared/policy/schema.ts';
import { chargeFor, day, recharge, rechargeFor, schoolAs, standard, today } from '../billing.ts';
import { actor, now } from '../bookings.ts';

const before = { ...schoolAs(990001, 'maintained'), name: 'Saltmere Primary', statusCode: 2 };
const academy = { ...schoolAs(995001, 'academy'), name: 'Saltmere Academy' };
const sibling = { ...schoolAs(990002, 'maintained'), name: 'Elmstow Primary' };
const trust: Trust = {
  kind: 'trust',
  id: 'trs_9001' as OrganisationId,
  uid: 9001,
  name: 'Colnemarsh Learning Trust',
  addressLines: ['1 Trust Street'],
  postcode: 'ZZ1 1ZZ',
  billing: [],
  version: 1,
};
const conversion = day('2026-11-15');

type Given = { into?: readonly Organisation[]; consent?: Partial<Consent>; organisations?: readonly Organisation[] };
const factsFor = (charge: Charge, { into = [academy], consent, organisations = [before, academy, sibling, trust] }: Given = {}) => ({
  run: 'run_01test' as RunId,
  issueOn: today,
  councilLaCode: 881,
  pack: essex2017,
  organisations: new Map(organisations.map((each) => [each.id, each])),
  successions: new Map([[before.id, into.map(({ id }) => ({ into: id, on: conversion }))]]),
  consents: new Map(consent ? [[charge.id, { ...consentTo(charge), ...consent }]] : []),
});
const consentTo = (charge: Charge, treatment: Treatment = standard): Consent => ({
  charge: charge.id,
  payer: charge.payer,
  deliveredOn: charge.deliveredOn,
  buyer: academy.id,
  treatment,
  state: 'agreed',
  by: actor('school-booker').person,
  at: '2026-11-24T08:00:00.000Z',
  version: 1,
});
const bill = (charge: Charge, given?: Given) => proposeDocuments({ ...factsFor(charge, given), shard: '03', charges: [charge] });

describe('after a conversion', () => {
  const after = rechargeFor(before.id, { deliveredOn: day('2026-11-16') });

  test('a visit before it stays the old school’s recharge, and old debts stay where they were', () => {
    const { documents, held } = bill(rechargeFor(before.id, { deliveredOn: day('2026-11-13') }));
    expect(held).toEqual([]);
    expect(documents).toMatchObject([{ summary: { payer: before.id, rail: 'journal', vatPence: 0 }, lines: [{ payer: before.id }] }]);
  });

  test('a visit after it waits for the academy’s consent to VAT, and says whose', () => {
    const { documents, held } = bill(after);
    expect(documents).toEqual([]);
    expect(held).toMatchObject([{ payer: before.id, buyers: [academy.id], quoted: recharge, now: standard }]);
    expect(held[0]?.why).toContain('Saltmere Academy has to agree');
    expect(waitingFor(factsFor(after), after, academy.id)).toEqual(standard);
    expect(waitingFor(factsFor(after), after, sibling.id)).toBeUndefined();
  });

  test('once agreed, it is billed to the academy with VAT from its own funds; the claim stays under who was to pay', () => {
    const { documents, held } = bill(after, { consent: {} });
    expect(held).toEqual([]);
    expect(documents).toMatchObject([
      {
        summary: {
          payer: academy.id,
          payerName: 'Saltmere Academy',
          purse: 'own-funds',
          rail: 'vat-invoice',
          netPence: 22_500,
          vatPence: 4_500,
        },
        lines: [{ payer: before.id, category: 'S', rateBasisPoints: 2000 }],
      },
    ]);
  });

  test('an agreement holds for the treatment it named and no other', () => {
    const { documents, held } = bill(after, { consent: { treatment: { ...standard, rateBasisPoints: 1750 } } });
    expect([documents, held.length]).toEqual([[], 1]);
  });

  test('declined, it stays held and finance reads why', () => {
    const { documents, held } = bill(after, { consent: { state: 'declined', reason: 'The visit did not take place' } });
    expect(documents).toEqual([]);
    expect(held[0]?.why).toContain('Saltmere Academy does not agree: The visit did not take place.');
  });

  test('a merger into a school of the same kind changes no treatment and is billed to the school that followed', () => {
    const { documents, held } = bill(after, { into: [sibling] });
    expect(held).toEqual([]);
    expect(documents).toMatchObject([{ summary: { payer: sibling.id, rail: 'journal' } }]);
  });

  test('after a split, whichever successor agrees is billed, and until then none is', () => {
    const given = { into: [sibling, academy] };
    expect(bill(after, given)).toMatchObject({ documents: [], held: [{ buyers: [sibling.id, academy.id] }] });
    expect(waitingFor(factsFor(after, given), after, sibling.id)).toEqual(recharge);
    expect(waitingFor(factsFor(after, given), after, academy.id)).toEqual(standard);
    expect(bill(after, { ...given, consent: {} })).toMatchObject({ held: [], documents: [{ summary: { payer: academy.id } }] });
  });

  test('a successor that is in no register, or has no address, is said', () => {
    expect(bill(after, { organisations: [before] }).held[0]?.why).toMatch(/not in the register/);
    expect(bill(after, { organisations: [{ ...academy, addressLines: [], postcode: '' }] }).held[0]?.why).toMatch(/no address/);
  });

  test('a document proposed to the school before the succession was known is not issued to it: its line is held for a new dry run', () => {
    const proposed = { payer: before.id, purse: 'delegated-budget', rail: 'journal' } as const;
    expect(heldNow(factsFor(after, { into: [sibling] }), after, proposed)?.why).toContain('to Elmstow Primary. Make a new dry run');
    expect(heldNow(factsFor(after, { into: [sibling] }), after, { ...proposed, payer: sibling.id })).toBeUndefined();
    expect(heldNow(factsFor(after, { into: [sibling] }), after, { ...proposed, payer: sibling.id, rail: 'vat-invoice' })).toBeDefined();
  });

  test('a trust that is billed is an academy’s proprietor: VAT at the standard rate, under its own name', () => {
    const charge = chargeFor(trust.id, { school: academy.id });
    expect(bill(charge)).toMatchObject({ held: [], documents: [{ summary: { payer: trust.id, payerName: trust.name, vatPence: 4_500 } }] });
  });
});

test('who stands for whom is followed through several steps, and a circle ends', () => {
  const [a, b, c] = ['sch_990001', 'sch_990002', 'sch_990003'] as OrganisationId[] as [OrganisationId, OrganisationId, OrganisationId];
  const steps = new Map([
    [a, [{ into: b, on: day('2026-09-01') }]],
    [b, [{ into: c, on: day('2026-11-01') }]],
  ]);
  expect(standingFor(a, steps, day('2026-08-31'))).toEqual([a]);
  expect(standingFor(a, steps, day('2026-09-01'))).toEqual([b]);
  expect(standingFor(a, steps, day('2026-11-01'))).toEqual([c]);
  expect(standingFor(b, steps, day('2026-10-31'))).toEqual([b]);
  expect(standingFor(a, new Map([[a, [{ into: a, on: day('2026-09-01') }]]]), day('2026-10-01'))).toEqual([a]);
});

describe('what a buyer says', () => {
  const charge = rechargeFor(before.id, { deliveredOn: day('2026-11-16') });
  const waiting = (said?: Consent): Map<Charge['id'], Waiting> =>
    new Map([[charge.id, { charge, buyers: [academy.id], now: standard, said }]]);
  const say = (answer: 'agree' | 'decline', treatment: Treatment, said?: Consent, buyer = academy.id) =>
    decideConsents(
      { waiting: waiting(said), buyer, actor: actor('school-booker'), now },
      { organisation: buyer, answer, ...(answer === 'decline' ? { reason: 'Not ours' } : {}), lines: [{ charge: charge.id, treatment }] },
    );

  test('is kept with who, when, and the treatment it is about', () => {
    expect(say('agree', standard)).toMatchObject({
      ok: true,
      value: [{ charge: charge.id, payer: before.id, buyer: academy.id, treatment: standard, state: 'agreed', version: 1 }],
    });
  });

  test.each([
    ['an agreement to another treatment than it would have now', () => say('agree', recharge), 'changed-meanwhile'],
    ['a line of somebody else', () => say('agree', standard, undefined, sibling.id), 'line-not-waiting'],
    ['agreeing twice', () => say('agree', standard, consentTo(charge)), 'wrong-state'],
    ['taking an agreement back', () => say('decline', standard, consentTo(charge)), 'wrong-state'],
  ] as const)('%s is refused', (_, attempt, name) => {
    expect(attempt()).toMatchObject({ ok: false, refusal: { name } });
  });

  test('whoever declined may agree after all, and an agreement to what has changed since may be given again', () => {
    expect(say('agree', standard, { ...consentTo(charge), state: 'declined' })).toMatchObject({
      ok: true,
      value: [{ state: 'agreed', version: 2 }],
    });
    expect(say('agree', standard, consentTo(charge, recharge))).toMatchObject({ ok: true, value: [{ version: 2 }] });
  });

  test('a refusal to agree needs a reason, and no line is named twice', () => {
    const line = { charge: charge.id, treatment: standard };
    const faults = (value: object) => consentSchema.safeParse(value).error?.issues.map(({ path }) => path.join('.'));
    expect(faults({ organisation: academy.id, answer: 'decline', lines: [line] })).toEqual(['reason']);
    expect(faults({ organisation: academy.id, answer: 'agree', lines: [line, line] })).toEqual(['lines']);
    expect(faults({ organisation: academy.id, answer: 'agree', lines: [] })).toEqual(['lines']);
  });
});
