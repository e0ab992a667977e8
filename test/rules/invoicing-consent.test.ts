// Who is billed once a school has become another, what waits for its consent, and what its word does.
import { describe, expect, test } from 'vitest';
import type { Charge } from '../../functions/bookings/schema/charges.ts';
import { answerText, decideConsents, sayingText, stateOf, type Waiting, waitsAfter } from '../../functions/invoicing/rules/consent.ts';
import { heldNow, waitingFor } from '../../functions/invoicing/rules/judge.ts';
import { proposeDocuments } from '../../functions/invoicing/rules/propose.ts';
import { type Consent, consentSchema, type Saying } from '../../functions/invoicing/schema/consent.ts';
import type { HeldLine } from '../../functions/invoicing/schema.ts';
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

type Given = { into?: readonly Organisation[]; said?: Partial<Saying>[]; organisations?: readonly Organisation[] };
const factsFor = (charge: Charge, { into = [academy], said = [], organisations = [before, academy, sibling, trust] }: Given = {}) => ({
  run: 'run_01test' as RunId,
  issueOn: today,
  councilLaCode: 881,
  pack: essex2017,
  organisations: new Map(organisations.map((each) => [each.id, each])),
  successions: new Map([[before.id, into.map(({ id }) => ({ into: id, on: conversion }))]]),
  consents: new Map([[charge.id, { sayings: said.map((each) => ({ ...saying(charge), ...each })) }]]),
});
const saying = (charge: Charge, treatment: Treatment = standard): Saying => ({
  buyer: academy.id,
  treatment,
  state: 'agreed',
  netPence: charge.netPence,
  vatPence: 4_500,
  by: actor('school-booker').person,
  at: '2026-11-24T08:00:00.000Z',
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
    expect(waitingFor(factsFor(after), after, [academy.id])).toEqual({ buyer: academy.id, buyers: [academy.id], now: standard });
    expect(waitingFor(factsFor(after), after, [sibling.id])).toBeUndefined();
  });

  test('once agreed, it is billed to the academy with VAT from its own funds; the claim stays under who was to pay', () => {
    const { documents, held } = bill(after, { said: [{}] });
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
    const { documents, held } = bill(after, { said: [{ treatment: { ...standard, rateBasisPoints: 1750 } }] });
    expect([documents, held.length]).toEqual([[], 1]);
  });

  test('declined, it stays held and finance reads why', () => {
    const { documents, held } = bill(after, { said: [{ state: 'declined', reason: 'The visit did not take place' }] });
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
    expect(waitingFor(factsFor(after, given), after, [sibling.id])?.now).toEqual(recharge);
    expect(waitingFor(factsFor(after, given), after, [academy.id])?.now).toEqual(standard);
    expect(bill(after, { ...given, said: [{}] })).toMatchObject({ held: [], documents: [{ summary: { payer: academy.id } }] });
    // What the one agreed to stands, whatever the other says of it afterwards.
    const other = { buyer: sibling.id, state: 'declined', treatment: recharge, reason: 'Not ours' } as const;
    expect(bill(after, { ...given, said: [{}, other] })).toMatchObject({ held: [], documents: [{ summary: { payer: academy.id } }] });
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
  const record = (...sayings: Saying[]): Consent => ({
    charge: charge.id,
    payer: before.id,
    deliveredOn: charge.deliveredOn,
    waits: { since: day('2026-11-20'), buyers: [academy.id], now: standard },
    sayings,
    version: sayings.length + 1,
  });
  const say = (answer: 'agree' | 'decline', treatment: Treatment, ...sayings: Saying[]) => {
    const line: Waiting = { charge, buyer: academy.id, buyers: [academy.id], buyerName: academy.name, now: standard, sayings };
    return decideConsents(
      {
        waiting: new Map([[charge.id, line]]),
        consents: new Map(sayings.length > 0 ? [[charge.id, record(...sayings)]] : []),
        actor: actor('school-booker'),
        now,
      },
      {
        organisation: academy.id,
        answer,
        ...(answer === 'decline' ? { reason: 'Not ours' } : {}),
        lines: [{ charge: charge.id, treatment }],
      },
    );
  };
  const consent = (decision: ReturnType<typeof say>): Consent | undefined => (decision.ok ? decision.value.consents[0] : undefined);

  test('is kept with who, when, and the treatment and the sum it is about', () => {
    const kept = consent(say('agree', standard));
    expect(kept).toMatchObject({ charge: charge.id, payer: before.id, version: 1 });
    expect(kept?.sayings).toEqual([
      {
        buyer: academy.id,
        state: 'agreed',
        treatment: standard,
        netPence: 22_500,
        vatPence: 4_500,
        by: actor('school-booker').person,
        at: new Date(now).toISOString(),
      },
    ]);
    expect(kept?.waits).toBeUndefined();
  });

  test('follows what was said before: a reason for which it was declined is not lost when it is agreed to after all', () => {
    const first = consent(say('decline', standard));
    expect(first).toMatchObject({ waits: { buyers: [academy.id], now: standard }, sayings: [{ state: 'declined', reason: 'Not ours' }] });
    const then = consent(say('agree', standard, ...(first?.sayings ?? [])));
    expect(then).toMatchObject({ version: 3, sayings: [{ state: 'declined', reason: 'Not ours' }, { state: 'agreed' }] });
    expect(then?.waits).toBeUndefined();
  });

  test('is declined for as long as it would be billed as it was declined, and open again as another', () => {
    const declined = { ...saying(charge), state: 'declined' as const };
    expect(stateOf(record(declined))).toBe('declined');
    expect(stateOf(record({ ...declined, treatment: recharge }))).toBe('open');
    expect(stateOf(record())).toBe('open');
    expect(consent(say('decline', standard, { ...declined, treatment: recharge }))?.sayings).toHaveLength(2);
  });

  test.each([
    ['an agreement to another treatment than it would have now', () => say('agree', recharge), 'changed-meanwhile'],
    ['agreeing twice', () => say('agree', standard, saying(charge)), 'wrong-state'],
    ['declining twice', () => say('decline', standard, { ...saying(charge), state: 'declined' }), 'wrong-state'],
    ['taking an agreement back', () => say('decline', standard, saying(charge)), 'wrong-state'],
    [
      'a line that waits for somebody else',
      () =>
        decideConsents(
          { waiting: new Map(), consents: new Map(), actor: actor('school-booker'), now },
          { organisation: sibling.id, answer: 'agree', lines: [{ charge: charge.id, treatment: standard }] },
        ),
      'line-not-waiting',
    ],
  ] as const)('%s is refused', (_, attempt, name) => {
    expect(attempt()).toMatchObject({ ok: false, refusal: { name } });
  });

  test('an agreement to what has changed since may be given again', () => {
    expect(consent(say('agree', standard, saying(charge, recharge)))).toMatchObject({ version: 3, sayings: [{}, { treatment: standard }] });
  });

  test('is told to those who said it as theirs, and to others by what they are', () => {
    const declined: Saying = { ...saying(charge), state: 'declined', reason: 'Not ours', at: '2026-05-02T23:30:00.000Z' };
    expect(sayingText(declined, academy.id)).toBe('You did not agree on 3 May 2026: Not ours.');
    expect(sayingText(declined, undefined)).toBe('The school did not agree on 3 May 2026: Not ours.');
    expect(sayingText({ ...declined, buyer: trust.id, state: 'agreed' }, undefined)).toBe('The trust agreed on 3 May 2026.');
  });

  test('the trail names each line by service, day and half, and what it changed from and to', () => {
    const line = (half: 'am' | 'pm', on: string): Waiting => ({
      charge: { ...charge, half, deliveredOn: day(on) },
      buyer: academy.id,
      buyers: [academy.id],
      buyerName: academy.name,
      now: standard,
      sayings: [],
    });
    expect(answerText('decline', [line('am', '2026-11-16'), line('pm', '2026-11-16'), line('am', '2026-11-18')])).toBe(
      'Not agreed. Safeguarding audits, a recharge without VAT → an invoice with VAT at 20%: ' +
        '16 November 2026, morning; 16 November 2026, afternoon; 18 November 2026, morning',
    );
  });

  test('a refusal to agree needs a reason, and no line is named twice', () => {
    const line = { charge: charge.id, treatment: standard };
    const faults = (value: object) => consentSchema.safeParse(value).error?.issues.map(({ path }) => path.join('.'));
    expect(faults({ organisation: academy.id, answer: 'decline', lines: [line] })).toEqual(['reason']);
    expect(faults({ organisation: academy.id, answer: 'agree', lines: [line, line] })).toEqual(['lines']);
    expect(faults({ organisation: academy.id, answer: 'agree', lines: [] })).toEqual(['lines']);
  });
});

describe('a dry run says who is waited for', () => {
  const charge = rechargeFor(before.id, { deliveredOn: day('2026-11-16') });
  const held = bill(charge).held;
  const facts = (consents: Consent[], lines: HeldLine[] = held, unclaimed = [charge.id]) => ({
    issueOn: today,
    consents: new Map(consents.map((consent) => [consent.charge, consent])),
    held: lines,
    judged: new Set(unclaimed),
    unclaimed: new Set(unclaimed),
  });
  const begun = waitsAfter(facts([]));

  test('a line that is held back waits from that day on, and once said is not said again', () => {
    expect(begun).toEqual([
      {
        charge: charge.id,
        payer: before.id,
        deliveredOn: charge.deliveredOn,
        waits: { since: today, buyers: [academy.id], now: standard },
        sayings: [],
        version: 1,
      },
    ]);
    expect(waitsAfter(facts(begun))).toEqual([]);
  });

  test('it waits no more once it can be billed, or was; what was said stays', () => {
    const said = begun.map((consent) => ({ ...consent, sayings: [{ ...saying(charge), state: 'declined' as const }] }));
    for (const now of [facts(said, []), facts(said, [], [])]) {
      const ended = waitsAfter(now);
      expect(ended).toMatchObject([{ charge: charge.id, sayings: [{ state: 'declined' }], version: 2 }]);
      expect(ended[0]?.waits).toBeUndefined();
    }
    // Delivered before the period, it was not looked at: it waits on.
    expect(waitsAfter({ ...facts(said, []), judged: new Set() })).toEqual([]);
  });

  test('another treatment is waited for anew; a line held for another reason waits for nobody', () => {
    const other = begun.map((consent) => ({ ...consent, waits: { since: day('2026-10-01'), buyers: [academy.id], now: recharge } }));
    expect(waitsAfter(facts(other))).toMatchObject([{ waits: { since: today, now: standard }, version: 2 }]);
    const nowhere = bill(charge, { organisations: [{ ...academy, addressLines: [], postcode: '' }] }).held;
    expect(waitsAfter(facts([], nowhere))).toEqual([]);
    expect(waitsAfter(facts(begun, nowhere))[0]?.waits).toBeUndefined();
  });
});
