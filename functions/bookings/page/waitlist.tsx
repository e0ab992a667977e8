// The pages of waiting lists: a school's own, joining, the offer with its answers, and for the council who waits for what and how long.
import { daysBetween, londonDate, momentText, sessionText } from '../../../shared/calendar.ts';
import type { Context } from '../../../shared/context.ts';
import { type Decision, type Refusal, refuse } from '../../../shared/decision.ts';
import { type Handler, parse, readForm, seeOther, type Web } from '../../../shared/http.ts';
import { idSchema, organisationIdSchema, organisationTyped, type WaitId } from '../../../shared/ids.ts';
import { page, problemPage } from '../../../shared/page.tsx';
import { Button, halfDaysText, Input, PageHeading, ScrollTable, Select } from '../../../shared/ui/index.ts';
import { makeQuote } from '../actions/quote.ts';
import {
  declineOffer,
  joinWaitlist,
  listWaitlist,
  listWaits,
  offerByHand,
  readWait,
  readWishing,
  type ShownWait,
  withdrawWait,
} from '../actions/waitlist.ts';
import { demandFrom, waitIdFrom } from '../routes/waitlist.ts';
import { quoteOfOffer } from '../rules/waitlist.ts';
import { declineOfferSchema, joinSchema, offerSchema, type Wait } from '../schema/waitlist.ts';
import { quotePage } from './quote.tsx';
import { formOfAddress, joinFrom, joinPage } from './waitlist-form.tsx';
import { daysText, waitPage, waitTag, wishText } from './waitlist-shown.tsx';

const linkTo = (slug: string, { id, serviceTitle }: ShownWait) => (
  <a class="govuk-link" href={`/${slug}/bookings/waitlist/${id}`}>
    {serviceTitle}
  </a>
);

/** What is offered until when, or the place in the line. */
const standsText = ({ state, offer, isHeld, place }: ShownWait): string => {
  if (state === 'offered' && offer) return isHeld ? `Held until ${momentText(offer.holdUntil)}` : 'The offer has ended';
  return place ? `Number ${place} in line` : '';
};

const waitRow = (slug: string, wait: ShownWait) => [
  {
    html: (
      <>
        {linkTo(slug, wait)}
        <br />
        <span class="govuk-hint daybook-inline-hint">{wishText(wait)}</span>
      </>
    ),
  },
  { text: wait.offer?.sessions[0] ? sessionText(wait.offer.sessions[0]) : daysText(wait) },
  { text: standsText(wait) },
  { html: waitTag(wait.state) },
];

async function listPage(context: Context, c: Web): Promise<Response> {
  const { slug } = context.council;
  const typed = context.actor.organisation ? c.req.query('school') : organisationTyped(c.req.query('school')?.trim());
  const asked = typed ?? context.actor.organisation;
  if (!asked) return seeOther(`/${slug}/bookings/waitlist/demand`);
  const school = organisationIdSchema.safeParse(asked);
  const found = school.success ? await listWaits(context, school.data, c.req.query('after')) : refuse('unknown-school');
  if (!found.ok) return problemPage(c, context, found.refusal);
  const { items, next, schoolName, school: of } = found.value;
  return page(context, c, {
    title: 'Waiting lists',
    wide: true,
    back: { href: `/${slug}/bookings${context.actor.organisation ? '' : `?school=${of}`}` },
    children: (
      <>
        <PageHeading caption={schoolName}>Waiting lists</PageHeading>
        <p class="govuk-body">
          What is waited for, newest first. To join a list, choose the service in the{' '}
          <a class="govuk-link" href={`/${slug}/catalogue`}>
            catalogue
          </a>
          .
        </p>
        {items.length > 0 ? (
          <ScrollTable
            caption="What the school waits for"
            head={[{ text: 'What' }, { text: 'When' }, { text: 'How it stands' }, { text: 'State' }]}
            rows={items.map((wait) => waitRow(slug, wait))}
          />
        ) : (
          <p class="govuk-body">{c.req.query('after') ? 'There is nothing older.' : 'The school waits for nothing.'}</p>
        )}
        {next && <MoreLink query={{ school: of, after: next }} text="Older ones" />}
      </>
    ),
  });
}

const MoreLink = ({ query, text }: { query: Record<string, string>; text: string }) => (
  <p class="govuk-body">
    <a class="govuk-link" href={`?${new URLSearchParams(query)}`}>
      {text}
    </a>
  </p>
);

async function demandPage(context: Context, c: Web): Promise<Response> {
  const { slug } = context.council;
  const asked = demandFrom(c);
  if (!asked.ok) return problemPage(c, context, asked.refusal);
  const { service, officer } = asked.value;
  const { items, next, services, officers, more } = await listWaitlist(context, asked.value);
  const today = londonDate(context.now);
  const days = (since: string) => {
    const count = daysBetween(londonDate(Date.parse(since)), today);
    return count === 0 ? 'since today' : count === 1 ? '1 day' : `${count} days`;
  };
  return page(context, c, {
    title: 'Who waits for what',
    wide: true,
    back: { href: `/${slug}/bookings` },
    children: (
      <>
        <PageHeading>Who waits for what</PageHeading>
        {services.length > 0 && (
          <ScrollTable
            caption="By service"
            head={[{ text: 'Service' }, { text: 'Waiting', format: 'numeric' }, { text: 'How much' }, { text: 'The longest' }]}
            rows={services.map(({ id, title, waiting, halfDays, since }) => [
              {
                html: (
                  <a class="govuk-link" href={`?${new URLSearchParams({ service: id })}`}>
                    {title}
                  </a>
                ),
              },
              { text: String(waiting), format: 'numeric' as const },
              { text: halfDaysText(halfDays) },
              { text: days(since) },
            ])}
          />
        )}
        {more && <p class="govuk-body">There are more than were counted.</p>}
        <form method="get" action={`/${slug}/bookings/waitlist/demand`} novalidate>
          {service && <input type="hidden" name="service" value={service} />}
          <Select
            id="officer"
            name="officer"
            label={{ text: 'Who waits for one officer by name?' }}
            value={officer ?? ''}
            items={[{ value: '', text: 'Everybody' }, ...officers.map(({ id, name }) => ({ value: id, text: name }))]}
          />
          <Button text="Show" classes="govuk-button--secondary" />
        </form>
        {items.length > 0 ? (
          <ScrollTable
            caption="The longest first, by service"
            head={[{ text: 'School' }, { text: 'What' }, { text: 'Waits' }, { text: 'How it stands' }, { text: 'State' }]}
            rows={items.map((wait) => [
              { text: wait.schoolName },
              {
                html: (
                  <>
                    {linkTo(slug, wait)}
                    <span class="govuk-visually-hidden"> for {wait.schoolName}</span>
                    <br />
                    <span class="govuk-hint daybook-inline-hint">{wishText(wait)}</span>
                  </>
                ),
              },
              { text: days(wait.joinedAt) },
              { text: standsText(wait) },
              { html: waitTag(wait.state) },
            ])}
          />
        ) : (
          <p class="govuk-body">{next ? 'Nobody on this page.' : 'Nobody waits for that.'}</p>
        )}
        {next && <MoreLink query={{ ...(service ? { service } : {}), ...(officer ? { officer } : {}), after: next }} text="More" />}
      </>
    ),
  });
}

/** Where the council's people say for which school. */
const forWhichSchool = (context: Context, c: Web, service: string): Promise<Response> =>
  page(context, c, {
    title: 'Join the waiting list',
    back: { href: `/${context.council.slug}/catalogue/${service}` },
    children: (
      <>
        <PageHeading>Join the waiting list</PageHeading>
        <form method="get" action={`/${context.council.slug}/bookings/waitlist/new`} novalidate>
          <input type="hidden" name="service" value={service} />
          <Input
            id="school"
            name="school"
            label={{ text: 'Which school wishes it?' }}
            hint={{ text: 'A school’s URN, six digits' }}
            classes="govuk-input--width-10"
            inputmode="numeric"
          />
          <Button text="Continue" />
        </form>
      </>
    ),
  });

async function newPage(context: Context, c: Web): Promise<Response> {
  const service = parse(idSchema('svc'), c.req.query('service'));
  if (!service.ok) return problemPage(c, context, { name: 'unknown-service' });
  const typed = organisationTyped(c.req.query('school')?.trim() || context.actor.organisation);
  if (!typed) return forWhichSchool(context, c, service.value);
  const school = organisationIdSchema.safeParse(typed);
  const wishing = school.success ? await readWishing(context, school.data, service.value) : refuse('unknown-school');
  return wishing.ok ? joinPage(context, c, wishing.value, formOfAddress(c)) : problemPage(c, context, wishing.refusal);
}

async function joined(context: Context, c: Web): Promise<Response> {
  const form = await readForm(c);
  const command = parse(joinSchema, joinFrom(form));
  const decision = command.ok ? await joinWaitlist(context, command.value) : command;
  const { slug } = context.council;
  if (decision.ok) return seeOther(`/${slug}/bookings/waitlist/${decision.value.id}?done=joined`);
  const { refusal } = decision;
  const before = refusal.name === 'waits-already' ? parse(idSchema('wtl'), refusal.more?.waiting) : undefined;
  // A form that was sent twice lands on what the first one made.
  if (before?.ok) return shownAgain(context, c, before.value, refusal);
  const service = parse(idSchema('svc'), form.one('service'));
  const school = parse(organisationIdSchema, form.one('school'));
  const wishing = service.ok && school.ok ? await readWishing(context, school.value, service.value) : undefined;
  return wishing?.ok ? joinPage(context, c, wishing.value, form, refusal) : problemPage(c, context, wishing?.refusal ?? refusal);
}

/** The place in the list as it stands by now, with why something was refused. */
export async function shownAgain(context: Context, c: Web, id: WaitId, refusal: Refusal): Promise<Response> {
  const found = await readWait(context, id);
  return found.ok ? waitPage(context, c, found.value, refusal) : problemPage(c, context, found.refusal);
}

/** Does something to the place that the path names; on a refusal shows it as it stands by now. */
async function afterCommand(context: Context, c: Web, done: string, doIt: (id: WaitId) => Promise<Decision<Wait>>): Promise<Response> {
  const id = waitIdFrom(c.req.param('wait'));
  if (!id.ok) return problemPage(c, context, id.refusal);
  const decision = await doIt(id.value);
  return decision.ok
    ? seeOther(`/${context.council.slug}/bookings/waitlist/${id.value}?done=${done}`)
    : shownAgain(context, c, id.value, decision.refusal);
}

/** The offer as a quote, which books it when it is confirmed. */
async function offerQuote(context: Context, c: Web, signingKey: string): Promise<Response> {
  const id = waitIdFrom(c.req.param('wait'));
  const found = id.ok ? await readWait(context, id.value) : id;
  if (!found.ok) return problemPage(c, context, found.refusal);
  const { wait } = found.value;
  if (!wait.offer) return waitPage(context, c, found.value, { name: wait.state === 'booked' ? 'offer-answered' : 'no-offer' });
  const quoted = await makeQuote(context, signingKey, quoteOfOffer(wait, wait.offer));
  return quoted.ok ? quotePage(context, c, quoted.value) : waitPage(context, c, found.value, quoted.refusal);
}

export const waitlistPages = (signingKey: string) =>
  ({
    'GET /bookings/waitlist': listPage,
    'GET /bookings/waitlist/new': newPage,
    'POST /bookings/waitlist': joined,
    'GET /bookings/waitlist/demand': demandPage,
    'GET /bookings/waitlist/{wait}': async (context, c) => {
      const id = waitIdFrom(c.req.param('wait'));
      const found = id.ok ? await readWait(context, id.value) : id;
      return found.ok ? waitPage(context, c, found.value) : problemPage(c, context, found.refusal);
    },
    'GET /bookings/waitlist/{wait}/quote': (context, c) => offerQuote(context, c, signingKey),
    'POST /bookings/waitlist/{wait}/withdrawal': (context, c) => afterCommand(context, c, 'withdrawn', (id) => withdrawWait(context, id)),
    'POST /bookings/waitlist/{wait}/decline': async (context, c) => {
      const stay = (await readForm(c)).one('stay');
      return afterCommand(context, c, 'declined', async (id) => {
        const command = parse(declineOfferSchema, { stay: stay === undefined ? undefined : stay === 'yes' });
        return command.ok ? declineOffer(context, id, command.value) : command;
      });
    },
    'POST /bookings/waitlist/{wait}/offers': async (context, c) => {
      const [officer, ...sessions] = ((await readForm(c)).one('place') ?? '').split(' ');
      return afterCommand(context, c, 'offered', async (id) => {
        const command = parse(offerSchema, { officer, sessions });
        return command.ok ? offerByHand(context, id, command.value) : command;
      });
    },
  }) satisfies Record<string, Handler>;
