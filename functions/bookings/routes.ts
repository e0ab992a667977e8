// The JSON API of bookings.
import { addDays, londonDate, parseDate } from '../../shared/calendar.ts';
import type { Context } from '../../shared/context.ts';
import { accept, type Decision, refuse } from '../../shared/decision.ts';
import { answer, type Handlers, parse, problem, readJson, type Web } from '../../shared/http.ts';
import { type BookingId, idSchema, type OfficerId, organisationIdSchema } from '../../shared/ids.ts';
import type { manifest } from '../manifest.ts';
import { confirmBooking } from './actions/confirm.ts';
import { eventSeen } from './actions/events/leaving.ts';
import { cancel, deliver } from './actions/life.ts';
import { makeQuote, type Quoted } from './actions/quote.ts';
import { listBookings, type NamedBooking, readBooking, readDiary, withName } from './actions/read.ts';
import type { attendeeRoutes } from './routes/attendees.ts';
import type { cancellationRoutes } from './routes/cancellations.ts';
import type { eventRoutes } from './routes/events.ts';
import { type noteRoutes, showNote } from './routes/notes.ts';
import type { officerRoutes } from './routes/officers.ts';
import type { orderRoutesWith } from './routes/orders.ts';
import type { purchaseOrderRoutes } from './routes/purchase-orders.ts';
import { type reclassificationRoutes, showReclassification } from './routes/reclassifications.ts';
import type { requestRoutes } from './routes/requests.ts';
import type { waitlistRoutes } from './routes/waitlist.ts';
import { deliverySchema } from './schema/notes.ts';
import { confirmSchema, quoteSchema } from './schema/quotes.ts';
import { type Booking, cancellationSchema } from './schema.ts';

type Routes = (typeof manifest)['bookings']['routes'];
type Api = {
  [R in keyof Routes as R extends
    | keyof ReturnType<typeof orderRoutesWith>
    | keyof ReturnType<typeof attendeeRoutes>
    | keyof typeof purchaseOrderRoutes
    | keyof typeof reclassificationRoutes
    | keyof typeof requestRoutes
    | keyof typeof eventRoutes
    | keyof typeof waitlistRoutes
    | keyof typeof noteRoutes
    | keyof typeof officerRoutes
    | keyof typeof cancellationRoutes
    ? never
    : R extends `${string} /api/${string}`
      ? R
      : never]: Routes[R];
};

/** A booking as it is told: without whose id stands behind it. */
export const showBooking = ({ version: _version, bookedBy: _person, approvedBy: _approver, event, ...booking }: NamedBooking) => ({
  ...booking,
  ...(event ? { event: showSharing(event) } : {}),
});
/** What is asked by a school that leaves is told beside it, to those whom it concerns. */
const showSharing = ({ resplits: _, ...event }: NonNullable<Booking['event']>) => event;
/** The booking as a change left it. */
const answerChange = async (context: Context, c: Web, decision: Decision<Booking>) =>
  answer(c, decision.ok ? accept(await withName(context, decision.value)) : decision, showBooking);
const showQuote = ({ quote, token, expiresAt, overLimit, offered }: Quoted) => ({
  ...quote,
  token,
  expiresAt,
  ...(offered ? { offered } : {}),
  ...(overLimit
    ? { overLimit: 'refusal' in overLimit ? { mostPence: overLimit.mostPence, refused: overLimit.refusal.name } : overLimit }
    : {}),
});

/** The booking a path names; something that is no booking's id is a booking that does not exist. */
export function bookingIdFrom(text: string | undefined): Decision<BookingId> {
  const id = parse(idSchema('bkg'), text);
  return id.ok ? id : refuse('unknown-booking');
}

/** That a school asks to leave an event, with what each share would be, and what stands for the figures that whoever reads may agree to. */
const leavingOf = (context: Context, booking: Booking) => {
  const leaving = eventSeen(context, booking)?.leaving;
  return leaving ? { leaving } : {};
};

/** The officer whose diary is asked for: the one named, or else the one who asks. Undefined for what is no officer's id. */
export function officerFrom(context: Context, c: Web): OfficerId | undefined {
  const id = idSchema('off').safeParse(c.req.query('officer') ?? context.actor.officer);
  return id.success ? id.data : undefined;
}

export const routesWith = (signingKey: string): Handlers<Api> => ({
  'GET /api/bookings': async (context, c) => {
    const school = organisationIdSchema.safeParse(c.req.query('school') ?? context.actor.organisation);
    const decision = school.success ? await listBookings(context, school.data, c.req.query('after')) : refuse('unknown-school');
    return answer(c, decision, ({ items, next }) => ({ bookings: items.map(showBooking), next }));
  },
  'POST /api/bookings/quotes': async (context, c) => {
    const command = await readJson(c, quoteSchema);
    return command.ok ? answer(c, await makeQuote(context, signingKey, command.value), showQuote) : problem(c, command.refusal);
  },
  'POST /api/bookings': async (context, c) => {
    const command = await readJson(c, confirmSchema);
    if (!command.ok) return problem(c, command.refusal);
    const decision = await confirmBooking(context, signingKey, command.value);
    // What is over a limit is taken up and not yet done.
    return answer(c, decision, (made) => made, decision.ok && decision.value.request ? 202 : 201);
  },
  'GET /api/bookings/diary': async (context, c) => {
    const officer = officerFrom(context, c);
    const today = londonDate(context.now);
    const from = parseDate(c.req.query('from') ?? addDays(today, -28));
    const to = parseDate(c.req.query('to') ?? addDays(today, 56));
    if (!from || !to || to < from || to > addDays(from, 400))
      return problem(c, {
        name: 'invalid-request',
        faults: [{ field: 'from', detail: 'Give from and to as dates, at most 400 days apart' }],
      });
    const decision = officer ? await readDiary(context, officer, from, to) : refuse('unknown-officer');
    return answer(c, decision, ({ officer: of, visits }) => ({ officer: of.id, name: of.name, visits }));
  },
  'GET /api/bookings/{booking}': async (context, c) => {
    const id = bookingIdFrom(c.req.param('booking'));
    const decision = id.ok ? await readBooking(context, id.value) : id;
    return answer(c, decision, ({ booking, notes, becoming, reclassifications }) => ({
      ...showBooking(booking),
      ...leavingOf(context, booking),
      notes: notes.map(showNote),
      ...(becoming.length > 0 ? { becoming } : {}),
      ...(reclassifications.length > 0 ? { reclassifications: reclassifications.map(showReclassification) } : {}),
    }));
  },
  'POST /api/bookings/{booking}/deliveries': async (context, c) => {
    const id = bookingIdFrom(c.req.param('booking'));
    const command = await readJson(c, deliverySchema);
    if (!command.ok) return problem(c, command.refusal);
    return answerChange(context, c, id.ok ? await deliver(context, id.value, command.value) : id);
  },
  'POST /api/bookings/{booking}/cancellations': async (context, c) => {
    const id = bookingIdFrom(c.req.param('booking'));
    const command = await readJson(c, cancellationSchema);
    if (!command.ok) return problem(c, command.refusal);
    return answerChange(context, c, id.ok ? await cancel(context, id.value, command.value) : id);
  },
});
