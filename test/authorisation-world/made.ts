// What is made before the visits: groups of schools, what they book, and whatever else of theirs a probe may name, each for one owner and for another.
import type { Everybody } from './people.ts';

export const recruitment = 'svc_governing-bodies-headteacher-recruitment';
export const coaching = 'svc_headteacher-coaching';

/** Partnerships of both councils: `led` is the demonstration's own, with its members. */
export async function groupsMade({ here, there, p, q }: Everybody) {
  const [ours, theirs, third] = await Promise.all([
    here.partnership(p.joan, 'Saltmere Group', ['sch_990001', 'sch_990002']),
    here.partnership(p.joan, 'Grange and Harbour Group', ['sch_990010', 'sch_990012']),
    here.partnership(p.joan, 'Northern Group', ['sch_990002']),
  ]);
  const [afar, further] = await Promise.all([
    there.partnership(q.sian, 'Lighthouse Group', ['sch_995008', 'sch_995002']),
    there.partnership(q.sian, 'Uplands Group', ['sch_995002']),
  ]);
  const { organisation: led } = await here.read<{ organisation: string }>(p.anna, '/identity/me');
  const { members } = await here.read<{ members: { id: string }[] }>(p.joan, `/schools/partnerships/${led}`);
  return { ours, theirs, third, led, members, afar, further };
}
export type Groups = Awaited<ReturnType<typeof groupsMade>>;

/** Bookings of two half-days each, by whoever makes them; nothing of them is delivered yet. */
export async function bookingsMade({ here, there, p, q, through }: Everybody) {
  return {
    tom: await here.booked(p.tom, p.daniel, { school: 'sch_990001', service: recruitment, officer: 'off_daniel-osei' }),
    recharged: await here.booked(p.tom, p.daniel, {
      school: 'sch_990001',
      service: recruitment,
      officer: 'off_daniel-osei',
      purse: 'delegated-budget',
    }),
    maria: await here.booked(p.maria, p.george, { school: 'sch_990010', service: recruitment, officer: 'off_george-wren' }),
    priya: await here.booked(p.priya, p.george, {
      school: 'sch_990009',
      service: recruitment,
      officer: 'off_george-wren',
      purse: 'delegated-budget',
    }),
    trust: await here.booked(through, p.george, { school: 'sch_990012', service: recruitment, officer: 'off_george-wren' }),
    callum: await there.booked(q.callum, q.marcus, { school: 'sch_995008', service: coaching, officer: 'off_marcus-bright' }),
  };
}
export type Bookings = Awaited<ReturnType<typeof bookingsMade>>;

/** What stands beside the bookings: plans, requests, agreements, orders, events and vacancies. */
export async function restMade({ here, there, q }: Everybody, { ours, theirs, led, afar }: Groups, bookings: Bookings) {
  const plans = {
    ours: await here.plan(ours, 'per_joan-ferris'),
    theirs: await here.plan(theirs, 'per_joan-ferris'),
    led: await here.plan(led, 'per_anna-castell'),
    afar: await there.plan(afar, 'per_sian-prowse'),
  };
  const reclassifications = {
    ours: await here.reclassification(bookings.tom.booking, 'per_keith-wilmot'),
    theirs: await here.reclassification(bookings.maria.booking, 'per_keith-wilmot'),
    trusts: await here.reclassification(bookings.trust.booking, 'per_keith-wilmot'),
    afar: await there.reclassification(bookings.callum.booking, 'per_dorothy-amos'),
  };
  const requests = {
    ours: await here.request(bookings.tom.booking, 'sch_990001'),
    theirs: await here.request(bookings.maria.booking, 'sch_990010'),
    trusts: await here.request(bookings.trust.booking, 'trs_5902'),
    afar: await there.request(bookings.callum.booking, 'sch_995008'),
  };
  const agreements = {
    ours: await here.agreement('sch_990001'),
    theirs: await here.agreement('sch_990010'),
    trusts: await here.agreement('trs_5902'),
    otherTrusts: await here.agreement('trs_5903'),
    afar: await there.agreement('sch_995008'),
  };
  const purchaseOrders = {
    ours: await here.purchaseOrder('sch_990001'),
    theirs: await here.purchaseOrder('sch_990010'),
    trusts: await here.purchaseOrder('trs_5902'),
    trustsSchool: await here.purchaseOrder('sch_990012'),
    otherTrusts: await here.purchaseOrder('trs_5903'),
    afar: await there.purchaseOrder('sch_995008'),
  };
  const waits = {
    ours: await here.wait(bookings.tom.booking),
    theirs: await here.wait(bookings.maria.booking),
    trusts: await here.wait(bookings.trust.booking),
    afar: await there.wait(bookings.callum.booking),
  };
  const orders = {
    trusts: await here.order('trs_5902', requests.trusts),
    theirs: await here.order('trs_5903', requests.theirs),
    afar: await there.order('trs_5951', requests.afar),
  };
  const events = {
    ours: await here.sharedEvent(ours, [requests.ours]),
    theirs: await here.sharedEvent(theirs, [requests.theirs]),
    trusts: await here.sharedEvent(ours, [requests.trusts]),
    otherTrusts: await here.sharedEvent(theirs, [requests.theirs]),
    led: await here.sharedEvent(led, [requests.ours]),
    afar: await there.sharedEvent(afar, [requests.afar]),
  };
  const vacancies: Record<string, string> = {};
  for (const school of ['sch_990001', 'sch_990010', 'sch_990012', 'sch_990013'])
    vacancies[school] = (await here.counter.vacancy(school, 'headteacher')).id;
  const vacant = { school: 'sch_995008', post: 'headteacher', vacantFrom: '2026-12-31' };
  const vacancyThere = await there.make<{ id: string }>(q.sian, '/entitlements/vacancies', vacant);
  return { plans, reclassifications, requests, agreements, purchaseOrders, waits, orders, events, vacancies, vacancyThere };
}
export type Rest = Awaited<ReturnType<typeof restMade>>;
