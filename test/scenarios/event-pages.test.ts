// An event as it is proposed, divided anew and answered by the forms of its pages: who could answer is asked about by name, and what was typed is still there.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { SessionKey } from '../../shared/calendar.ts';
import { Counter, maintained, nameOf, recruitment } from '../counter.ts';
import { formOn, plainText } from '../forms.ts';
import { startHost, type TestHost, type Visitor } from '../host.ts';
import { got } from '../office.ts';

const nobodys = 'sch_990002';
const daniel = 'off_daniel-osei';
const path = '/essex/bookings/events';
let host: TestHost;
let joan: Visitor;
let tom: Visitor;
let organiser = '';
let session: SessionKey;
let event = '';

beforeAll(async () => {
  host = await startHost({ at: '2026-11-23T09:00:00Z' });
  const counter = new Counter(host, '2026-12-07');
  [joan, tom] = [await counter.as('joan-ferris'), await counter.as('tom-haldane')];
  organiser = (await (await counter.as('anna-castell')).json('/essex/api/identity/me')).data<{ organisation: string }>().organisation;
  [session = session] = await counter.fresh(1, daniel);
}, 60_000);
afterAll(() => host?.stop());

const textOf = (html: string) => plainText(html.replace(/<[^>]+>/g, ' ')).replace(/\s+/g, ' ');
const ticked = (html: string) => /<input[^>]*id="acknowledged"[^>]*value="([^"]*)"/.exec(html)?.[1];

describe('a school for which nobody could answer', () => {
  const typed = () => ({
    ...{ organiser, service: recruitment, officer: daniel, title: 'A day on governance', session, split: 'named' },
    ...{ 'answerBy-day': '4', 'answerBy-month': '12', 'answerBy-year': '2026' },
    ...{ others: '990001 990002', [`weight-${maintained}`]: '2', [`weight-${nobodys}`]: '1' },
  });

  test('is named to whoever proposes, who has to know of it; nothing is proposed before, and nothing typed is lost', async () => {
    const refused = await joan.post(path, { ...typed(), split: 'equal' });
    expect([refused.status, refused.body.includes('href="#acknowledged"')]).toEqual([409, true]);
    expect(textOf(refused.body)).toMatch(
      /Nobody is registered who could answer for a school you ask\. Nobody could answer for [^.]+ yet\. Have somebody registered first/,
    );
    expect(ticked(refused.body)).toBe(nobodys);
    const form = formOn(refused.body, path);
    expect(form).toMatchObject({ title: ['A day on governance'], session: [session], split: ['equal'], others: ['990001 990002'] });
    expect(form.acknowledged).toBeUndefined();
    expect((await joan.get(path)).body).not.toContain('A day on governance');
    const proposed = await joan.post(path, { ...form, acknowledged: nobodys });
    expect(proposed.location).toMatch(/\?done=proposed$/);
    event = proposed.location?.replace('?done=proposed', '') ?? '';
  });

  test('is asked about once more where the cost is divided anew, with the parts that were typed', async () => {
    const parts = { split: 'named', schools: [maintained, nobodys], [`weight-${maintained}`]: '7', [`weight-${nobodys}`]: '3' };
    const refused = await joan.post(`${event}/division`, parts);
    expect([refused.status, ticked(refused.body)]).toEqual([409, nobodys]);
    const form = formOn(refused.body, `${event}/division`);
    expect(form).toMatchObject({ ...parts, split: ['named'], [`weight-${maintained}`]: ['7'], [`weight-${nobodys}`]: ['3'] });
    const bad = await joan.post(`${event}/division`, { ...parts, others: 'Saltmere' });
    expect([bad.status, formOn(bad.body, `${event}/division`).others, bad.body.includes('href="#others"')]).toEqual([
      422,
      ['Saltmere'],
      true,
    ]);
    expect((await joan.post(`${event}/division`, { ...form, acknowledged: nobodys })).location).toBe(event);
  });

  test('reads with the others what a share binds it to, before it gives its word', async () => {
    const text = textOf((await tom.visit(event)).body);
    expect(text).toContain('If you have to cancel');
    expect(text).toContain('what that costs is divided as the price is');
    expect(text.indexOf('If you have to cancel')).toBeLessThan(text.indexOf('Agree to this share'));
  });
});

test('an event of too little is told so at its sessions, which are what there is to change', async () => {
  const short = { service: 'svc_reviews-of-governance', title: 'A short day', split: 'equal', others: '990001 990002' };
  const day = { 'answerBy-day': '4', 'answerBy-month': '12', 'answerBy-year': '2026' };
  const refused = await joan.post(path, { organiser, officer: daniel, session: '2026-12-11#am', ...short, ...day });
  expect([refused.status, refused.body.includes('href="#sessions"'), textOf(refused.body).includes('at least 1 day at a time')]).toEqual([
    422,
    true,
    true,
  ]);
});

test('sessions of today are not offered for an event that others have to agree to first', async () => {
  const page = await joan.get(`${path}/new?organiser=${organiser}&service=${recruitment}&officer=${daniel}`);
  const offered = [...page.body.matchAll(/name="session"[^>]*value="([^"]*)"/g)].map(([, value = '']) => value.slice(0, 10));
  expect(offered[0]).toBe('2026-11-24');
});

test('an event that a trust books at once for its own schools waits for nobody: it is asked for no day to answer by, and may be of today', async () => {
  const yusuf = await host.as('yusuf-demir');
  const plan = await yusuf.get(`${path}/new?service=${recruitment}&officer=${daniel}`);
  expect(plan.body).not.toContain('By the end of which day');
  const [today = ''] = [...plan.body.matchAll(/name="session"[^>]*value="([^"]*)"/g)].map(([, value = '']) => value);
  expect(today).toBe('2026-11-23#pm');
  const schools = ['sch_990012', 'sch_990015'];
  const typed = {
    ...formOn(plan.body, path),
    title: 'A day for the trust',
    session: today,
    split: 'equal',
    schools,
    purchaseOrder: 'ELT-1',
  };
  const booked = await yusuf.post(path, typed);
  expect([booked.status, booked.location]).toEqual([303, expect.stringMatching(/\?done=confirmed$/)]);
  const [row] = (await yusuf.visit('/essex/reports/lists?list=events')).body
    .split('<tr')
    .filter((each) => each.includes('A day for the trust'));
  expect(textOf(row ?? '')).toContain('23 November 2026');
});

describe('a school that leaves', () => {
  let [made, booking] = ['', ''];
  let priya: Visitor;
  beforeAll(async () => {
    const counter = new Counter(host, '2026-12-14');
    priya = await counter.as('priya-sandhu');
    const schools = [maintained, 'sch_990009'];
    const day = { title: 'A day for two', service: recruitment, officer: daniel, sessions: await counter.fresh(2, daniel) };
    const asked = { ...day, organiser, answerBy: '2026-12-04', split: 'equal', schools: schools.map((school) => ({ school })) };
    made = got<{ event: string }>(await joan.json('/essex/api/bookings/events', asked), 201).event;
    await priya.json('/essex/api/schools/acting', { organisation: 'sch_990009' });
    for (const who of [tom, priya]) {
      const [own] = got<{ answering: { agreed: string }[] }>(await who.json(`/essex/api/bookings/events/${made}`), 200).answering;
      const word = { agreed: own?.agreed, purse: 'delegated-budget', purchaseOrder: 'PO-9' };
      booking = got<{ booking: string }>(await who.json(`/essex/api/bookings/events/${made}/agreements`, word), 200).booking;
    }
  });

  test('is told at the reason that it is missing; whoever declines finds theirs again', async () => {
    const silent = await priya.post(`/essex/bookings/${booking}/leaving`, { school: 'sch_990009', leavingReason: '' });
    expect([silent.status, silent.body.includes('href="#leavingReason"'), silent.body.includes('id="leavingReason-error"')]).toEqual([
      422,
      true,
      true,
    ]);
    expect((await priya.post(`/essex/bookings/${booking}/leaving`, { school: 'sch_990009', leavingReason: 'We close' })).status).toBe(303);
    const field = `stayingReason-${maintained}`;
    const long = 'No'.repeat(300);
    const refused = await tom.post(`/essex/bookings/${booking}/leaving/answer`, {
      school: maintained,
      answer: 'decline',
      stayingReason: long,
    });
    expect([refused.status, refused.body.includes(`href="#${field}"`), refused.body.includes(long)]).toEqual([422, true, true]);
  });

  test('reads in its list and on the booking that it has left, and of nothing that would come to it', async () => {
    const leaving = /name="agreed" value="([^"]+)"/.exec((await tom.visit(`/essex/bookings/${booking}`)).body)?.[1] ?? '';
    const agreed = { school: maintained, answer: 'agree', agreed: leaving };
    expect((await tom.post(`/essex/bookings/${booking}/leaving/answer`, agreed)).status).toBe(303);
    const row = (body: string) => textOf(body.split('<tr').find((each) => each.includes(booking)) ?? '');
    expect(row((await priya.visit('/essex/bookings')).body)).toMatch(/A day for two .* none Daniel Osei not charged left/);
    expect(row((await tom.visit('/essex/bookings')).body)).toMatch(/A day for two .* 1 day Daniel Osei £450\.00 booked/);
    expect(row((await priya.visit('/essex/reports/lists?list=bookings')).body)).toMatch(/ left /);
    const page = textOf((await priya.visit(`/essex/bookings/${booking}`)).body);
    expect(page).toContain('Harrowdene Junior School has left the event');
    // The event itself stays as it was agreed to, and says so.
    expect(textOf((await priya.visit(`/essex/bookings/events/${made}`)).body)).toMatch(
      /What has changed since then is on the page of the booking\..*What each school agreed to.*Harrowdene Junior School 1 £225\.00/,
    );
    expect(page).not.toMatch(/What happens next|Put the visits into your calendar/);
    expect(textOf((await tom.visit(`/essex/bookings/${booking}`)).body)).toMatch(/Put the visits into your calendar.*What happens next/);
  });

  test('has no share of what took place without it, and finance reads why no price of it is recorded otherwise', async () => {
    host.clock.set('2026-12-31T18:00:00Z');
    const counter = new Counter(host, '2026-12-31');
    const [officer, nadia] = await Promise.all([counter.as('daniel-osei'), counter.as('nadia-rahman')]);
    expect(nameOf(await counter.deliver(officer, booking, ['01', '02']))).toBe('200');
    const page = (await nadia.visit(`/essex/bookings/${booking}`)).body;
    expect(textOf(page)).toContain('Several schools share its price. It stays as it was recorded, as no credit note is issued here');
    expect(page).not.toContain('id="reclassify"');
    // It keeps no share where nothing had been delivered before it left.
    expect(textOf(page)).toContain('Harrowdene Junior School left £0.00');
    expect(textOf(page)).not.toContain('keeps its share');
    const row = (await priya.visit('/essex/bookings')).body.split('<tr').find((each) => each.includes(booking)) ?? '';
    expect(textOf(row)).toMatch(/none Daniel Osei not charged left/);
  });
});
