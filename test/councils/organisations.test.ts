// A maintained school becomes an academy in the middle of a year (A11): what was delivered before stays the old school's debt, and what was booked before and
// delivered after is the academy's, who is asked first because its VAT is another.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { dateText } from '../../shared/calendar.ts';
import { formatPence } from '../../shared/money.ts';
import { essex2017 } from '../../shared/policy/essex-2017.ts';
import { startHost, type TestHost, type Visitor } from '../host.ts';
import { clause, Desk, documentTold, heldTold, namesOf, spanTold, type WaitingLine } from './desk.ts';
import { Diary, quoteTold } from './diary.ts';
import { importAs, importTold, linksFile, registerFile, rowOf } from './register.ts';

let host: TestHost;
let desk: Desk;
let joan: Visitor;
beforeAll(async () => {
  host = await startHost({ at: '2026-09-28T08:00:00Z' });
  desk = new Desk(host);
  joan = await host.as('joan-ferris');
});
afterAll(() => host.stop());

const partnerships = {
  quote: 'The majority of Essex schools are now working in school improvement partnerships',
  from: 'Working with School Partnerships',
};
const rights = 'rights and roles';

type ShownSchool = {
  name: string;
  sector: string;
  sectors: { from: string; sector: string; typeCode: number }[];
  statusCode: number;
  closedOn?: string;
  partnerships: { name: string }[];
  timeline: { on: string; text: string }[];
};
const school = (urn: number) => desk.ask<ShownSchool>(joan, `schools/sch_${urn}`);

const diary = new Diary('Essex 2026/27: a maintained school becomes an academy on 1 December (A11)', essex2017);
const before = 'sch_990001';
const after = 'sch_990101';
const partnership = 'ptn_saltings-schools-partnership';
let tom: Visitor;
const visits: string[] = [];

test('a maintained school in a partnership books three days from its delegated budget', async () => {
  diary.on(
    host,
    '2026-09-28T08:00:00Z',
    'Tom Haldane, Saltmere Community Primary School, books three days of an outside look at its action plan.',
    clause,
  );
  tom = await host.visitor().signIn('essex', 'tom-haldane');
  for (const [i, date] of ['2026-10-13', '2026-12-08', '2026-12-10'].entries()) {
    const { quote, booking } = await desk.day(tom, before, date, { purse: 'delegated-budget', order: `SALT-${i + 1}` });
    expect([quote.netPence, quote.vatPence]).toEqual([45_000, 0]);
    visits.push(booking);
    diary.note(`${dateText(date as never)}, order SALT-${i + 1}:`, ...quoteTold(quote).map((line) => `  ${line}`));
  }
  expect(namesOf((await desk.partnership(joan, partnership)).members)).toContain('Saltmere Community Primary School');
  diary.note('Saltmere leads the Saltings Schools Partnership');
  expect((await desk.partnership(joan, partnership)).lead?.memberName).toBe('Saltmere Community Primary School');
});

test('the first is delivered while it is maintained', async () => {
  diary.on(host, '2026-10-13T16:00:00Z', 'Helen Marsh has been there.', clause);
  await desk.deliver('helen-marsh', visits[0] ?? '');
  diary.note('delivered, and not billed yet');
});

test('the register closes the old URN and opens a new one of type 34; the links file makes one the successor of the other', async () => {
  diary.on(host, '2026-12-01T09:00:00Z', 'Joan Ferris, resource manager, imports the register and its links.', {
    rule: 'A conversion gives a new URN. The links file names the successor and the day; the sector changes from that day on.',
    from: 'Get information about schools: edubasealldata, LinkType “Successor”, type 34 Academy converter',
  });
  const register = await importAs(
    joan,
    registerFile([
      rowOf(990001, { 'EstablishmentStatus (code)': '2', 'EstablishmentStatus (name)': 'Closed', CloseDate: '30-11-2026' }),
      rowOf(990001, {
        URN: '990101',
        EstablishmentName: 'Saltmere Primary Academy',
        'TypeOfEstablishment (code)': '34',
        'TypeOfEstablishment (name)': 'Academy converter',
        OpenDate: '01-12-2026',
        'Trusts (code)': '5907',
        'Trusts (name)': 'Saltmere Academy Trust',
      }),
    ]),
  );
  expect(register).toMatchObject({ kind: 'register', added: 1, closed: 1, rejected: 0 });
  const links = await importAs(
    joan,
    linksFile([
      {
        URN: '990001',
        LinkURN: '990101',
        LinkName: 'Saltmere Primary Academy',
        LinkType: 'Successor',
        LinkEstablishedDate: '01-12-2026',
      },
    ]),
  );
  expect(links).toMatchObject({ kind: 'links', added: 1, rejected: 0 });
  diary.note(`register, ${importTold(register)}`, `links, ${importTold(links)}`);
  const [old, academy] = [await school(990001), await school(990101)];
  expect(old).toMatchObject({
    sector: 'maintained',
    sectors: [{ sector: 'maintained', typeCode: 1 }],
    statusCode: 2,
    closedOn: '2026-11-30',
  });
  expect(academy).toMatchObject({ sector: 'academy', sectors: [{ from: '2026-12-01', sector: 'academy', typeCode: 34 }], statusCode: 1 });
  expect(old.partnerships).toEqual([]);
  expect(namesOf(academy.partnerships)).toEqual(['Ready to Learn Partnership', 'Saltings Schools Partnership']);
  for (const { name, sectors, timeline } of [old, academy]) {
    diary.note(
      `${name}: ${sectors.map(({ sector, from }) => `${sector}${sectors[0]?.from === from ? '' : ` from ${dateText(from as never)}`}`).join(', ')}`,
    );
    diary.note(...timeline.filter((entry) => entry.on >= '2026-11-01').map((entry) => `  ${dateText(entry.on as never)}: ${entry.text}`));
  }
});

test('the partnership has the academy from 1 December, and had the old school before', async () => {
  diary.on(host, '2026-12-01T09:30:00Z', 'Joan Ferris looks at the partnership.', partnerships);
  const { members, membersOverTime } = await desk.partnership(joan, partnership);
  expect(namesOf(members)).toContain('Saltmere Primary Academy');
  expect(namesOf(members)).not.toContain('Saltmere Community Primary School');
  const [old, academy] = [before, after].map((id) => membersOverTime.find((each) => each.id === id));
  expect(academy).toMatchObject({ from: '2026-12-01' });
  expect(academy?.to).toBeUndefined();
  expect(old).toMatchObject({ from: '2023-09-01', to: expect.stringMatching(/^2026-(11-30|12-01)$/) });
  if (old && academy) diary.note(spanTold(old), spanTold(academy));
});

test('nobody can book for the old school any more', async () => {
  const asked = { purse: 'delegated-budget', order: 'SALT-4' };
  await expect(desk.day(tom, before, '2027-01-12', asked)).rejects.toThrow('school-closed');
});

test('its business manager is given the new school, and chooses it at sign-in', async () => {
  diary.on(host, '2026-12-01T10:00:00Z', 'Grace Adeyemi, council administrator, lets Tom Haldane book for the academy as well.', {
    rule: 'A right is for one organisation; whatever changes a person’s rights ends their sessions.',
    from: rights,
  });
  const grace = await host.as('grace-adeyemi');
  await desk.ask(grace, 'identity/people/per_tom-haldane/rights', { organisation: after, roles: ['school-booker'] });
  expect(await desk.refused(tom, 'identity/me')).toBe('not-signed-in');
  tom = await host.visitor().signIn('essex', 'tom-haldane');
  const choices = await tom.get('/essex/identity/organisations');
  for (const name of ['Saltmere Community Primary School', 'Saltmere Primary Academy']) expect(choices.body).toContain(name);
  await desk.actFor(tom, after);
  expect(await desk.ask(tom, 'identity/me')).toMatchObject({ organisation: after, organisationName: 'Saltmere Primary Academy' });
  diary.note('he is signed out, signs in again and chooses Saltmere Primary Academy');
});

test('what was booked before is delivered after, and held: nothing of it is billed without the academy’s word', async () => {
  diary.on(host, '2026-12-10T16:00:00Z', 'Helen Marsh has been there on 8 and 10 December, as was booked in September.', clause);
  for (const booking of visits.slice(1)) await desk.deliver('helen-marsh', booking);
  diary.note('both days are delivered');

  diary.on(host, '2026-12-11T09:00:00Z', 'Nadia Rahman, finance officer, makes a dry run.', {
    rule: 'Work is billed to whoever stood in the payer’s place on the day; another VAT treatment than the one quoted waits for the buyer’s consent.',
    from: 'VAT Act 1994 s.6 for the tax point; old debts stay where they were',
  });
  const { documents, held } = await desk.dryRun('2026-10-01', '2026-12-11');
  expect(documents).toMatchObject([{ payer: before, rail: 'journal', netPence: 45_000 }]);
  expect(held.map(({ booking }) => booking).sort()).toEqual([visits[1], visits[1], visits[2], visits[2]].sort());
  for (const { buyers, why } of held) {
    expect(buyers).toEqual([after]);
    expect(why).toContain('Saltmere Primary Academy has to agree');
  }
  diary.note(
    ...documents.map(({ payerName, netPence }) => `would be billed: ${payerName}, ${formatPence(netPence)}, by journal`),
    ...heldTold(held),
  );
});

test('the academy agrees to one day and declines the other', async () => {
  diary.on(host, '2026-12-11T14:00:00Z', 'Tom Haldane, for the academy, answers on the page of lines that wait for agreement.', {
    rule: 'What is agreed is billed as it was shown; what is declined stays held with the reason.',
    from: 'the buyer’s consent',
  });
  const { lines } = await desk.ask<{ lines: WaitingLine[] }>(tom, 'invoicing/agreements');
  expect(lines.map(({ deliveredOn }) => deliveredOn)).toEqual(['2026-12-08', '2026-12-08', '2026-12-10', '2026-12-10']);
  const page = await tom.get('/essex/invoicing/agreements');
  expect(page.body).toContain('Quoted as a recharge without VAT; now an invoice with VAT at 20%');
  const chosen = (date: string) =>
    lines
      .filter(({ deliveredOn }) => deliveredOn === date)
      .map(({ charge, now }) => `${charge} ${now.rail} ${now.category} ${now.rateBasisPoints}`);
  expect((await tom.post('/essex/invoicing/agreements', { lines: chosen('2026-12-08'), answer: 'agree' })).status).toBe(303);
  const declined = { lines: chosen('2026-12-10'), answer: 'decline', reason: 'It was promised by the council before we converted' };
  expect((await tom.post('/essex/invoicing/agreements', declined)).status).toBe(303);
  // For the school that was, nothing waits: it has nothing to say of work after its last day.
  const ofBefore = await desk.ask<{ lines: unknown[] }>(await host.as('bridget-lowe'), 'invoicing/agreements');
  expect(ofBefore.lines).toEqual([]);
  diary.note('8 December: agreed, as an invoice with VAT', `10 December: declined, “${declined.reason}”`);
});

test('October is the old school’s recharge, 8 December the academy’s invoice, 10 December is held', async () => {
  diary.on(host, '2026-12-14T09:00:00Z', 'Nadia Rahman bills what was delivered since 1 October.', {
    rule: 'A recharge within the council is a journal without VAT; an academy is another person and is sent a VAT invoice.',
    from: 'VAT Act 1994 s.33B; HMRC’s manual VATGPB7530',
  });
  const run = await desk.dryRun('2026-10-01', '2026-12-14');
  const documents = await desk.issue(run);
  expect(documents).toMatchObject([
    {
      kind: 'vat-invoice',
      organisation: after,
      customer: { name: 'Saltmere Primary Academy', urn: '990101' },
      purse: 'own-funds',
      netPence: 45_000,
      vatPence: 9_000,
      lines: [{ deliveredOn: '2026-12-08', taxPoint: '2026-12-14' }, { deliveredOn: '2026-12-08' }],
    },
    {
      kind: 'journal-recharge',
      organisation: before,
      customer: { name: 'Saltmere Community Primary School', urn: '990001' },
      purse: 'delegated-budget',
      netPence: 45_000,
      vatPence: 0,
      lines: [{ deliveredOn: '2026-10-13', taxPoint: '2026-10-13' }, { deliveredOn: '2026-10-13' }],
    },
  ]);
  expect(run.held.map(({ booking }) => booking)).toEqual([visits[2], visits[2]]);
  expect(run.held[0]?.why).toContain('does not agree: It was promised by the council before we converted');
  diary.note(...documents.map(documentTold), ...heldTold(run.held));
});

test('the academy sees its invoice, and the recharge stays the old school’s', async () => {
  diary.on(host, '2026-12-14T10:00:00Z', 'Tom Haldane looks at what was billed, for one school and then for the other.', {
    rule: 'A document belongs to the organisation it was issued to.',
    from: rights,
  });
  const ofAcademy = await desk.documentsOf(tom);
  await desk.actFor(tom, before);
  const ofSchool = await desk.documentsOf(tom);
  expect([ofAcademy, ofSchool]).toEqual([['ESX-INV-000001'], ['ESX-JNL-000001']]);
  // The bookings stay with the school that made them.
  expect(await desk.bookingsOf(tom)).toEqual([...visits].sort());
  diary.note(`for Saltmere Primary Academy: ${ofAcademy.join()}`, `for Saltmere Community Primary School: ${ofSchool.join()}`);
});

test('and the whole of it is proved: every half-day and every penny', async () => {
  const nadia = await host.as('nadia-rahman');
  await desk.ask(nadia, 'reports/proof', {});
  await host.quiet();
  expect(await desk.ask(nadia, 'reports/proof')).toMatchObject({ latest: { state: 'proved' } });
});

test('the diary is as it was kept, to the letter', () => {
  expect(diary.text()).toBe(diary.kept('conversion-2026'));
});
