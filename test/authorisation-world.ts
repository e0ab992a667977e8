// The world of the authorisation test: two councils with a record of every kind for two owners, made through tasks and the API as people make them, and
// somebody of every role at the door.
import { createHash, randomBytes } from 'node:crypto';
import { purchaseOrderPath } from '../functions/bookings/schema/purchase-orders.ts';
import { sessionCookie } from '../functions/identity/rules.ts';
import type { SignInSession } from '../functions/identity/schema.ts';
import { beginSession } from '../functions/identity/store.ts';
import { demoCouncils } from '../infra/local/demo/councils.ts';
import { essex } from '../infra/local/demo/essex.ts';
import { rivermouth } from '../infra/local/demo/rivermouth.ts';
import { type CivilDate, timestamp } from '../shared/calendar.ts';
import { commitOnce } from '../shared/commit.ts';
import { type Role, roles } from '../shared/context.ts';
import { accepted } from '../shared/decision.ts';
import { newId, type OrganisationId, type PersonId } from '../shared/ids.ts';
import type { Item } from '../shared/table.ts';
import { type Kind, kinds, type Records, type Row, type Standing } from './authorisation.ts';
import { Counter } from './counter.ts';
import { startHost, type TestHost, type Visitor } from './host.ts';
import { got, later, Office, start } from './office.ts';

/** Somebody at essex's door: what they hold, and what of the same kind is another's. */
export type Knocker = {
  name: string;
  /** Nobody's, for somebody who is signed in and may do nothing. */
  role: Role | undefined;
  standing: Standing;
  visitor: Visitor;
  /** A program: what it sends instead of a cookie. */
  authorization?: string;
  own: Records;
  sibling: Records;
};

export type World = {
  host: TestHost;
  knockers: readonly Knocker[];
  /** People of the other council by role, whose cookie is held out at essex under both names. */
  outsiders: readonly { name: string; visitor: Visitor }[];
  /** What the other council keeps, and what nobody keeps. */
  foreign: Records;
  unknown: Records;
  /** Whom to ask a route by: where it ends or changes a session, the same session again under a cookie of its own. */
  askedBy(knocker: Knocker, route: string, row: Row): Promise<Visitor>;
};

const hashOf = (text: string) => createHash('sha256').update(text).digest('base64url');

/** Identifiers of the same form and length that nobody keeps. */
function nobodys(): Records {
  const fresh: Record<Kind, string> = {
    agreement: newId('agr'),
    allocationRun: newId('alr'),
    trial: newId('tri'),
    attempt: newId('att'),
    booking: newId('bkg'),
    charge: 'chg_20991231-00000000000000000000000000-01',
    choice: 'sch_999998',
    client: newId('cli'),
    document: newId('doc'),
    draft: newId('drf'),
    effect: `invitation:${newId('inv')}`,
    event: newId('evt'),
    import: newId('job'),
    invitation: newId('inv'),
    member: 'sch_999997',
    officer: 'off_nobody-at-all',
    other: newId('ptn'),
    partnership: newId('ptn'),
    payer: 'sch_999996',
    person: 'per_nobody-at-all',
    plan: newId('pln'),
    purchaseOrder: purchaseOrderPath({ organisation: 'sch_999996' as OrganisationId, number: 'PO-7' }),
    recharge: newId('doc'),
    reclassification: newId('rcl'),
    request: newId('req'),
    order: newId('ord'),
    sharedEvent: newId('sev'),
    run: newId('run'),
    school: 'sch_999999',
    need: newId('ned'),
    noted: newId('bkg'),
    schoolEvent: newId('evt'),
    secret: randomBytes(32).toString('base64url'),
    service: 'svc_nothing-of-the-kind',
    statusEvent: newId('evt'),
    token: 'bm90aGluZw.bm90aGluZw',
    trust: 'trs_9999',
    trustEvent: newId('evt'),
    upload: `registers/essex/${newId('job')}`,
    vacancy: newId('vac'),
    wait: newId('wtl'),
  };
  return fresh;
}

const planted = (visitor: Visitor, council: string, token: string) => {
  const name = sessionCookie(council);
  visitor.cookies.set(name, { name, value: token, path: '/', ends: Number.POSITIVE_INFINITY });
};

/** With `wire`, everybody asks over real connections. */
export async function buildWorld({ wire = false } = {}): Promise<World> {
  const host = await startHost({ at: `${start}T08:00:00Z`, councils: demoCouncils, wire });
  try {
    return await build(host);
  } catch (error) {
    await host.stop();
    throw error;
  }
}

async function build(host: TestHost): Promise<World> {
  const here = new Office(host, essex.council.slug);
  const there = new Office(host, rivermouth.council.slug);
  const [tom, maria, priya, bridget, yusuf, anna, daniel, george] = await Promise.all(
    ['tom-haldane', 'maria-okafor', 'priya-sandhu', 'bridget-lowe', 'yusuf-demir', 'anna-castell', 'daniel-osei', 'george-wren'].map(
      here.as,
    ),
  );
  const [leo, joan, rowan, nadia, keith, peter, grace] = await Promise.all(
    ['leo-brandt', 'joan-ferris', 'rowan-achebe', 'nadia-rahman', 'keith-wilmot', 'peter-quill', 'grace-adeyemi'].map(here.as),
  );
  const [callum, marcus, sian, dorothy, imran] = await Promise.all(
    ['callum-reyes', 'marcus-bright', 'sian-prowse', 'dorothy-amos', 'imran-vale'].map(there.as),
  );
  const all = { tom, maria, priya, bridget, yusuf, anna, daniel, george, leo, joan, rowan, nadia, keith, peter, grace };
  const elsewhere = { callum, marcus, sian, dorothy, imran };
  const present = <T extends object>(of: T) => of as { [K in keyof T]-?: NonNullable<T[K]> };
  const p = present(all);
  const q = present(elsewhere);

  // The trust is billed for what its school books, at the address it has.
  const address = { addressLines: ['Demonstration Quay'], postcode: 'CM1 5JB', version: 1 };
  await here.make(p.joan, '/schools/organisations/trs_5902/details', address);
  await here.make(p.joan, '/schools/organisations/trs_5902/billing', { from: start, to: 'trust' });
  const through = await host.visitor().signIn('essex', 'yusuf-demir');
  const act = () => here.make(through, '/schools/acting', { school: 'sch_990012' });
  await act();

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

  const plans = {
    ours: await here.plan(ours, 'per_joan-ferris'),
    theirs: await here.plan(theirs, 'per_joan-ferris'),
    led: await here.plan(led, 'per_anna-castell'),
    afar: await there.plan(afar, 'per_sian-prowse'),
  };
  const recruitment = 'svc_governing-bodies-headteacher-recruitment';
  const coaching = 'svc_headteacher-coaching';
  const bookings = {
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

  host.clock.set(`${later}T18:00:00Z`);
  await act();
  for (const { deliver } of Object.values(bookings)) await deliver();
  // Invitations are good for a fortnight: they are sent once the day of the asking has come.
  const staffHere = { admin: p.grace, resources: p.joan, improvement: p.rowan };
  const staffThere = { admin: q.imran, resources: q.sian, improvement: q.imran };
  const keptA = await here.kept(staffHere, { school: 'sch_990001', group: ours, trust: 'trs_5902', person: 'per_ruth-pennington' });
  const keptB = await here.kept(staffHere, { school: 'sch_990010', group: theirs, trust: 'trs_5903', person: 'per_iwona-kowalska' });
  const keptR = await there.kept(staffThere, { school: 'sch_995008', group: afar, trust: 'trs_5951', person: 'per_elsie-tranter' });

  // Daniel Osei is the named contact of the school whose plan he may add to.
  const naming = { officer: 'off_daniel-osei', as: 'First point of contact', year: 2026 };
  await here.make(p.rowan, '/schools/sch_990001/officers', naming);

  const bills = await here.billed(p.nadia);
  const billsThere = await there.billed(q.dorothy);
  const document = (of: Map<string, string>, organisation: string): string => {
    const id = of.get(organisation);
    if (!id) throw new Error(`${organisation} was not billed: ${[...of.keys()].join()}`);
    return id;
  };
  const paidA = await here.paying(p.nadia, p.tom, document(bills.invoices, 'sch_990001'));
  const paidB = await here.paying(p.nadia, p.maria, document(bills.invoices, 'sch_990010'));
  const paidT = await here.paying(p.nadia, p.yusuf, document(bills.invoices, 'trs_5902'));
  const paidR = await there.paying(q.dorothy, q.callum, document(billsThere.invoices, 'sch_995008'));

  const desk = new Counter(host, later as CivilDate, 'essex');
  const quoted = async (who: Visitor, school: string) => (await desk.quoted(who, await desk.fresh(1), { school })).token;
  const afarDesk = new Counter(host, later as CivilDate, 'rivermouth');
  const own = { officer: 'off_daniel-osei', service: recruitment, run: bills.dryRun, recharge: document(bills.recharges, 'sch_990001') };
  const others = {
    officer: 'off_george-wren',
    service: 'svc_deputy-headteacher-recruitment',
    run: bills.run,
    recharge: document(bills.recharges, 'sch_990009'),
  };
  const A: Records = {
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
    other: third,
    token: await quoted(p.tom, 'sch_990001'),
  };
  const B: Records = {
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
    other: third,
    token: await quoted(p.maria, 'sch_990010'),
  };
  const trustsSchool = {
    school: 'sch_990012',
    partnership: theirs,
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
  const T: Records = { ...A, ...paidT, ...trustsSchool, payer: 'trs_5902', choice: 'trs_5902', token: await quoted(through, 'sch_990012') };
  const otherTrust: Records = {
    ...A,
    ...paidA,
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
  const foreign: Records = {
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
    officer: 'off_marcus-bright',
    service: coaching,
    run: billsThere.run,
    recharge: paidR.document,
    member: 'sch_995001',
    other: further,
    token: (
      await afarDesk.quoted(q.callum, await afarDesk.fresh(1, 'off_marcus-bright'), {
        school: 'sch_995008',
        service: coaching,
        officer: 'off_marcus-bright',
      })
    ).token,
  };

  const session = (role: Role | undefined, more: Partial<SignInSession> = {}): SignInSession => ({
    type: 'sign-in-session',
    person: `per_${role ?? 'nothing'}-abroad` as PersonId,
    name: 'Alex Marsh',
    roles: role ? [role] : [],
    signedInAt: timestamp(host.clock.now()),
    expiresAt: Math.floor(Date.now() / 1000) + 3600,
    ...more,
  });
  async function begun(council: string, of: SignInSession): Promise<string> {
    const token = randomBytes(32).toString('base64url');
    accepted(await commitOnce(host.tableOf(council), [beginSession(host.tableOf(council), token, of)]));
    return token;
  }
  const idle = host.visitor();
  planted(idle, 'essex', await begun('essex', session(undefined, { organisation: 'sch_990001' as OrganisationId })));

  const told = host.programs.essex;
  if (!told) throw new Error('essex has no program');
  await here.make(p.grace, '/identity/clients', {
    name: 'Saltmere’s system',
    issuer: told.issuer,
    subject: told.clientId,
    jwksUri: told.jwksUri,
    organisation: 'sch_990001',
    roles: ['school-booker'],
  });
  const granted = await fetch(told.tokenEndpoint, {
    method: 'POST',
    body: new URLSearchParams({ grant_type: 'client_credentials', client_id: told.clientId, client_secret: told.clientSecret }),
  });
  const authorization = `Bearer ${((await granted.json()) as { access_token: string }).access_token}`;

  const at = (choice: string, from: Records = A): Records => ({ ...from, choice });
  const staff = (name: string, role: Role, visitor: Visitor): Knocker => ({
    name,
    role,
    standing: 'council',
    visitor,
    own: at('council'),
    sibling: B,
  });
  const knockers: Knocker[] = [
    { name: 'school-booker', role: 'school-booker', standing: 'buyer', visitor: p.tom, own: A, sibling: B },
    { name: 'school-approver', role: 'school-approver', standing: 'buyer', visitor: p.bridget, own: A, sibling: B },
    { name: 'trust-booker', role: 'trust-booker', standing: 'trust', visitor: p.yusuf, own: T, sibling: otherTrust },
    {
      name: 'trust-booker for its school',
      role: 'trust-booker',
      standing: 'through',
      visitor: through,
      own: { ...T, payer: 'sch_990012', purchaseOrder: purchaseOrders.trustsSchool },
      sibling: otherTrust,
    },
    {
      name: 'partnership-lead',
      role: 'partnership-lead',
      standing: 'lead',
      visitor: p.anna,
      own: { ...A, partnership: led, plan: plans.led, sharedEvent: events.led, school: members[0]?.id ?? '', choice: led, payer: led },
      sibling: A,
    },
    { name: 'officer', role: 'officer', standing: 'officer', visitor: p.daniel, own: at('council'), sibling: B },
    staff('catalogue-manager', 'catalogue-manager', p.leo),
    staff('resource-manager', 'resource-manager', p.joan),
    staff('sip-manager', 'sip-manager', p.rowan),
    staff('finance', 'finance', p.nadia),
    staff('finance-approver', 'finance-approver', p.keith),
    staff('auditor', 'auditor', p.peter),
    staff('council-admin', 'council-admin', p.grace),
    { name: 'no role', role: undefined, standing: 'buyer', visitor: idle, own: A, sibling: B },
  ];
  const withToken: Knocker = {
    name: 'a program',
    role: 'school-booker',
    standing: 'buyer',
    visitor: host.visitor(),
    authorization,
    own: A,
    sibling: B,
  };
  const asked = await withToken.visitor.send('/essex/api/bookings/quotes', {
    method: 'POST',
    headers: { authorization, 'content-type': 'application/json' },
    body: JSON.stringify({
      school: 'sch_990001',
      service: recruitment,
      officer: own.officer,
      purse: 'own-funds',
      halfDays: 1,
      sessions: await desk.fresh(1),
    }),
  });
  knockers.push({ ...withToken, own: { ...A, token: got<{ token: string }>(asked, 200).token } });

  const outsiders = await Promise.all(
    [...roles, undefined].map(async (role) => {
      const visitor = host.visitor();
      const token = await begun(
        'rivermouth',
        session(role, { organisation: 'sch_990001' as OrganisationId, officer: 'off_daniel-osei' as never }),
      );
      for (const council of ['rivermouth', 'essex']) planted(visitor, council, token);
      return { name: role ?? 'no role', visitor };
    }),
  );
  const unknown = nobodys();
  for (const kind of kinds) if (!A[kind] || !B[kind] || !T[kind] || !foreign[kind]) throw new Error(`the world has no ${kind}`);

  return {
    host,
    knockers,
    outsiders,
    foreign,
    unknown,
    async askedBy({ visitor, authorization: programs }, route, row) {
      const token = visitor.cookies.get(sessionCookie('essex'))?.value;
      if (!row.spends || programs || !token) return visitor;
      const table = host.tableOf();
      const found = await table.get<SignInSession & Item>(table.key.signInSession(hashOf(token)));
      if (!found) throw new Error(`${route} is asked by somebody whose session has ended`);
      const { pk: _pk, sk: _sk, gsi1pk: _trust, gsi1sk: _hash, ...kept } = found;
      // Signing out everywhere ends every session of a person: nobody else is to lose theirs.
      const person = route.endsWith('/sign-out-everywhere') ? ('per_passing-through' as PersonId) : found.person;
      const again = host.visitor();
      planted(again, 'essex', await begun('essex', { ...kept, person } as SignInSession));
      return again;
    },
  };
}
