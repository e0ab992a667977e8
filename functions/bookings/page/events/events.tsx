// Events of several schools as pages: the list, and what is done to one of them.
import { dateText, sessionText } from '../../../../shared/calendar.ts';
import type { Context } from '../../../../shared/context.ts';
import { type Decision, refuse } from '../../../../shared/decision.ts';
import { doneOrShown, readAndShow } from '../../../../shared/done.ts';
import { type Handler, parse, readForm, seeOther, type Web } from '../../../../shared/http.ts';
import { type BookingId, organisationIdSchema, organisationTyped, type SharedEventId } from '../../../../shared/ids.ts';
import { page, problemPage } from '../../../../shared/page.tsx';
import { Button, MoreLink, PageHeading, ScrollTable, WholeList } from '../../../../shared/ui/index.ts';
import { can } from '../../../identity/rules.ts';
import { listEvents, readEvent, type ShownEvent } from '../../actions/events/event-read.ts';
import { agreeToShare, declineShare, divideEvent, proposeEvent, withdrawEvent } from '../../actions/events/events.ts';
import { answerLeaving, leaveEvent } from '../../actions/events/leaving.ts';
import { eventIdFrom } from '../../routes/events.ts';
import {
  agreeSchema,
  answerLeavingSchema,
  declineShareSchema,
  divideSchema,
  leaveSchema,
  proposeSchema,
  type SharedEvent,
} from '../../schema/events.ts';
import type { Booking } from '../../schema.ts';
import type { Given } from '../booking.tsx';
import { onBooking } from '../done.ts';
import { EventTag, eventPage } from './event.tsx';
import type { EventGiven } from './event-forms.tsx';
import { eventPlanPage, missingIn, othersTyped, planAsked, schoolsTyped } from './event-plan.tsx';

const eventRow = (slug: string, { id, title, organiserName, sessions, answerBy, state, shares }: ShownEvent) => [
  {
    html: (
      <>
        <a class="govuk-link" href={`/${slug}/bookings/events/${id}`}>
          {title}
        </a>
        <br />
        <span class="govuk-hint daybook-inline-hint">by {organiserName}</span>
      </>
    ),
  },
  { text: sessions[0] ? sessionText(sessions[0].session) : '' },
  { text: String(shares.length), format: 'numeric' as const },
  { text: state === 'proposed' ? dateText(answerBy) : '' },
  { html: <EventTag state={state} /> },
];

async function listPage(context: Context, c: Web): Promise<Response> {
  const asked = organisationTyped(c.req.query('organisation')?.trim());
  const organisation = organisationIdSchema.safeParse(asked);
  const found =
    asked && !organisation.success ? refuse('unknown-organisation') : await listEvents(context, organisation.data, c.req.query('after'));
  if (!found.ok) return problemPage(c, context, found.refusal);
  const { items, next } = found.value;
  const { slug } = context.council;
  return page(context, c, {
    title: 'Events',
    wide: true,
    back: { href: `/${slug}/bookings` },
    children: (
      <>
        <PageHeading>Events of several schools</PageHeading>
        <p class="govuk-body">
          The cost of an event is divided among the schools that share it. It is booked once each of them has agreed to its own share.
        </p>
        {items.length > 0 ? (
          <ScrollTable
            caption="Newest first"
            head={[
              { text: 'Event' },
              { text: 'First session' },
              { text: 'Schools', format: 'numeric' },
              { text: 'Answer by' },
              { text: 'State' },
            ]}
            rows={items.map((event) => eventRow(slug, event))}
          />
        ) : (
          <p class="govuk-body">{c.req.query('after') ? 'There are no older ones.' : 'No event has been proposed.'}</p>
        )}
        {next && <MoreLink query={{ organisation: asked, after: next }} text="Older events" />}
        {items.length > 0 && <WholeList slug={slug} list="events" organisation={context.actor.organisation ? undefined : asked} />}
        {can(context.actor, 'event:propose') && <Button href={`/${slug}/bookings/events/new`} text="Propose an event" />}
      </>
    ),
  });
}

/** Does a command to the event the path names; on a refusal shows the event as it stands by now, with what was typed. */
const afterCommand = (
  context: Context,
  c: Web,
  typed: Omit<EventGiven, 'refusal'>,
  doIt: (id: SharedEventId) => Promise<Decision<SharedEvent>>,
): Promise<Response> =>
  doneOrShown(context, c, {
    id: eventIdFrom(c.req.param('event')),
    doIt,
    to: ({ id }) => `/${context.council.slug}/bookings/events/${id}`,
    read: (id) => readEvent(context, id),
    show: (seen, refusal) => eventPage(context, c, seen, { ...typed, refusal }),
  });

/** Does something about the shares of a booked event; on a refusal shows the booking again. */
const afterLeaving = (
  context: Context,
  c: Web,
  leaving: NonNullable<Given['leaving']>,
  doIt: (id: BookingId) => Promise<Decision<Booking>>,
): Promise<Response> => onBooking(context, c, { doIt, to: '#shares', typed: { leaving } });

const present = <T extends Record<string, unknown>>(fields: T) =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined && value !== ''));

export const eventPages = {
  'GET /bookings/events': listPage,
  'GET /bookings/events/new': (context, c) => eventPlanPage(context, c, planAsked(c), missingIn(c)),
  'POST /bookings/events': async (context, c) => {
    const form = await readForm(c);
    const { plan, command } = schoolsTyped(form);
    const urns = othersTyped(plan.others);
    const parsed = urns.ok ? parse(proposeSchema, present(command)) : urns;
    const decision = parsed.ok ? await proposeEvent(context, parsed.value) : parsed;
    if (!decision.ok) return eventPlanPage(context, c, plan, decision.refusal);
    const { event, booking } = decision.value;
    const { slug } = context.council;
    return seeOther(booking ? `/${slug}/bookings/${booking}?done=confirmed` : `/${slug}/bookings/events/${event}?done=proposed`);
  },
  'GET /bookings/events/{event}': (context, c) => readAndShow(context, c, eventIdFrom(c.req.param('event')), readEvent, eventPage),
  'POST /bookings/events/{event}/agreements': async (context, c) => {
    const form = await readForm(c);
    const typed = {
      school: form.one('school'),
      agreed: form.one('agreed'),
      purse: form.one('purse'),
      purchaseOrder: form.one('purchaseOrder'),
    };
    return afterCommand(context, c, typed, async (id) => {
      const command = parse(agreeSchema, present(typed));
      return command.ok ? agreeToShare(context, id, command.value) : command;
    });
  },
  'POST /bookings/events/{event}/decline': async (context, c) => {
    const form = await readForm(c);
    const typed = { school: form.one('school'), reason: form.one('reason') };
    return afterCommand(context, c, typed, async (id) => {
      const command = parse(declineShareSchema, present(typed));
      return command.ok ? declineShare(context, id, command.value) : command;
    });
  },
  'POST /bookings/events/{event}/division': async (context, c) => {
    const { plan, command: typed } = schoolsTyped(await readForm(c));
    const { split, schools, acknowledged } = typed;
    return afterCommand(context, c, { division: plan }, async (id) => {
      const urns = othersTyped(plan.others);
      const command = urns.ok ? parse(divideSchema, present({ split, schools, acknowledged })) : urns;
      return command.ok ? divideEvent(context, id, command.value) : command;
    });
  },
  'POST /bookings/events/{event}/withdrawal': (context, c) => afterCommand(context, c, {}, (id) => withdrawEvent(context, id)),
  'POST /bookings/{booking}/leaving': async (context, c) => {
    const form = await readForm(c);
    const [school, reason] = [form.one('school'), form.one('leavingReason')];
    return afterLeaving(context, c, { school, leavingReason: reason }, async (id) => {
      const command = parse(leaveSchema, present({ school, reason }));
      return inForm(command.ok ? await leaveEvent(context, id, command.value) : command, {
        reason: 'leavingReason',
        school: 'main-content',
      });
    });
  },
  'POST /bookings/{booking}/leaving/answer': async (context, c) => {
    const form = await readForm(c);
    const typed = { school: form.one('school'), answer: form.one('answer'), agreed: form.one('agreed'), reason: form.one('stayingReason') };
    const { school, reason } = typed;
    return afterLeaving(context, c, { school, stayingReason: reason }, async (id) => {
      const command = parse(answerLeavingSchema, present(typed));
      const decided = command.ok ? await answerLeaving(context, id, command.value) : command;
      return inForm(decided, { reason: `stayingReason-${school}`, school: 'main-content', agreed: 'main-content' });
    });
  },
} satisfies Record<string, Handler>;

/** The booking's page has several reasons to give: a refusal is told at the input that it is about. */
const inForm = <T,>(decision: Decision<T>, inputs: Readonly<Record<string, string>>): Decision<T> =>
  decision.ok || !decision.refusal.faults
    ? decision
    : {
        ok: false,
        refusal: {
          ...decision.refusal,
          faults: decision.refusal.faults.map(({ field, detail }) => ({ field: inputs[field] ?? field, detail })),
        },
      };
