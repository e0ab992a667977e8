// Reminding people of free days that are not used: a round on each day of the policy, one e-mail to each of them for each holder and day, through the outbox.

import { dateText, londonDate, timestamp } from '../../../shared/calendar.ts';
import { change, commit } from '../../../shared/commit.ts';
import type { Context, Host } from '../../../shared/context.ts';
import { accept, type Decision } from '../../../shared/decision.ts';
import type { OrganisationId, PersonId } from '../../../shared/ids.ts';
import { type FilledBy, postMessage, writeMessages } from '../../../shared/messages.ts';
import type { Pack } from '../../../shared/policy/schema.ts';
import { halfDaysText } from '../../../shared/ui/text.ts';
import { wants } from '../../identity/store/messages.ts';
import { organisationNames } from '../../identity/store/organisations.ts';
import { getPerson } from '../../identity/store/people.ts';
import { comingDays, dueDays, holdersOf, isDue, unusedOn } from '../rules/nudges.ts';
import { keptFor } from '../rules/statements.ts';
import {
  type NudgeDay,
  type NudgePayload,
  type Recipient,
  type Round,
  roundStates,
  type SwitchNudges,
  type Unused,
} from '../schema/nudges.ts';
import { allocationsOf } from '../store/allocations.ts';
import { getNudging, getRound, latestRounds, nudgingWrite, pageOfPersonIds, roundWrite } from '../store/nudges.ts';
import { headsOfHolder } from '../store/statements.ts';
import { policyAt } from '../store.ts';

/** People of one transaction, and the real time a slice of a round takes. */
const bounds = { people: 40, budgetMs: 60_000 };

/** What is unused, of each holder once, as far as whoever looks may know. */
function unusedReader({ table, now, actor }: Context, pack: Pack): (holder: OrganisationId) => Promise<Unused | undefined> {
  const known = new Map<OrganisationId, Promise<Unused | undefined>>();
  const read = async (holder: OrganisationId) => {
    const [allocations, heads] = await Promise.all([allocationsOf(table, holder), headsOfHolder(table, holder)]);
    return unusedOn({ ...keptFor(actor, { allocations }), heads }, pack, londonDate(now));
  };
  return (holder) => {
    const found = known.get(holder) ?? read(holder);
    known.set(holder, found);
    return found;
  };
}

type Due = { person: PersonId; name: string; holder: OrganisationId; unused: Unused };

/** Of some people, whoever is to be reminded of a holder's days: with an address, a right that makes them theirs, and no word against it. */
async function dueAmong(
  { table }: Context,
  people: readonly { id: PersonId; name: string; email?: string }[],
  day: NudgeDay,
  unusedOf: (holder: OrganisationId) => Promise<Unused | undefined>,
): Promise<Due[]> {
  const found = people.map(async ({ id, name, email }): Promise<Due[]> => {
    if (!email) return [];
    const [person, isWanted] = await Promise.all([getPerson(table, id), wants(table, id, 'nudge')]);
    if (!person || !isWanted) return [];
    const holders = await Promise.all(holdersOf(person).map(async (holder) => ({ holder, unused: await unusedOf(holder) })));
    return holders.flatMap(({ holder, unused }) => (unused && isDue(unused, day) ? [{ person: id, name, holder, unused }] : []));
  });
  return (await Promise.all(found)).flat();
}

/** One page of people: their reminders are written, each once, and then how far the round has come. */
async function slice(
  context: Context,
  round: Round,
  unusedOf: (holder: OrganisationId) => Promise<Unused | undefined>,
): Promise<Round | undefined> {
  const { table, now } = context;
  const page = await pageOfPersonIds(table, bounds.people, round.cursor);
  const facts = { on: round.on, leftAtLeastBasisPoints: round.leftAtLeastBasisPoints };
  const due = await dueAmong(context, page.items, round, unusedOf);
  const written = await writeMessages(
    table,
    due.map(({ holder, person }) => ({
      kind: 'nudge',
      about: holder,
      key: round.on,
      person,
      function: 'entitlements',
      task: 'send-nudge',
      facts,
    })),
    now,
  );
  const { cursor: _, ...kept } = round;
  const counted = { ...kept, looked: round.looked + page.items.length, written: round.written + written, version: round.version + 1 };
  const state = page.next ? round.state : roundStates.must(round.state, 'finish');
  const next: Round = { ...counted, state, ...(page.next ? { cursor: page.next } : { finishedAt: timestamp(now) }) };
  return (await commit(table, [roundWrite(table, next)])).ok ? next : undefined;
}

export type Nudged = { state: 'off' | 'nothing-due' | 'more' | 'done'; written: number };

/**
 * Reminds whoever is due by the day, once for each person, holder and day, however often it runs: a page of people at a time, until the time is spent. What is
 * left is for the next run, on that day or the few after it.
 */
export async function nudgeDue(context: Context): Promise<Nudged> {
  const { table, now } = context;
  const until = performance.now() + bounds.budgetMs;
  const [nudging, policy] = await Promise.all([getNudging(table), policyAt(table, now)]);
  if (!nudging?.on || !policy) return { state: 'off', written: 0 };
  const unusedOf = unusedReader(context, policy.pack);
  let written = 0;
  let state: Nudged['state'] = 'nothing-due';
  for (const day of dueDays(policy.pack, londonDate(now))) {
    let round: Round | undefined = (await getRound(table, day.on)) ?? (await begin(context, day));
    while (round && round.state !== 'done') {
      const before: number = round.written;
      round = await slice(context, round, unusedOf);
      // Somebody else has gone on with it.
      if (!round) return { state: 'more', written };
      written += round.written - before;
      state = 'done';
      if (round.state !== 'done' && performance.now() >= until) return { state: 'more', written };
    }
  }
  return { state, written };
}

/** Begins a round; undefined where somebody else was first, who goes on with it. */
async function begin({ table, now }: Context, day: NudgeDay): Promise<Round | undefined> {
  const state = roundStates.must('new', 'begin');
  const round: Round = { type: 'nudge-round', ...day, state, looked: 0, written: 0, startedAt: timestamp(now), version: 1 };
  return (await commit(table, [roundWrite(table, round)])).ok ? round : undefined;
}

/** Where links lead, and the way to identity, which knows addresses and carries the post. */
export type PostRoom = Pick<Host, 'origin' | 'invoke'>;

/**
 * Puts one reminder into the post under its own reference. It is not needed any more when the days have been booked meanwhile, the person has left, or somebody
 * said that they do not want any. Throws for the outbox to try again.
 */
export async function postNudge(
  context: Context,
  { origin, invoke }: PostRoom,
  { message, facts }: NudgePayload,
): Promise<'sent' | 'not-needed'> {
  const { table, council, now } = context;
  const { person: id, about: holder } = message;
  const [nudging, policy, person] = await Promise.all([getNudging(table), policyAt(table, now), getPerson(table, id)]);
  const isTheirs = nudging?.on && policy && person && holdersOf(person).includes(holder);
  const unused = isTheirs ? await unusedReader(context, policy.pack)(holder) : undefined;
  if (!unused || !isDue(unused, facts)) return postMessage(context, invoke, message, undefined);
  const names = await organisationNames(table, [holder]);
  const words: FilledBy<'nudge'> = {
    council: council.name,
    organisation: names.get(holder) ?? holder,
    left: halfDaysText(unused.leftHalfDays),
    granted: halfDaysText(unused.grantedHalfDays),
    until: dateText(unused.until),
    link: `${origin}/${council.slug}/entitlements/statements/${holder}`,
  };
  return postMessage(context, invoke, message, words);
}

export type NudgesView = {
  on: boolean;
  days: NudgeDay[];
  rounds: Round[];
  /** Who would be written to on the first of the days by what is left today. */
  recipients: Recipient[];
  next?: string;
};

/** People looked at for one page of the preview. */
const mostLooked = 400;
const mostShown = 25;

/** What is sent when, what was, and who would be written to next by what is left today: a page of people at a time. */
export async function readNudges(context: Context, after?: string): Promise<NudgesView> {
  const { table, now } = context;
  const [nudging, policy, rounds] = await Promise.all([getNudging(table), policyAt(table, now), latestRounds(table, 6)]);
  const days = policy ? comingDays(policy.pack, londonDate(now)) : [];
  const view = { on: nudging?.on ?? false, days, rounds };
  const [day] = days;
  if (!policy || !day) return { ...view, recipients: [] };
  const unusedOf = unusedReader(context, policy.pack);
  const due: Due[] = [];
  let cursor = after;
  for (let looked = 0; looked < mostLooked && due.length < mostShown; looked += bounds.people) {
    const page = await pageOfPersonIds(table, bounds.people, cursor);
    due.push(...(await dueAmong(context, page.items, day, unusedOf)));
    cursor = page.next;
    if (!cursor) break;
  }
  const names = await organisationNames(
    table,
    due.map(({ holder }) => holder),
  );
  const recipients = due.map(({ person, name, holder, unused }) => ({
    person,
    name,
    holder,
    holderName: names.get(holder) ?? holder,
    ...unused,
  }));
  return { ...view, recipients, ...(cursor ? { next: cursor } : {}) };
}

/** Lets reminders be sent, or stops them. What is the case already stays as it is. */
export const switchNudges = (context: Context, { on }: SwitchNudges): Promise<Decision<{ on: boolean }>> =>
  change(context, async () => {
    const { table, actor, now } = context;
    const before = await getNudging(table);
    if ((before?.on ?? false) === on) return accept({ writes: [], result: { on }, audit: null });
    const nudging = { type: 'nudging' as const, on, by: actor.person, at: timestamp(now), version: (before?.version ?? 0) + 1 };
    return accept({
      writes: [nudgingWrite(table, nudging)],
      result: { on },
      audit: { action: 'nudge:switch', about: 'nudges', detail: on ? 'Switched on' : 'Switched off' },
    });
  });
