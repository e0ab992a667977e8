// The pages of bookings: the school's list, planning, the quote, a booking, and the officer's diary.
import { timestamp } from '../../../shared/calendar.ts';
import type { Context } from '../../../shared/context.ts';
import type { Decision, Refusal } from '../../../shared/decision.ts';
import { readAndShow } from '../../../shared/done.ts';
import { type Handlers, parse, readForm, seeOther, type Web } from '../../../shared/http.ts';
import { type BookingId, organisationTyped } from '../../../shared/ids.ts';
import { problemPage } from '../../../shared/page.tsx';
import type { manifest } from '../../manifest.ts';
import { bookingMadeWith, confirmBooking, type Made, madeWith } from '../actions/confirm.ts';
import { cancel, deliver } from '../actions/life.ts';
import { askedWith, makeQuote } from '../actions/quote.ts';
import { readBooking } from '../actions/read.ts';
import { answerReclassification, askReclassification } from '../actions/reclassify.ts';
import { reclassificationIdFrom } from '../routes/reclassifications.ts';
import { bookingIdFrom } from '../routes.ts';
import { deliverySchema } from '../schema/notes.ts';
import { confirmSchema, type QuoteCommand, type QuoteToken, quoteSchema } from '../schema/quotes.ts';
import { answerReclassificationSchema, askReclassificationSchema, type Reclassification } from '../schema/reclassifications.ts';
import { type Booking, cancellationSchema } from '../schema.ts';
import { cannotBook } from './acting.tsx';
import { alsoOf, alsoValue, daysTyped, halfDaysFrom, type Plan, peopleFrom, planFrom } from './asked.ts';
import { bookingPage, type Given } from './booking.tsx';
import type { calendarPages } from './calendar.ts';
import { cancellationFrom } from './cancel.tsx';
import { costPage, isAboutCost } from './cancel-cost.tsx';
import { diaryPage } from './diary.tsx';
import { onBooking } from './done.ts';
import type { eventPages } from './events/events.tsx';
import type { freePages } from './free.tsx';
import { councilBookings, schoolBookings } from './list.tsx';
import type { notePages } from './note.tsx';
import { noteCommand, noteTyped, type TypedNote } from './note-form.tsx';
import type { officerPages } from './officers.tsx';
import type { cancellationPages } from './ofsted.tsx';
import type { orderPagesWith } from './orders/orders.tsx';
import { planPage } from './plan.tsx';
import { purchaseOrderRefusals } from './purchase-orders/purchase-order-forms.tsx';
import type { purchaseOrderPages } from './purchase-orders/purchase-orders.tsx';
import { quotePage } from './quote.tsx';
import { correctionFrom } from './reclassify.tsx';
import type { requestPages } from './requests.tsx';
import type { attendeePages } from './training/attendees.tsx';
import type { evaluationPages } from './training/evaluations.tsx';
import { waitingPage } from './waitlist/waiting.tsx';
import { shownAgain, type waitlistPages } from './waitlist/waitlist.tsx';

type Routes = (typeof manifest)['bookings']['routes'];
type Elsewhere =
  | `${string} /api/${string}`
  | keyof ReturnType<typeof calendarPages>
  | keyof ReturnType<typeof attendeePages>
  | keyof ReturnType<typeof evaluationPages>
  | keyof typeof purchaseOrderPages
  | keyof ReturnType<typeof orderPagesWith>
  | keyof typeof notePages
  | keyof typeof officerPages
  | keyof typeof requestPages
  | keyof typeof eventPages
  | keyof ReturnType<typeof waitlistPages>
  | keyof typeof cancellationPages
  | keyof typeof freePages;
type Pages = { [R in keyof Routes as R extends Elsewhere ? never : R]: Routes[R] };

/** The page of what a confirmed quote has become. */
const pathOfMade = ({ council: { slug } }: Context, made: Made): string =>
  made.request ? `/${slug}/bookings/requests/${made.request}?done=asked` : `/${slug}/bookings/${made.booking}?done=confirmed`;

const alreadyConfirmed: Refusal = {
  name: 'key-reused',
  detail: 'You had confirmed this quote before, and this is the booking it made. What was typed differently the second time was not kept',
};

/** Asks for a correction, or answers one; on a refusal shows the booking again with what was typed. */
const afterCorrection = (
  context: Context,
  c: Web,
  done: 'asked' | 'answered',
  correction: NonNullable<Given['correction']>,
  doIt: (id: BookingId) => Promise<Decision<Reclassification>>,
): Promise<Response> =>
  onBooking(context, c, {
    doIt,
    to: `?done=${done}`,
    show: (seen, refusal) =>
      refusal.name === 'unknown-reclassification'
        ? problemPage(c, context, refusal)
        : bookingPage(context, c, seen, { correction, refusal }),
  });

type Changing = {
  done: string;
  given: { visits: string[]; written?: TypedNote; reason?: string | undefined; at?: string; feePence?: unknown };
  doIt: (id: BookingId) => Promise<Decision<Booking>>;
};

/** Does a change to the booking the path names; on a refusal shows the booking again with what was typed, or what cancelling costs where that is not agreed to. */
const afterChange = (context: Context, c: Web, { done, given: { feePence, ...typed }, doIt }: Changing): Promise<Response> =>
  onBooking(context, c, {
    doIt,
    to: `?done=${done}`,
    show: (seen, refusal) => {
      const { cancelling } = seen;
      return cancelling && isAboutCost(refusal)
        ? costPage(context, c, { ...seen, cancelling }, { ...typed, refusal, agreedBefore: feePence !== undefined })
        : bookingPage(context, c, seen, { ...typed, refusal });
    },
  });

/** What the address asks a quote for. */
const quoteAsked = (context: Context, plan: Plan) =>
  parse(quoteSchema, {
    school: plan.school ?? context.actor.organisation,
    service: plan.service,
    officer: plan.officer,
    purse: plan.purse,
    halfDays: halfDaysFrom(plan.days) ?? 0,
    sessions: plan.sessions,
    ...(plan.also?.length ? { also: alsoOf(plan) } : {}),
    ...(plan.need ? { need: plan.need } : {}),
    ...(plan.attendees ? { attendees: peopleFrom(plan.attendees) ?? 0 } : {}),
    ...(plan.team ? { team: plan.team } : {}),
    ...(plan.package ? { withoutPackage: true } : {}),
  });

/** A quote's command as the plan that asks for it again. */
function plannedAs(command: QuoteCommand, purchaseOrder: string | undefined): Plan {
  const { school, service, halfDays, purse, officer, sessions, need, team, attendees } = command;
  return {
    school,
    service,
    also: (command.also ?? []).flatMap((each) => each.sessions.map((session) => alsoValue(each.officer, session))),
    days: daysTyped(halfDays),
    purse,
    officer,
    sessions,
    from: [...sessions].sort()[0]?.slice(0, 10),
    purchaseOrder,
    need,
    team,
    attendees: attendees?.toString(),
    ...(command.withoutPackage ? { package: 'keep' } : {}),
  };
}

type Refused = { asked: QuoteToken; token: string; purchaseOrder: string | undefined; refusal: Refusal };

/** A quote that was confirmed and refused: the booking that it had made, the same quote for a slip in the form, or the one that takes its place. */
async function confirmedAgain(context: Context, c: Web, signingKey: string, refused: Refused): Promise<Response> {
  const { asked, token, purchaseOrder, refusal } = refused;
  const plan = plannedAs(asked.command, purchaseOrder);
  if (refusal.name === 'acting-for-another') return cannotBook(context, c, refusal, plan);
  if (refusal.name === 'key-reused') {
    const before = await madeWith(context, asked);
    if (before?.request) return seeOther(pathOfMade(context, before));
    const made = await bookingMadeWith(context, asked);
    return made?.ok ? bookingPage(context, c, made.value, { refusal: alreadyConfirmed }) : problemPage(c, context, refusal);
  }
  // A slip in the form keeps the quote that was agreed to; anything else is a new quote, shown as one, for which the officer's work is placed anew.
  const slip = ['invalid-request', 'purchase-order-required', 'purchase-order-form', ...purchaseOrderRefusals].includes(refusal.name);
  const { preparation: _, report: __, ...placedAnew } = asked.command;
  const again = await makeQuote(context, signingKey, slip ? asked.command : placedAnew);
  if (!again.ok && asked.command.waiting) return shownAgain(context, c, asked.command.waiting, again.refusal);
  if (!again.ok) return planPage(context, c, plan, again.refusal);
  return slip
    ? quotePage(context, c, { ...again.value, token, expiresAt: timestamp(asked.expiresAt) }, { purchaseOrder, refusal })
    : quotePage(context, c, again.value, { purchaseOrder, refusal, before: asked.said });
}

export const pagesWith = (signingKey: string): Handlers<Pages> => ({
  'GET /bookings': async (context, c) => {
    const school = context.actor.organisation ?? organisationTyped(c.req.query('school')?.trim());
    if (school) return schoolBookings(context, c, school);
    return context.actor.officer ? seeOther(`/${context.council.slug}/bookings/diary`) : councilBookings(context, c);
  },
  'GET /bookings/new': async (context, c) => planPage(context, c, planFrom(c)),
  'GET /bookings/quote': async (context, c) => {
    const plan = planFrom(c);
    const command = quoteAsked(context, plan);
    const decision = command.ok ? await makeQuote(context, signingKey, command.value) : command;
    const { from, purchaseOrder } = plan;
    return decision.ok ? quotePage(context, c, decision.value, { from, purchaseOrder }) : planPage(context, c, plan, decision.refusal);
  },
  'POST /bookings': async (context, c) => {
    const form = await readForm(c);
    const token = form.one('token') ?? '';
    const purchaseOrder = form.one('purchaseOrder');
    const command = parse(confirmSchema, { token, ...(purchaseOrder ? { purchaseOrder } : {}) });
    const decision = command.ok ? await confirmBooking(context, signingKey, command.value) : command;
    if (decision.ok) return seeOther(pathOfMade(context, decision.value));
    const { refusal } = decision;
    const asked = askedWith(context, signingKey, token);
    if (!asked || refusal.name === 'quote-invalid') return problemPage(c, context, refusal);
    return confirmedAgain(context, c, signingKey, { asked, token, purchaseOrder, refusal });
  },
  'GET /bookings/diary': diaryPage,
  'GET /bookings/reclassifications': waitingPage,
  'GET /bookings/{booking}': (context, c) => readAndShow(context, c, bookingIdFrom(c.req.param('booking')), readBooking, bookingPage),
  'POST /bookings/{booking}/deliveries': async (context, c) => {
    const form = await readForm(c);
    const given = { visits: form.many('visits'), written: noteTyped(form) };
    const doIt = async (id: BookingId) => {
      const command = parse(deliverySchema, { visits: given.visits, ...noteCommand(given.written) });
      return command.ok ? deliver(context, id, command.value) : command;
    };
    return afterChange(context, c, { done: 'delivered', given, doIt });
  },
  'POST /bookings/{booking}/reclassifications': async (context, c) => {
    const { typed, command } = correctionFrom(await readForm(c));
    return afterCorrection(context, c, 'asked', typed, async (id) => {
      const asked = parse(askReclassificationSchema, command);
      return asked.ok ? askReclassification(context, id, asked.value) : asked;
    });
  },
  'POST /bookings/{booking}/reclassifications/{reclassification}/answer': async (context, c) => {
    const form = await readForm(c);
    const request = reclassificationIdFrom(c.req.param('reclassification'));
    const note = form.one('note')?.trim() || undefined;
    const typed = { request: request.ok ? request.value : '', answerNote: note };
    return afterCorrection(context, c, 'answered', typed, async (id) => {
      if (!request.ok) return request;
      const answer = parse(answerReclassificationSchema, { answer: form.one('answer'), ...(note ? { note } : {}) });
      return answer.ok ? answerReclassification(context, id, request.value, answer.value) : answer;
    });
  },
  'POST /bookings/{booking}/cancellations': async (context, c) => {
    const given = cancellationFrom(await readForm(c));
    const doIt = async (id: BookingId) => {
      const command = parse(cancellationSchema, given);
      return command.ok ? cancel(context, id, command.value) : command;
    };
    return afterChange(context, c, { done: 'cancelled', given, doIt });
  },
});
