// Reminders of unused free days: who would be written to is shown beforehand, nobody is before the council has switched them on, and each person is once for each
// holder and day, however often the clock asks; they stop by the link in the e-mail, without signing in.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Nudged } from '../../functions/entitlements/actions/nudges.ts';
import type { Effect } from '../../shared/outbox.ts';
import { nameOf } from '../counter.ts';
import { startHost, type TestHost, type Visitor } from '../host.ts';
import { got } from '../office.ts';
import { accountOf, draw, grantYear } from '../standing.ts';

type View = {
  on: boolean;
  days: { on: string; leftAtLeastBasisPoints: number }[];
  rounds: { on: string; state: string; looked: number; written: number }[];
  recipients: { name: string; holder: string; leftHalfDays: number; grantedHalfDays: number; until: string }[];
};

let host: TestHost;
let grace: Visitor;
let joan: Visitor;
const [juniors, infants, colne] = ['sch_990009', 'sch_990024', 'ptn_colne-and-tendring-partnership'];
const priya = 'priya.sandhu@schools.example';
const anna = 'anna.castell@schools.example';
const api = '/essex/api/entitlements/nudges';
const view = async () => got<View>(await joan.json(api), 200);
const clockAsks = async () => {
  const nudged = (await host.invoke('entitlements', { council: 'essex', task: 'nudge' })) as Nudged;
  await host.quiet();
  return nudged;
};
const lettersTo = (email: string) => host.mailbox.letters().filter(({ to }) => to === email);
/** What the outbox delivers of a reminder to the partnership’s lead. */
const nudge = (about: string | undefined, leftAtLeastBasisPoints: number) => {
  const [person, reference, writtenAt] = ['per_anna-castell', `nudge:${about}:2027-02-01:test#1`, '2027-02-01T07:00:00.000Z'];
  const message = { type: 'message', kind: 'nudge', about, person, reference, writtenAt };
  return { effect: { subject: 'nudge:test', version: 1 }, payload: { message, facts: { on: '2027-02-01', leftAtLeastBasisPoints } } };
};
const wanted = async (visitor: Visitor) =>
  got<{ optional: { kind: string; wanted: boolean }[] }>(await visitor.json('/essex/api/identity/messages'), 200).optional.find(
    ({ kind }) => kind === 'nudge',
  )?.wanted;
const stopPath = (body: string) => new URL(/http\S+\/identity\/messages\/\S+/.exec(body)?.[0] ?? '').pathname;

beforeAll(async () => {
  const only = ['identity', 'catalogue', 'schools', 'officers', 'entitlements', 'worker', 'outbox'] as const;
  host = await startHost({ only, seeded: true, at: '2027-01-15T09:00:00Z' });
  [grace, joan] = [await host.as('grace-adeyemi'), await host.as('joan-ferris')];
  await grantYear(host, '2027-01-15');
}, 120_000);
afterAll(() => host.stop());

describe('beforehand', () => {
  test('staff see who would be written to on the next day of the policy, and nobody else may', async () => {
    const { days, recipients, on } = await view();
    expect(on).toBe(false);
    expect(days).toEqual([
      { on: '2027-02-01', leftAtLeastBasisPoints: 5_000 },
      { on: '2027-05-01', leftAtLeastBasisPoints: 2_500 },
    ]);
    const shown = recipients.map(({ name, holder, leftHalfDays, grantedHalfDays, until }) => [
      name,
      holder,
      leftHalfDays,
      grantedHalfDays,
      until,
    ]);
    expect(shown).toEqual(
      expect.arrayContaining([
        ['Priya Sandhu', juniors, 1, 1, '2027-08-31'],
        ['Priya Sandhu', infants, 1, 1, '2027-08-31'],
        // The days of a partnership are its lead’s business, without the part that the council alone books.
        ['Anna Castell', colne, 15, 15, '2027-08-31'],
      ]),
    );
    const { body } = await joan.get('/essex/entitlements/nudges');
    for (const text of [
      '1 February 2027, where 50% or more is left',
      'Priya Sandhu',
      'Colne and Tendring Partnership',
      'half a day of half a day',
    ])
      expect(body).toContain(text);
    expect(body).not.toContain('Switch reminders on');
    const tom = await host.as('tom-haldane');
    expect((await tom.json(api)).status).toBe(403);
    expect((await joan.json(`${api}/switch`, { on: true })).status).toBe(403);
  });

  test('nothing is sent before the council has switched reminders on, even on the day', async () => {
    host.clock.set('2027-02-01T07:00:00Z');
    expect(await clockAsks()).toEqual({ state: 'off', written: 0 });
    expect(lettersTo(priya)).toEqual([]);
  });
});

describe('on the day', () => {
  let written = 0;
  test('each person is written to once for each holder, by a reference that does not name them', async () => {
    expect((await grace.post('/essex/entitlements/nudges/switch', { on: 'yes' })).location).toBe('/essex/entitlements/nudges?done=on');
    // Anna has booked meanwhile so that less than half is left.
    const days = await accountOf(host, colne ?? '', 'partnership-days');
    for (let i = 1; i <= 8; i++)
      await draw(host, { school: 'sch_990004', schoolName: 'Thornhythe', account: days, session: `2027-03-0${i}#am`, state: 'held' });
    const nudged = await clockAsks();
    expect(nudged.state).toBe('done');
    written = nudged.written;
    const letters = lettersTo(priya);
    expect(letters.map(({ subject }) => subject).sort()).toEqual([
      'Harrowdene Infant School has half a day of free support left',
      'Harrowdene Junior School has half a day of free support left',
    ]);
    expect(lettersTo(anna)).toEqual([]);
    for (const { body, reference } of letters) {
      expect(body).toContain('The first of it is to be used by 31 August 2027.');
      expect(body).toMatch(/http\S+\/essex\/entitlements\/statements\/sch_9900(09|24)\n/);
      expect(reference).not.toMatch(/priya|sandhu/i);
    }
    expect(new Set(host.mailbox.letters().map(({ reference }) => reference)).size).toBe(host.mailbox.letters().length);
    expect(host.mailbox.letters()).toHaveLength(written);
  });

  test('asked again, by the clock or after a crash in the middle, nobody is written to twice', async () => {
    expect(await clockAsks()).toEqual({ state: 'nothing-due', written: 0 });
    const table = host.tableOf();
    // As if the round had been lost altogether: the effects themselves know that they were written.
    const { commit } = await import('../../shared/commit.ts');
    const lost = await commit(table, [{ op: 'delete', key: table.key.nudgeRound('2027-02-01'), refusal: { name: 'changed-meanwhile' } }]);
    expect(lost.ok).toBe(true);
    expect(await clockAsks()).toEqual({ state: 'done', written: 0 });
    expect(host.mailbox.letters()).toHaveLength(written);
  });

  test('what went out is on the page and in no log by name', async () => {
    const { rounds, on } = await view();
    expect(on).toBe(true);
    expect(rounds).toMatchObject([{ on: '2027-02-01', state: 'done', written: 0 }]);
    const effects = await host.tableOf().all<Effect>(host.tableOf().range.outbox());
    expect(effects).toEqual([]);
    const { body } = await grace.get('/essex/identity/audit');
    expect(body).toContain('Reminders: Switched on');
  });

  test('a reminder that is delivered after the days were booked is not needed', async () => {
    const before = host.mailbox.letters().length;
    const send = (about: string | undefined, leftAtLeastBasisPoints: number) =>
      host.invoke('entitlements', { council: 'essex', task: 'send-nudge', subject: nudge(about, leftAtLeastBasisPoints) });
    expect(await send(colne, 5_000)).toBe('not-needed');
    // Nor is one for a school that is not hers.
    expect(await send(juniors, 5_000)).toBe('not-needed');
    expect(host.mailbox.letters()).toHaveLength(before);
    expect(await send(colne, 1_000)).toBe('sent');
    expect(await send(colne, 1_000)).toBe('sent');
    expect(host.mailbox.letters()).toHaveLength(before + 1);
  });

  test('nobody is written to who has left, from the moment that is recorded', async () => {
    const before = host.mailbox.letters().length;
    const left = '/essex/api/identity/people/per_anna-castell/no-entry';
    got(await grace.json(left, { reason: 'left' }), 200);
    const subject = nudge(colne, 1_000);
    expect(await host.invoke('entitlements', { council: 'essex', task: 'send-nudge', subject })).toBe('not-needed');
    const personalisation = {
      council: 'Essex',
      organisation: 'Colne',
      left: '1 day',
      granted: '2 days',
      until: '31 August 2027',
      link: 'l',
    };
    const letter = { person: 'per_anna-castell', kind: 'nudge', personalisation, reference: 'nudge:left#1' };
    expect(await host.invoke('identity', { council: 'essex', task: 'send-message', subject: letter })).toBe('not-needed');
    expect((await view()).recipients.map(({ name }) => name)).not.toContain('Anna Castell');
    expect(host.mailbox.letters()).toHaveLength(before);
    got(await grace.json('/essex/api/identity/people/per_anna-castell/no-entry/ending', {}), 200);
    expect(await host.invoke('identity', { council: 'essex', task: 'send-message', subject: letter })).toBe('sent');
  });
});

describe('whoever does not want any', () => {
  test('stops them by the link, without signing in, and by the button alone', async () => {
    const path = stopPath(lettersTo(priya)[0]?.body ?? '');
    const visitor = host.visitor();
    const asked = await visitor.get(path);
    expect(asked.status).toBe(200);
    expect(asked.body).not.toMatch(/Priya|Sandhu/);
    const signedIn = await host.as('priya-sandhu');
    expect(await wanted(signedIn)).toBe(true);
    expect((await visitor.post(path)).body).toContain('You get no more messages “Free days not used”.');
    expect(await wanted(signedIn)).toBe(false);
    // Followed again it says the same.
    expect((await visitor.post(path)).status).toBe(200);
  });

  test('the link of reminders that are stopped says so, and offers nothing to stop', async () => {
    const again = await host.visitor().get(stopPath(lettersTo(priya)[0]?.body ?? ''));
    expect(again.body).toContain('You get no more messages “Free days not used”.');
    expect(again.body).not.toContain('Stop these messages');
  });

  test('a link that was not made here, or was made for another council, stops nothing', async () => {
    const visitor = host.visitor();
    const path = stopPath(lettersTo(priya)[0]?.body ?? '');
    for (const wrong of [`${path}x`, '/essex/identity/messages/nothing.signed', path.replace(/\.[^.]+$/, '.AAAA')]) {
      expect((await visitor.get(wrong)).status, wrong).toBe(404);
      expect((await visitor.post(wrong)).status, wrong).toBe(404);
    }
  });

  test('is not written to on the next day, and is again after signing in and asking for it', async () => {
    const before = lettersTo(priya).length;
    host.clock.set('2027-05-01T07:00:00Z');
    expect((await view()).recipients.map(({ name }) => name)).not.toContain('Priya Sandhu');
    expect((await clockAsks()).written).toBeGreaterThan(0);
    expect(lettersTo(priya)).toHaveLength(before);
    expect(lettersTo(anna).length).toBeGreaterThan(0);
    const again = await host.visitor().signIn('essex', 'priya-sandhu');
    expect(await wanted(again)).toBe(false);
    expect((await again.post('/essex/identity/messages', { kind: 'nudge', wanted: 'yes' })).location).toBe(
      '/essex/identity/messages?done=nudge',
    );
    host.clock.set('2028-02-01T07:00:00Z');
    await grantYear(host, '2028-02-01');
    await clockAsks();
    expect(lettersTo(priya)).toHaveLength(before + 2);
  });

  test('says so in words that are understood', async () => {
    const again = await host.visitor().signIn('essex', 'priya-sandhu');
    const wrong = await again.json('/essex/api/identity/messages', { kind: 'nudge', wanted: 'perhaps' });
    expect([wrong.status, nameOf(wrong)]).toEqual([422, 'invalid-request']);
    expect((await again.post('/essex/identity/messages', {})).status).toBe(422);
  });
});
