// Events of several schools as JSON: the twins of their pages.
import { type Decision, refuse } from '../../../shared/decision.ts';
import { answer, type Handler, parse, problem, readJson } from '../../../shared/http.ts';
import { type BookingId, idSchema, organisationIdSchema, type SharedEventId } from '../../../shared/ids.ts';
import { listEvents, readEvent } from '../actions/events/event-read.ts';
import { agreeToShare, declineShare, divideEvent, proposeEvent, withdrawEvent } from '../actions/events/events.ts';
import { answerLeaving, leaveEvent } from '../actions/events/leaving.ts';
import {
  agreeSchema,
  answerLeavingSchema,
  declineShareSchema,
  divideSchema,
  leaveSchema,
  proposeSchema,
  type SharedEvent,
} from '../schema/events.ts';
import type { Booking } from '../schema.ts';

/** The event a path names; something that is no event's id is an event that does not exist. */
export function eventIdFrom(text: string | undefined): Decision<SharedEventId> {
  const id = parse(idSchema('sev'), text);
  return id.ok ? id : refuse('unknown-shared-event');
}
const bookingIn = (text: string | undefined): Decision<BookingId> => {
  const id = parse(idSchema('bkg'), text);
  return id.ok ? id : refuse('unknown-booking');
};

const showChanged = ({ id, state, booking, shares }: SharedEvent) => ({
  id,
  state,
  ...(state === 'confirmed' ? { booking } : {}),
  shares: shares.map(({ school, state: word }) => ({ school, state: word })),
});

/** What has become of the shares: of a school that leaves, whether it has. */
const showShares = ({ id, event }: Booking) => ({
  id,
  shares: (event?.shares ?? []).map(({ school, leftAt }) => ({ school, ...(leftAt ? { leftAt } : {}) })),
  leaving: event?.resplits?.at(-1)?.state,
});

export const eventRoutes = {
  'GET /api/bookings/events': async (context, c) => {
    const asked = c.req.query('organisation');
    const organisation = organisationIdSchema.safeParse(asked);
    const found =
      asked !== undefined && !organisation.success
        ? refuse('unknown-organisation')
        : await listEvents(context, organisation.data, c.req.query('after'));
    return answer(c, found, ({ items, next }) => ({ events: items, ...(next ? { next } : {}) }));
  },
  'POST /api/bookings/events': async (context, c) => {
    const command = await readJson(c, proposeSchema);
    return command.ok ? answer(c, await proposeEvent(context, command.value), (made) => made, 201) : problem(c, command.refusal);
  },
  'GET /api/bookings/events/{event}': async (context, c) => {
    const id = eventIdFrom(c.req.param('event'));
    return answer(c, id.ok ? await readEvent(context, id.value) : id, ({ event, proposedByName, answering, refused }) => ({
      ...event,
      proposedByName,
      ...(answering.length > 0 ? { answering } : {}),
      ...(refused ? { refused: refused.name } : {}),
    }));
  },
  'POST /api/bookings/events/{event}/agreements': async (context, c) => {
    const id = eventIdFrom(c.req.param('event'));
    const command = await readJson(c, agreeSchema);
    if (!command.ok) return problem(c, command.refusal);
    return answer(c, id.ok ? await agreeToShare(context, id.value, command.value) : id, showChanged);
  },
  'POST /api/bookings/events/{event}/decline': async (context, c) => {
    const id = eventIdFrom(c.req.param('event'));
    const command = await readJson(c, declineShareSchema);
    if (!command.ok) return problem(c, command.refusal);
    return answer(c, id.ok ? await declineShare(context, id.value, command.value) : id, showChanged);
  },
  'POST /api/bookings/events/{event}/division': async (context, c) => {
    const id = eventIdFrom(c.req.param('event'));
    const command = await readJson(c, divideSchema);
    if (!command.ok) return problem(c, command.refusal);
    return answer(c, id.ok ? await divideEvent(context, id.value, command.value) : id, showChanged);
  },
  'POST /api/bookings/events/{event}/withdrawal': async (context, c) => {
    const id = eventIdFrom(c.req.param('event'));
    return answer(c, id.ok ? await withdrawEvent(context, id.value) : id, showChanged);
  },
  'POST /api/bookings/{booking}/leaving': async (context, c) => {
    const id = bookingIn(c.req.param('booking'));
    const command = await readJson(c, leaveSchema);
    if (!command.ok) return problem(c, command.refusal);
    return answer(c, id.ok ? await leaveEvent(context, id.value, command.value) : id, showShares);
  },
  'POST /api/bookings/{booking}/leaving/answer': async (context, c) => {
    const id = bookingIn(c.req.param('booking'));
    const command = await readJson(c, answerLeavingSchema);
    if (!command.ok) return problem(c, command.refusal);
    return answer(c, id.ok ? await answerLeaving(context, id.value, command.value) : id, showShares);
  },
} satisfies Record<string, Handler>;
