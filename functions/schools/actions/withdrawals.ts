// What never was, withdrawn: first looked at, with everything that goes with it, and then done in one transaction, under every organisation it stands under.
import { londonDate } from '../../../shared/calendar.ts';
import { type Change, change, maximumWrites, type Write } from '../../../shared/commit.ts';
import type { Context } from '../../../shared/context.ts';
import { accept, type Decision, refuse } from '../../../shared/decision.ts';
import { type EventId, type OrganisationId, organisationIdSchema, prefixOf } from '../../../shared/ids.ts';
import { canTouch } from '../../identity/rules.ts';
import { groupAfter, nameHeld, nameTaken } from '../rules/corrections.ts';
import { withdrawnAlready } from '../rules/school-events.ts';
import { isSuccession } from '../rules/successions.ts';
import { organisationsIn, sentenceOf } from '../rules/timeline.ts';
import { decideWithdrawal, touchedBy, type Withdrawal, withdrawnWith } from '../rules/withdrawals.ts';
import type { OrganisationEvent, Withdraw } from '../schema/events.ts';
import { eventsOf, getOrganisation, getOrganisations, namesakeOf } from '../store/organisations.ts';
import { eventsUnder, recordingMoves, recordingOf } from '../store/recording.ts';
import { type Loaded, loadAll, type Recorded, recorded } from './events.ts';

type Looked = { home: OrganisationId; events: OrganisationEvent[]; withdrawal: Withdrawal; groups: Loaded[]; holds: Write[] };
type Asked = Pick<Withdraw, 'event' | 'also'> & { reason: string };

/**
 * What a withdrawal comes to, decided and not yet done. A merger is withdrawn where it happened, because the other partnership does not know of the closing
 * that came with it. Refuses `unknown-organisation` and as decideWithdrawal does.
 */
async function look(context: Context, id: OrganisationId, asked: Asked): Promise<Decision<Looked>> {
  const { table, actor, now } = context;
  if (!canTouch(actor, 'organisation:record', { organisation: id })) return refuse('unknown-organisation');
  const [count, organisation] = await Promise.all([recordingOf(table, id), getOrganisation(table, id)]);
  if (!organisation) return refuse('unknown-organisation');
  const own = await eventsOf(table, id);
  const event = own.find((each) => each.id === asked.event);
  const home = event?.kind === 'partnership-merged' ? event.subject : id;
  const first = event ? withdrawnWith(event, home === id ? own : await eventsOf(table, home)) : [];
  const about = new Set([home, ...first.flatMap((each) => each.about)]);
  // Both schools of a succession are held to what is read of them now, and each group by its version, which is read before its events.
  const schools = [...new Set([id, ...first.flatMap((each) => (isSuccession(each) ? [each.subject, each.into] : []))])];
  const counts = new Map([
    [id, count],
    ...(await Promise.all(schools.filter((each) => each !== id).map(async (each) => [each, await recordingOf(table, each)] as const))),
  ]);
  const groups = await loadAll(context, touchedBy(first));
  const under = await eventsUnder(table, about);
  const events = under.get(home) ?? own;
  const decision = decideWithdrawal({ events, under, today: londonDate(now) }, asked);
  if (!decision.ok) return decision;
  const holds = [...counts].map(([each, read]) => recordingMoves(table, each, read));
  return accept({ home, events, withdrawal: decision.value, groups, holds });
}

/** Refuses `already-recorded` where a group would be open again, or called again, as another is by now. */
async function namesFree(context: Context, { groups, withdrawal }: Looked): Promise<Decision<void>> {
  const ids = new Set(withdrawal.withdrawn.map((each) => each.id));
  for (const { group, events } of groups) {
    const after = groupAfter(
      group,
      events.filter((each) => !ids.has(each.id)),
    );
    const [is, was] = [nameHeld(after), nameHeld(group)];
    if (!is || (is.kind === was?.kind && is.name === was.name)) continue;
    const namesake = await namesakeOf(context.table, after);
    if (namesake) return nameTaken(namesake);
  }
  return accept(undefined);
}

async function withdrawn(context: Context, id: OrganisationId, command: Withdraw): Promise<Decision<Change<Recorded>>> {
  const looked = await look(context, id, command);
  if (!looked.ok) return looked;
  const { home, withdrawal, groups, holds } = looked.value;
  const free = await namesFree(context, looked.value);
  if (!free.ok) return free;
  const written = recorded(context, home, withdrawal, groups, holds);
  // The trail's entry is written with it.
  return written.ok && written.value.writes.length >= maximumWrites
    ? refuse(
        'later-change',
        `${withdrawal.withdrawn.length - 1} events rest on it, more than can go at once. Withdraw the last of them first.`,
      )
    : written;
}

/** An event that never was is withdrawn, and with it whatever means nothing without it. Refusals: decideWithdrawal. */
export const withdrawEvent = (context: Context, id: OrganisationId, command: Withdraw): Promise<Decision<Recorded>> =>
  change(context, () => withdrawn(context, id, command));

/** The school something was withdrawn of, and the event that is gone. */
type WithdrawnOf = { organisation: OrganisationId; event: EventId };

/** An event under a school that never was. Refuses `unknown-school` and as decideWithdrawal does; a confidential event is unknown here. */
export async function withdrawSchoolEvent(context: Context, id: string | undefined, command: Withdraw): Promise<Decision<WithdrawnOf>> {
  const school = organisationIdSchema.safeParse(id).data;
  if (!school || prefixOf(school) !== 'sch' || !canTouch(context.actor, 'organisation:record', { organisation: school }))
    return refuse('unknown-school');
  const result = { organisation: school, event: command.event };
  return change<WithdrawnOf>(context, async () => {
    const decision = await withdrawn(context, school, command);
    if (decision.ok) return accept({ ...decision.value, result });
    if (decision.refusal.name === 'unknown-organisation') return refuse('unknown-school');
    // The same command sent again, or twice at once, is answered with what it did. Asked only now: of two at once one may have been done a moment ago.
    const before = decision.refusal.name === 'event-withdrawn' && (await eventsOf(context.table, school));
    return before && withdrawnAlready(before, context.actor.person, command) ? accept({ writes: [], result, audit: null }) : decision;
  });
}

/** An event and what goes with it, as the organisation's page tells of them. */
export type Withdrawable = { id: EventId; on: OrganisationEvent['on']; text: string };

/** What would go if an event were withdrawn: itself first. Refuses as the withdrawal would. */
export async function readWithdrawal(context: Context, id: OrganisationId, event: EventId): Promise<Decision<Withdrawable[]>> {
  const looked = await look(context, id, { event, reason: '' });
  if (!looked.ok) return looked;
  const { withdrawn: gone } = looked.value.withdrawal;
  const organisations = await getOrganisations(context.table, [id, ...organisationsIn(gone)]);
  const today = londonDate(context.now);
  return accept(gone.map((each) => ({ id: each.id, on: each.on, text: sentenceOf(each, id, organisations, today) })));
}
