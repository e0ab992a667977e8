// The pages of bookings: the school's list, planning, the quote, a booking, and the officer's diary.
import { addDays, dateOf, londonDate, sessionText, timestamp } from '../../../shared/calendar.ts';
import type { Context } from '../../../shared/context.ts';
import { type Decision, type Refusal, refuse } from '../../../shared/decision.ts';
import { type Handlers, parse, readForm, seeOther, type Web } from '../../../shared/http.ts';
import { organisationTyped } from '../../../shared/ids.ts';
import { page, problemPage } from '../../../shared/page.tsx';
import { halfDaysText, PageHeading, ScrollTable } from '../../../shared/ui/index.ts';
import type { manifest } from '../../manifest.ts';
import { bookingMadeWith, confirmBooking, type Made, madeWith } from '../actions/confirm.ts';
import { cancel, deliver } from '../actions/life.ts';
import { readOwnNotes } from '../actions/notes.ts';
import { askedWith, makeQuote } from '../actions/quote.ts';
import { readBooking, readDiary, type Visit } from '../actions/read.ts';
import { answerReclassification, askReclassification } from '../actions/reclassify.ts';
import { bookingIdFrom, officerFrom, requestIdFrom } from '../routes.ts';
import { sessionSaid } from '../rules/work.ts';
import { deliverySchema } from '../schema/notes.ts';
import { confirmSchema, quoteSchema } from '../schema/quotes.ts';
import { answerReclassificationSchema, askReclassificationSchema, type Reclassification } from '../schema/reclassifications.ts';
import { type Booking, cancellationSchema } from '../schema.ts';
import { cannotBook } from './acting.tsx';
import { alsoOf, alsoValue, daysTyped, halfDaysFrom, type Plan, peopleFrom, planFrom } from './asked.ts';
import type { attendeePages } from './attendees.tsx';
import { namedText } from './attendees-shown.tsx';
import { bookingPage, type Given, stateTag } from './booking.tsx';
import type { calendarPages } from './calendar.ts';
import { cancellationFrom } from './cancel.tsx';
import { costPage, isAboutCost } from './cancel-cost.tsx';
import type { evaluationPages } from './evaluations.tsx';
import type { eventPages } from './events.tsx';
import type { freePages } from './free.tsx';
import { councilBookings, schoolBookings } from './list.tsx';
import type { notePages } from './note.tsx';
import { noteCommand, noteTyped, type TypedNote } from './note-form.tsx';
import { NotesTable } from './notes.tsx';
import type { officerPages } from './officers.tsx';
import type { cancellationPages } from './ofsted.tsx';
import type { orderPagesWith } from './orders.tsx';
import { planPage } from './plan.tsx';
import { purchaseOrderRefusals } from './purchase-order-forms.tsx';
import type { purchaseOrderPages } from './purchase-orders.tsx';
import { quotePage } from './quote.tsx';
import { correctionFrom } from './reclassify.tsx';
import type { requestPages } from './requests.tsx';
import { waitingPage } from './waiting.tsx';
import { shownAgain, type waitlistPages } from './waitlist.tsx';

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

const visitRow = (slug: string, visit: Visit) => [
  { text: sessionSaid(visit) },
  { text: visit.schoolName },
  {
    html: (
      <>
        <a class="govuk-link" href={`/${slug}/bookings/${visit.booking}`}>
          {visit.serviceTitle}
          <span class="govuk-visually-hidden">
            {' '}
            at {visit.schoolName} on {sessionText(visit.session)}
          </span>
        </a>
        {visit.attendees && <span class="govuk-hint daybook-inline-hint"> {namedText(visit.attendees)}</span>}
      </>
    ),
  },
  { html: stateTag(visit.state) },
];
const visitHead = [{ text: 'When' }, { text: 'School' }, { text: 'Service' }, { text: 'State' }];

/** What was delivered is shown for eight weeks; what was forgotten to be marked is looked for a whole year back. */
const pastDays = 56;
const forgottenDays = 366;

async function diaryPage(context: Context, c: Web): Promise<Response> {
  const officer = officerFrom(context, c);
  const today = londonDate(context.now);
  const decision = officer
    ? await readDiary(context, officer, addDays(today, -forgottenDays), addDays(today, 84))
    : refuse('unknown-officer');
  if (!decision.ok) return problemPage(c, context, decision.refusal);
  const { officer: of, visits, toMark } = decision.value;
  const { items: unfinished } = await readOwnNotes(context, of.id);
  const slug = context.council.slug;
  // The visits come in time order: the first of each booking stands for it.
  const bookings = toMark.filter((visit, i) => toMark.findIndex(({ booking }) => booking === visit.booking) === i);
  const coming = visits.filter((visit) => visit.state === 'booked' && !toMark.includes(visit));
  const past = visits.filter((visit) => visit.state === 'delivered' && dateOf(visit.session) >= addDays(today, -pastDays)).reverse();
  return page(context, c, {
    title: 'Diary',
    wide: true,
    children: (
      <>
        <PageHeading caption={of.name}>Diary</PageHeading>
        {bookings.length > 0 && (
          <>
            <h2 class="govuk-heading-m">To mark delivered</h2>
            <ul class="govuk-list govuk-list--spaced">
              {bookings.map((visit) => (
                <li>
                  <a class="govuk-link" href={`/${slug}/bookings/${visit.booking}#deliver`}>
                    {visit.schoolName}: {visit.serviceTitle}, {sessionText(visit.session)}
                  </a>{' '}
                  {toMark.filter(({ booking }) => booking === visit.booking).length > 1 &&
                    `and after it (${halfDaysText(toMark.filter(({ booking }) => booking === visit.booking).length)} in all)`}
                </li>
              ))}
            </ul>
          </>
        )}
        {unfinished.length > 0 && (
          <NotesTable context={context} caption="Notes to finish" notes={unfinished} opens={context.actor.officer === of.id} />
        )}
        {coming.length > 0 ? (
          <ScrollTable caption="Coming up" head={visitHead} rows={coming.map((visit) => visitRow(slug, visit))} />
        ) : (
          <p class="govuk-body">Nothing is booked in the next twelve weeks.</p>
        )}
        {past.length > 0 && (
          <ScrollTable caption="Delivered in the last eight weeks" head={visitHead} rows={past.map((visit) => visitRow(slug, visit))} />
        )}
      </>
    ),
  });
}

/** The page of what a confirmed quote has become. */
const pathOfMade = ({ council: { slug } }: Context, made: Made): string =>
  made.request ? `/${slug}/bookings/requests/${made.request}?done=asked` : `/${slug}/bookings/${made.booking}?done=confirmed`;

const alreadyConfirmed: Refusal = {
  name: 'key-reused',
  detail: 'You had confirmed this quote before, and this is the booking it made. What was typed differently the second time was not kept',
};

export const pagesWith = (signingKey: string): Handlers<Pages> => ({
  'GET /bookings': async (context, c) => {
    const school = context.actor.organisation ?? organisationTyped(c.req.query('school')?.trim());
    if (school) return schoolBookings(context, c, school);
    return context.actor.officer ? seeOther(`/${context.council.slug}/bookings/diary`) : councilBookings(context, c);
  },
  'GET /bookings/new': async (context, c) => planPage(context, c, planFrom(c)),
  'GET /bookings/quote': async (context, c) => {
    const plan = planFrom(c);
    const command = parse(quoteSchema, {
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
    const { school, service, halfDays, purse, officer, sessions, need, team, attendees } = asked.command;
    const from = [...sessions].sort()[0]?.slice(0, 10);
    const also = (asked.command.also ?? []).flatMap((each) => each.sessions.map((session) => alsoValue(each.officer, session)));
    const plan: Plan = {
      school,
      service,
      also,
      days: daysTyped(halfDays),
      purse,
      officer,
      sessions,
      from,
      purchaseOrder,
      need,
      team,
      attendees: attendees?.toString(),
    };
    if (asked.command.withoutPackage) plan.package = 'keep';
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
    if (again.ok) {
      return slip
        ? quotePage(context, c, { ...again.value, token, expiresAt: timestamp(asked.expiresAt) }, { purchaseOrder, refusal })
        : quotePage(context, c, again.value, { purchaseOrder, refusal, before: asked.said });
    }
    return planPage(context, c, plan, again.refusal);
  },
  'GET /bookings/diary': diaryPage,
  'GET /bookings/reclassifications': waitingPage,
  'GET /bookings/{booking}': async (context, c) => {
    const id = bookingIdFrom(c.req.param('booking'));
    const decision = id.ok ? await readBooking(context, id.value) : id;
    return decision.ok ? bookingPage(context, c, decision.value) : problemPage(c, context, decision.refusal);
  },
  'POST /bookings/{booking}/deliveries': async (context, c) => {
    const form = await readForm(c);
    const given = { visits: form.many('visits'), written: noteTyped(form) };
    return afterChange(context, c, 'delivered', given, async (id) => {
      const command = parse(deliverySchema, { visits: given.visits, ...noteCommand(given.written) });
      return command.ok ? deliver(context, id, command.value) : command;
    });
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
    const request = requestIdFrom(c.req.param('reclassification'));
    const note = form.one('note')?.trim() || undefined;
    const typed = { request: request.ok ? request.value : '', answerNote: note };
    return afterCorrection(context, c, 'answered', typed, async (id) => {
      if (!request.ok) return request;
      const answer = parse(answerReclassificationSchema, { answer: form.one('answer'), ...(note ? { note } : {}) });
      return answer.ok ? answerReclassification(context, id, request.value, answer.value) : answer;
    });
  },
  'POST /bookings/{booking}/cancellations': async (context, c) => {
    const form = await readForm(c);
    const given = cancellationFrom(form);
    return afterChange(context, c, 'cancelled', given, async (id) => {
      const command = parse(cancellationSchema, given);
      return command.ok ? cancel(context, id, command.value) : command;
    });
  },
});

/** Asks for a correction, or answers one; on a refusal shows the booking again with what was typed. */
async function afterCorrection(
  context: Context,
  c: Web,
  done: 'asked' | 'answered',
  typed: NonNullable<Given['correction']>,
  doIt: (id: Booking['id']) => Promise<Decision<Reclassification>>,
): Promise<Response> {
  const id = bookingIdFrom(c.req.param('booking'));
  const decision = id.ok ? await doIt(id.value) : id;
  if (decision.ok) return seeOther(`/${context.council.slug}/bookings/${decision.value.booking}?done=${done}`);
  const found = id.ok ? await readBooking(context, id.value) : id;
  if (!found.ok || decision.refusal.name === 'unknown-reclassification')
    return problemPage(c, context, found.ok ? decision.refusal : found.refusal);
  return bookingPage(context, c, found.value, { correction: typed, refusal: decision.refusal });
}

/** Does a change to the booking the path names; on a refusal shows the booking again with what was typed. */
async function afterChange(
  context: Context,
  c: Web,
  done: string,
  given: { visits: string[]; written?: TypedNote; reason?: string | undefined; at?: string; feePence?: unknown },
  doIt: (id: Booking['id']) => ReturnType<typeof deliver>,
): Promise<Response> {
  const id = bookingIdFrom(c.req.param('booking'));
  const decision = id.ok ? await doIt(id.value) : id;
  if (decision.ok) return seeOther(`/${context.council.slug}/bookings/${decision.value.id}?done=${done}`);
  const found = id.ok ? await readBooking(context, id.value) : id;
  if (!found.ok) return problemPage(c, context, found.refusal);
  const { feePence, ...typed } = given;
  const { cancelling } = found.value;
  if (cancelling && isAboutCost(decision.refusal))
    return costPage(context, c, { ...found.value, cancelling }, { ...typed, refusal: decision.refusal }, feePence !== undefined);
  return bookingPage(context, c, found.value, { ...typed, refusal: decision.refusal });
}
