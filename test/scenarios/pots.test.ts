// A partnership's days at the counter: granted, planned, agreed by most members, recorded from a meeting, set aside, released and shown, by page and by API; who
// sees which; and many at once.
import { TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import { describe, expect, test } from 'vitest';
import { sayWord } from '../../functions/entitlements/actions/plans.ts';
import { plansOf } from '../../functions/entitlements/store/plans.ts';
import { useWrites } from '../../functions/entitlements/store/uses.ts';
import type { SessionKey } from '../../shared/calendar.ts';
import { commitOnce } from '../../shared/commit.ts';
import type { Context, Council } from '../../shared/context.ts';
import { accepted } from '../../shared/decision.ts';
import type { BookingId, OrganisationId, ServiceId } from '../../shared/ids.ts';
import { type Account, account } from '../../shared/ledger/chart.ts';
import { postingWrites } from '../../shared/ledger/post.ts';
import { settle, transfer } from '../../shared/ledger/transfers.ts';
import { CouncilTable, type TableClient } from '../../shared/table.ts';
import { actor } from '../bookings.ts';
import { nameOf } from '../counter.ts';
import { got } from '../office.ts';
import {
  aGrantedPot,
  agree,
  anna,
  api,
  group,
  head,
  host,
  joan,
  members,
  own,
  page,
  plan,
  pot,
  proposal,
  propose,
  rowan,
  type ShownPlan,
  say,
  signedIn,
  urns,
} from '../pot-counter.ts';

aGrantedPot();

describe('what a partnership was granted', () => {
  test('is shown in its parts: what can be planned with, and what is reserved with what it is for', async () => {
    const shown = await pot();
    // Five members: 20 half-days, a quarter of them reserved.
    expect([shown.grantedHalfDays, shown.toPlan.leftHalfDays, shown.reserved.leftHalfDays]).toEqual([15, 15, 5]);
    expect(shown.reserved.services.map(({ code }) => code)).toContain('ofsted-readiness');
    const { body } = await anna.get(page);
    expect(body).toContain('Reserved: Non-negotiable activities');
    expect(body).toContain('Booked by the council alone.');
    expect(body).toContain('The use of the majority of allocated days will be agreed in consultation with partnership headteachers.');
    expect(body).toContain('more than half of its members');
    expect(body).toMatch(/govuk-tag--yellow">\s*assumed/);
    expect(body).toContain('Assumed: the source gives no number');
  });

  test('has an even share for each member, and one by pupils, that sum to it', async () => {
    const { shares } = await pot();
    const sum = (of: (share: (typeof shares)[number]) => number | undefined) => shares.reduce((all, share) => all + (of(share) ?? 0), 0);
    expect(shares).toHaveLength(5);
    expect(sum(({ fairShareEvenlyHalfDays: n }) => n)).toBe(15);
    expect(sum(({ fairShareByPupilsHalfDays: n }) => n)).toBe(15);
  });
});

describe('a plan', () => {
  test('is proposed from the form, once however often it is sent, and agreed by the third of five members', async () => {
    const form = await anna.get(`${page}?propose=partnership-days`);
    const key = /name="key" value="([^"]+)"/.exec(form.body)?.[1] ?? '';
    const fields = {
      key,
      rule: 'partnership-days',
      from: '2026-09-01',
      days: '3',
      services: ['partnership-working'],
      purpose: 'Moderation of writing',
    };
    const [first, second] = [await anna.post(`${page}/plans`, fields), await anna.post(`${page}/plans`, fields)];
    expect(first.status, first.body).toBe(303);
    expect(second.location).toBe(first.location);
    // Whoever goes back to the form finds another key in it.
    const again = await anna.post(`${page}/plans`, { ...fields, key: crypto.randomUUID() });
    expect([again.status, again.body.includes('You proposed this very plan today')]).toEqual([409, true]);
    expect(again.body).toContain(`href="${(first.location ?? '').split('?')[0]}"`);
    const path = first.location ?? '';
    const id = /pln_[0-9a-z]+/.exec(path)?.[0] ?? '';
    const shown = await members[0]?.get(path);
    expect(shown?.body).toContain('1 of the 3 that are needed have agreed.');
    expect(shown?.body).toContain('Thornhythe Primary School');
    expect(await head(own)).toBe(15);

    const [here] = path.split('?');
    const refused = await members[0]?.post(`${here}/words`, {});
    expect([refused?.status, refused?.body.includes('Say whether you agree or decline')]).toEqual([422, true]);
    expect((await members[0]?.post(`${here}/words`, { word: 'agree' }))?.location).toContain('done=words');
    expect((await pot()).plans[0]).toMatchObject({ state: 'open', tally: { needed: 3 } });
    expect((await members[2]?.post(`${here}/words`, { word: 'agree', reason: 'We need it' }))?.status).toBe(303);

    const [agreed] = (await pot()).plans;
    expect(agreed).toMatchObject({ id, state: 'agreed', grantedHalfDays: 6, leftHalfDays: 6 });
    expect([await head(own), await head(agreed?.account ?? '')]).toEqual([9, 6]);
    expect((await pot()).grantedHalfDays).toBe(15);
    const after = await anna.get(path);
    expect(after.body).toContain('On 24 November 2026, by more than half of its members');
    expect(after.body).toContain('Plan answered: ');
  });

  test('is refused with what was typed kept, and nothing is written', async () => {
    const many = await anna.post(`${page}/plans`, {
      rule: 'partnership-days',
      from: '2026-09-01',
      days: '49.5',
      services: ['collaborative-reviews'],
      purpose: 'Too much',
      key: '00000000-0000-4000-8000-000000000001',
    });
    expect([many.status, many.body.includes('value="Too much"'), many.body.includes('Left in the pot: 4½ days')]).toEqual([
      409,
      true,
      true,
    ]);
    const nothing = await anna.post(`${page}/plans`, { rule: 'partnership-days', from: '2026-09-01', days: 'six' });
    expect(nothing.status).toBe(422);
    for (const text of [
      'Enter how many days, in whole or half days',
      'Choose at least one of the services listed',
      'Say what the days are for',
    ])
      expect(nothing.body).toContain(text);
    expect(nameOf(await anna.json(`${api}/plans`, proposal(2, { services: ['ofsted-readiness'] })))).toBe('invalid-request');
    expect(nameOf(await anna.json(`${api}/plans`, proposal(2, { from: '2025-09-01' })))).toBe('no-pot');
    expect(nameOf(await anna.json(`${api}/plans`, proposal(2, { rule: 'nothing-of-the-kind' })))).toBe('no-pot');
    expect((await pot()).plans).toHaveLength(1);
  });

  test('is declined once a majority cannot come about, and its days stay in the pot', async () => {
    const of = await propose(4, joan);
    for (const n of [0, 2, 3]) got(await say(members[n], of, 'decline'), 200);
    expect(await plan(of)).toMatchObject({ state: 'declined' });
    expect(nameOf(await say(members[4], of))).toBe('plan-closed');
    expect(await head(own)).toBe(9);
  });

  test('that was agreed in a meeting is recorded by the council, and shown as such', async () => {
    const of = await propose(2, joan);
    const form = await rowan.get(`${page}/plans/${of.id}?do=minutes`);
    expect(form.body).toContain('Record what was said in a meeting');
    const fields = {
      meeting: 'the autumn meeting',
      on: '2026-11-24',
      agreed: urns.slice(0, 3).map((urn) => `sch_${urn}`),
      reason: 'Round the table',
    };
    const early = await rowan.post(`${page}/plans/${of.id}/minutes`, { ...fields, on: '2022-01-01' });
    expect([early.status, early.body.includes('Enter the day of a meeting of the last twelve months')]).toEqual([422, true]);
    // What a member said in a meeting before there was a plan, it did not say to the plan.
    const before = await rowan.json(`${api}/plans/${of.id}/minutes`, { ...fields, on: '2026-10-26' });
    expect(before.data<{ errors: unknown }>().errors).toEqual([
      { pointer: '#/on', detail: 'The plan was proposed on 24 November 2026: give the day of a meeting from 27 October 2026 on' },
    ]);
    expect((await rowan.post(`${page}/plans/${of.id}/minutes`, fields)).status).toBe(303);
    expect(await plan(of)).toMatchObject({ state: 'agreed' });
    const staff = await rowan.get(`${page}/plans/${of.id}`);
    expect(staff.body).toContain('Recorded by Rowan Achebe from the minutes of the autumn meeting, 24 November 2026');
    const theirs = await members[0]?.get(`${page}/plans/${of.id}`);
    expect(theirs?.body).toContain('Recorded by Essex (2017 model) from the minutes of the autumn meeting');
    expect(theirs?.body).not.toContain('Rowan Achebe');
    expect(await head(own)).toBe(7);
  });

  test('gives back what it does not need, once for each time it is asked', async () => {
    const [of] = (await pot()).plans.filter(({ state }) => state === 'agreed');
    if (!of) throw new Error('one was agreed');
    const release = { halfDays: 1, reason: 'One visit fewer', version: of.version };
    expect(await plan(got<{ plan: ShownPlan }>(await anna.json(`${api}/plans/${of.id}/release`, release), 200).plan)).toMatchObject({
      leftHalfDays: of.leftHalfDays - 1,
    });
    expect(nameOf(await anna.json(`${api}/plans/${of.id}/release`, release))).toBe('changed-meanwhile');
    expect(nameOf(await anna.json(`${api}/plans/${of.id}/release`, { ...release, halfDays: 40, version: of.version + 1 }))).toBe(
      'too-few-half-days',
    );
    expect(await head(own)).toBe(8);
    const nobodys = await members[0]?.json(`${api}/plans/${of.id}/release`, { ...release, version: of.version + 1 });
    expect(nobodys?.status).toBe(403);
  });

  test('is withdrawn by whoever may propose one, with the reason shown', async () => {
    const of = await propose(1);
    expect((await anna.post(`${page}/plans/${of.id}/withdrawal`, {})).body).toContain('Say why');
    expect((await anna.post(`${page}/plans/${of.id}/withdrawal`, { reason: 'Too soon' })).status).toBe(303);
    expect((await anna.get(`${page}/plans/${of.id}`)).body).toContain('On 24 November 2026: Too soon');
    expect(nameOf(await say(members[0], of))).toBe('plan-closed');
  });
});

describe('who has used how much', () => {
  test('is told from the visits that drew on the plans’ accounts', async () => {
    const of = (await pot()).plans.find(({ state, leftHalfDays }) => state === 'agreed' && leftHalfDays >= 2);
    const from = (of?.account ?? '') as Account<'entitlement'>;
    const table = host.tableOf();
    const visit = (n: number) =>
      transfer('deliver-entitlement', from, account('delivered-entitlement', 'sch_990003', '2026'), 1, {
        name: `counted-${n}`,
        now: host.clock.now(),
        cause: {},
        pending: true,
      });
    const session = (half: string) => `2026-12-01#${half}` as SessionKey;
    const drawing = {
      booking: 'bkg_counted' as BookingId,
      school: 'sch_990003' as OrganisationId,
      schoolName: 'Told then',
      service: 'svc_partnership-working' as ServiceId,
      serviceTitle: 'Partnership working',
    };
    const sessions = ['am', 'pm'].map((half, i) => ({ account: from as string, visit: `0${i}`, session: session(half) }));
    const [used, held] = [visit(1), visit(2)];
    const holding = postingWrites(table, [{ transfer: used }, { transfer: held }]);
    accepted(
      await commitOnce(table, [
        ...holding,
        ...useWrites(table, { ...drawing, sessions: sessions.map((each) => ({ ...each, state: 'held' as const })) }),
      ]),
    );
    const delivered = sessions.map((each, i) => ({ ...each, state: i === 0 ? ('used' as const) : ('held' as const) }));
    const posted = postingWrites(table, [{ settlement: settle(used, 'post', host.clock.now()) }]);
    accepted(await commitOnce(table, [...posted, ...useWrites(table, { ...drawing, sessions: delivered })]));
    const { shares, plans } = await pot();
    expect(shares.filter(({ heldHalfDays, usedHalfDays }) => heldHalfDays + usedHalfDays > 0)).toMatchObject([
      { heldHalfDays: 1, usedHalfDays: 1 },
    ]);
    expect(plans.find(({ id }) => id === of?.id)).toMatchObject({ heldHalfDays: 1, usedHalfDays: 1 });
    expect((await members[3]?.get(page))?.body).toContain('Who has used how much');
  });
});

describe('whose pot it is', () => {
  test('members, the lead and the council see it; another partnership’s answers like one that does not exist', async () => {
    const stranger = await host.as('tom-haldane');
    const [hidden, unknown] = [await stranger.json(api), await stranger.json('/essex/api/entitlements/pots/ptn_nobody')];
    expect([nameOf(hidden), hidden.body]).toEqual(['unknown-organisation', unknown.body]);
    const [of] = (await pot()).plans;
    expect(nameOf(await stranger.json(`${api}/plans/${of?.id}`))).toBe('unknown-organisation');
    expect(nameOf(await stranger.json(`${api}/plans/${of?.id}/words`, { word: 'agree' }))).toBe('unknown-organisation');
    expect((await stranger.get(page)).status).toBe(404);
    for (const who of [anna, joan, ...members]) expect((await who.get(page)).status).toBe(200);
  });

  test('a plan is found under its own partnership alone', async () => {
    const [of] = (await pot()).plans;
    const others = got<{ partnerships: { id: string; name: string }[] }>(await joan.json('/essex/api/entitlements/pots'), 200).partnerships;
    const other = others.find(({ id }) => id !== group);
    expect(nameOf(await joan.json(`/essex/api/entitlements/pots/${other?.id}/plans/${of?.id}`))).toBe('unknown-plan');
    expect(nameOf(await joan.json(`${api}/plans/not-a-plan`))).toBe('unknown-plan');
  });

  test('a lead is led there from the menu and from the partnership’s page, and a member sees what waits for their word', async () => {
    const of = await propose(1);
    expect((await anna.get(page)).body).toContain('href="/essex/entitlements/pots"');
    expect((await anna.get(`/essex/schools/partnerships/${group}`)).body).toContain(`href="${page}"`);
    const list = got<{ partnerships: { id: string; waitingForYou: number; openPlans: number }[] }>(
      await (members[4] ?? anna).json('/essex/api/entitlements/pots'),
      200,
    );
    expect(list.partnerships).toMatchObject([{ id: group, openPlans: 1, waitingForYou: 1 }]);
    expect((await members[4]?.get('/essex/entitlements/pots'))?.body).toContain('1 waits for your word');
    // The lead's own word was said with the proposal.
    expect((await anna.get('/essex/entitlements/pots')).body).toContain('None waits for your word');
    got(await anna.json(`${api}/plans/${of.id}/withdrawal`, { reason: 'Only to look' }), 200);
  });

  test('a trust’s booker and an auditor may look, and say nothing', async () => {
    const [of] = (await pot()).plans;
    const peter = await host.as('peter-quill');
    expect((await peter.get(`${page}/plans/${of?.id}`)).status).toBe(200);
    expect(nameOf(await peter.json(`${api}/plans/${of?.id}/minutes`, {}))).toBe('not-allowed');
    const trust = await signedIn('trust-booker', 'sch_990003');
    expect((await trust.get(page)).status).toBe(200);
    expect(nameOf(await trust.json(`${api}/plans/${of?.id}/words`, { word: 'agree' }))).toBe('not-allowed');
  });
});

describe('many at once', () => {
  test('two plans that complete together cannot take more than there is', async () => {
    const rounds = 4;
    for (let round = 0; round < rounds; round++) {
      const before = await head(own);
      const half = Math.floor(before / 2) + 1;
      const plans = [await propose(half), await propose(half)];
      for (const of of plans) await agree(of, 0);
      // The third word for either, by three members at once.
      const replies = await Promise.all(plans.flatMap((of) => [2, 3, 4].map((n) => say(members[n], of))));
      const names = replies.map(nameOf);
      for (const name of names) expect(['200', 'too-few-half-days', 'plan-closed', 'contended', 'changed-meanwhile']).toContain(name);
      const after = await Promise.all(plans.map((of) => plan(of)));
      expect(after.map(({ state }) => state).sort()).toEqual(['agreed', 'open']);
      expect(await head(own)).toBe(before - half);
      const agreed = after.find(({ state }) => state === 'agreed');
      expect(await head(agreed?.account ?? '')).toBe(half);
      // The other is told why, and the pot is filled again for the next round.
      const open = after.find(({ state }) => state === 'open');
      expect(nameOf(await say(members[2], open ?? { id: '' }))).toBe('too-few-half-days');
      got(await anna.json(`${api}/plans/${open?.id}/withdrawal`, { reason: 'There is too little' }), 200);
      got(await anna.json(`${api}/plans/${agreed?.id}/release`, { halfDays: half, reason: 'For the next', version: agreed?.version }), 200);
      expect(await head(own)).toBe(before);
    }
  });

  test('a word does not complete a majority of members that has just grown', async () => {
    const of = await propose(1);
    await agree(of, 0);
    const table = host.tableOf();
    const council = (await table.get<Council>(table.key.council())) as Council;
    let joined = 0;
    // Whoever joins does so after the plan and its members were read, and before the word is written.
    const send = async (command: unknown) => {
      if (command instanceof TransactWriteCommand && joined++ === 0) {
        const joining = { members: ['sch_990001'], on: '2026-11-24' };
        got(await joan.json(`/essex/api/schools/partnerships/${group}/members`, joining), 200, 201);
      }
      return table.client.send(command as TransactWriteCommand);
    };
    const client = new Proxy(table.client, { get: (target, name) => (name === 'send' ? send : Reflect.get(target, name)) }) as TableClient;
    const who = actor('school-approver', { organisation: 'sch_990023' as OrganisationId });
    const context: Context = {
      actor: who,
      council,
      now: host.clock.now(),
      table: new CouncilTable(client, table.name, 'essex'),
      logger: { info: () => {}, error: () => {} },
    };
    const said = accepted(await sayWord(context, { group, plan: of.id }, { word: 'agree' }));
    // Six members now: three are not more than half of them.
    expect([said.state, joined]).toEqual(['open', 2]);
    expect((await plansOf(table, group)).find(({ id }) => id === of.id)?.words).toHaveLength(3);
    expect((await plan(of)).tally).toMatchObject({ needed: 4 });
    got(await say(members[3], of), 200);
    expect((await plan(of)).state).toBe('agreed');
  });
});

test('once the year is over its plans are shown as ended, and the pot of the new year is another', async () => {
  const of = await propose(1);
  host.clock.set('2027-09-02T08:00:00Z');
  const late = await signedIn('school-approver', 'sch_990003');
  expect(nameOf(await say(late, of))).toBe('pot-closed');
  const joanLater = await signedIn('partnership-lead', group);
  expect((await joanLater.get(page)).body).toContain('No days have been granted to the partnership for this year.');
  const before = await joanLater.get(`${page}?on=2026-09-01`);
  expect(before.body).toContain('Year over');
  expect(before.body).not.toContain('Propose a plan');
  expect((await plan(of, joanLater)).state).toBe('ended');
});
