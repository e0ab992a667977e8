// All that was made, by whose it is: the identifiers that a probe puts into a route and into what it sends.
import type { CivilDate } from '../../shared/calendar.ts';
import type { Records } from '../authorisation.ts';
import { Counter } from '../counter.ts';
import type { TestHost, Visitor } from '../host.ts';
import { later } from '../office.ts';
import { type Afterwards, documentOf } from './afterwards.ts';
import { type Bookings, coaching, type Groups, type Rest, recruitment } from './made.ts';
import type { Everybody } from './people.ts';

export type All = { everybody: Everybody; groups: Groups; bookings: Bookings; rest: Rest; afterwards: Afterwards };

/** `A` is the school's that asks, `B` another school's; `T` the trust's and its school's, and `otherTrust` the sibling of those. */
export type Owned = { A: Records; B: Records; T: Records; otherTrust: Records; foreign: Records };

/** With the sessions of essex's desk, which gives none of them twice. */
export async function ownedRecords(host: TestHost, desk: Counter, all: All): Promise<Owned> {
  const { p, through } = all.everybody;
  const quoted = async (who: Visitor, school: string) => (await desk.quoted(who, await desk.fresh(1), { school })).token;
  const A = ofSaltmere(all, await quoted(p.tom, 'sch_990001'));
  const B = ofTheGrange(all, await quoted(p.maria, 'sch_990010'));
  const T = ofTheTrust(all, A, await quoted(through, 'sch_990012'));
  return { A, B, T, otherTrust: ofTheOtherTrust(all, A), foreign: await ofTheOtherCouncil(host, all) };
}

function ofSaltmere({ groups, bookings, rest, afterwards }: All, token: string): Records {
  const { plans, reclassifications, requests, agreements, purchaseOrders, waits, orders, events, vacancies } = rest;
  const { bills, keptA, paidA } = afterwards;
  const own = { officer: 'off_daniel-osei', service: recruitment, run: bills.dryRun, recharge: documentOf(bills.recharges, 'sch_990001') };
  return {
    ...keptA,
    ...own,
    ...paidA,
    booking: bookings.tom.booking,
    noted: bookings.tom.delivered,
    vacancy: vacancies.sch_990001 ?? '',
    plan: plans.ours,
    purchaseOrder: purchaseOrders.ours,
    reclassification: reclassifications.ours,
    agreement: agreements.ours,
    request: requests.ours,
    wait: waits.ours,
    order: orders.trusts,
    sharedEvent: events.ours,
    member: 'sch_990013',
    other: groups.third,
    token,
  };
}

function ofTheGrange({ groups, bookings, rest, afterwards }: All, token: string): Records {
  const { plans, reclassifications, requests, agreements, purchaseOrders, waits, orders, events, vacancies } = rest;
  const { bills, keptB, paidB } = afterwards;
  const others = {
    officer: 'off_george-wren',
    service: 'svc_deputy-headteacher-recruitment',
    run: bills.run,
    recharge: documentOf(bills.recharges, 'sch_990009'),
  };
  return {
    ...keptB,
    ...others,
    ...paidB,
    booking: bookings.maria.booking,
    noted: bookings.maria.delivered,
    vacancy: vacancies.sch_990010 ?? '',
    plan: plans.theirs,
    purchaseOrder: purchaseOrders.theirs,
    reclassification: reclassifications.theirs,
    agreement: agreements.theirs,
    request: requests.theirs,
    wait: waits.theirs,
    order: orders.theirs,
    sharedEvent: events.theirs,
    member: 'sch_990014',
    other: groups.third,
    token,
  };
}

function ofTheTrust({ groups, bookings, rest, afterwards }: All, A: Records, token: string): Records {
  const { plans, reclassifications, requests, agreements, purchaseOrders, waits, orders, events, vacancies } = rest;
  const trustsSchool = {
    school: 'sch_990012',
    partnership: groups.theirs,
    plan: plans.theirs,
    purchaseOrder: purchaseOrders.trusts,
    reclassification: reclassifications.trusts,
    agreement: agreements.trusts,
    request: requests.trusts,
    wait: waits.trusts,
    order: orders.trusts,
    sharedEvent: events.trusts,
    booking: bookings.trust.booking,
    noted: bookings.trust.delivered,
    vacancy: vacancies.sch_990012 ?? '',
  };
  return { ...A, ...afterwards.paidT, ...trustsSchool, payer: 'trs_5902', choice: 'trs_5902', token };
}

function ofTheOtherTrust({ rest, afterwards }: All, A: Records): Records {
  const { agreements, purchaseOrders, orders, events, vacancies } = rest;
  return {
    ...A,
    ...afterwards.paidA,
    trust: 'trs_5903',
    purchaseOrder: purchaseOrders.otherTrusts,
    agreement: agreements.otherTrusts,
    order: orders.theirs,
    sharedEvent: events.otherTrusts,
    school: 'sch_990013',
    payer: 'trs_5903',
    choice: 'trs_5903',
    vacancy: vacancies.sch_990013 ?? '',
  };
}

async function ofTheOtherCouncil(host: TestHost, { everybody, groups, bookings, rest, afterwards }: All): Promise<Records> {
  const { plans, reclassifications, requests, agreements, purchaseOrders, waits, orders, events, vacancyThere } = rest;
  const { keptR, paidR, billsThere } = afterwards;
  const desk = new Counter(host, later as CivilDate, 'rivermouth');
  const marcus = 'off_marcus-bright';
  const asked = { school: 'sch_995008', service: coaching, officer: marcus };
  const { token } = await desk.quoted(everybody.q.callum, await desk.fresh(1, marcus), asked);
  return {
    ...keptR,
    ...paidR,
    booking: bookings.callum.booking,
    noted: bookings.callum.delivered,
    vacancy: vacancyThere.id,
    plan: plans.afar,
    purchaseOrder: purchaseOrders.afar,
    reclassification: reclassifications.afar,
    agreement: agreements.afar,
    request: requests.afar,
    wait: waits.afar,
    order: orders.afar,
    sharedEvent: events.afar,
    officer: marcus,
    service: coaching,
    run: billsThere.run,
    recharge: paidR.document,
    member: 'sch_995001',
    other: groups.further,
    token,
  };
}
