// The pages of waiting lists: a school's own, joining, and the offer with its answers.
import { sessionText } from '../../../../shared/calendar.ts';
import type { Context } from '../../../../shared/context.ts';
import { type Decision, type Refusal, refuse } from '../../../../shared/decision.ts';
import { readAndShow } from '../../../../shared/done.ts';
import { type Handler, parse, readForm, seeOther, type Web } from '../../../../shared/http.ts';
import { idSchema, organisationIdSchema, organisationTyped, type WaitId } from '../../../../shared/ids.ts';
import { faultsOf, page, problemPage } from '../../../../shared/page.tsx';
import { Button, LinkLine, MoreLink, PageHeading, PostButton, ScrollTable, WholeList } from '../../../../shared/ui/index.ts';
import { makeQuote } from '../../actions/quote.ts';
import {
  declineOffer,
  joinWaitlist,
  listWaits,
  offerByHand,
  readWait,
  readWishing,
  type ShownWait,
  withdrawWait,
} from '../../actions/waitlist/waitlist.ts';
import { waitIdFrom } from '../../routes/waitlist.ts';
import { quoteOfOffer, whyNoOffer } from '../../rules/waitlist/waitlist.ts';
import { declineOfferSchema, joinSchema, offerSchema, type Wait } from '../../schema/waitlist.ts';
import { notAUrn, UrnInput } from '../of-whom.tsx';
import { quotePage } from '../quote.tsx';
import { demandPage } from './demand.tsx';
import { formOfAddress, joinFrom, joinPage } from './waitlist-form.tsx';
import { daysText, linkTo, standsText, waitPage, waitTag, wishText } from './waitlist-shown.tsx';

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
        {items.length > 0 && <WholeList slug={slug} list="waiting-list" organisation={context.actor.organisation ? undefined : of} />}
      </>
    ),
  });
}

/** Where the council's people say for which school; what they typed comes back where it is the number of none. */
function forWhichSchool(context: Context, c: Web, service: string): Promise<Response> {
  const typed = c.req.query('school')?.trim();
  const refusal = typed === undefined ? undefined : notAUrn('school');
  return page(context, c, {
    title: 'Join the waiting list',
    refusal,
    back: { href: `/${context.council.slug}/catalogue/${service}` },
    children: (
      <>
        <PageHeading>Join the waiting list</PageHeading>
        <form method="get" action={`/${context.council.slug}/bookings/waitlist/new`} novalidate>
          <input type="hidden" name="service" value={service} />
          <UrnInput label="Which school wishes it?" value={typed} errors={refusal && faultsOf(refusal)} />
          <Button text="Continue" />
        </form>
      </>
    ),
  });
}

async function newPage(context: Context, c: Web): Promise<Response> {
  const service = parse(idSchema('svc'), c.req.query('service'));
  if (!service.ok) return problemPage(c, context, { name: 'unknown-service' });
  const typed = organisationTyped(c.req.query('school')?.trim() || context.actor.organisation);
  const school = organisationIdSchema.safeParse(typed);
  if (!typed || (!school.success && context.actor.organisation === undefined)) return forWhichSchool(context, c, service.value);
  const wishing = school.success ? await readWishing(context, school.data, service.value) : refuse('unknown-school');
  return wishing.ok ? joinPage(context, c, { wishing: wishing.value, form: formOfAddress(c) }) : problemPage(c, context, wishing.refusal);
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
  return wishing?.ok
    ? joinPage(context, c, { wishing: wishing.value, form, refusal })
    : problemPage(c, context, wishing?.refusal ?? refusal);
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

/** Asks somebody of the council whether they mean it, as the school loses its place in the line for good. */
async function withdrawalPage(context: Context, c: Web): Promise<Response> {
  const id = waitIdFrom(c.req.param('wait'));
  const found = id.ok ? await readWait(context, id.value) : id;
  if (!found.ok) return problemPage(c, context, found.refusal);
  const { wait } = found.value;
  const { slug } = context.council;
  const back = `/${slug}/bookings/waitlist/${wait.id}`;
  return page(context, c, {
    title: 'Take the school off the list?',
    back: { href: back, text: 'The place in the list' },
    children: (
      <>
        <PageHeading caption={wait.schoolName}>Take {wait.schoolName} off the list?</PageHeading>
        <p class="govuk-body">
          It waits for {wait.serviceTitle}, {wishText(wait)}
          {wait.place ? `, and is number ${wait.place} in the line` : ''}. It loses its place for good: to wait again it joins at the end.
          {wait.isHeld && ' What it is offered now goes to whoever is next.'} It is not written to, so tell it yourself.
        </p>
        <PostButton action={`${back}/withdrawal`} fields={{ sure: 'yes' }} classes="govuk-button--warning" text="Take it off the list" />
        <LinkLine href={back} text="Leave it on the list" />
      </>
    ),
  });
}

/** The offer as a quote, which books it when it is confirmed. */
async function offerQuote(context: Context, c: Web, signingKey: string): Promise<Response> {
  const id = waitIdFrom(c.req.param('wait'));
  const found = id.ok ? await readWait(context, id.value) : id;
  if (!found.ok) return problemPage(c, context, found.refusal);
  const { wait } = found.value;
  if (!wait.offer) return waitPage(context, c, found.value, whyNoOffer(wait, context.now).refusal);
  const quoted = await makeQuote(context, signingKey, quoteOfOffer(wait, wait.offer));
  return quoted.ok ? quotePage(context, c, quoted.value) : waitPage(context, c, found.value, quoted.refusal);
}

export const waitlistPages = (signingKey: string) =>
  ({
    'GET /bookings/waitlist': listPage,
    'GET /bookings/waitlist/new': newPage,
    'POST /bookings/waitlist': joined,
    'GET /bookings/waitlist/demand': demandPage,
    'GET /bookings/waitlist/{wait}': (context, c) => readAndShow(context, c, waitIdFrom(c.req.param('wait')), readWait, waitPage),
    'GET /bookings/waitlist/{wait}/quote': (context, c) => offerQuote(context, c, signingKey),
    'POST /bookings/waitlist/{wait}/withdrawal': async (context, c) => {
      // Who acts for the school ends what is their own; who takes another's place away is asked again.
      if (!context.actor.organisation && (await readForm(c)).one('sure') !== 'yes') return withdrawalPage(context, c);
      return afterCommand(context, c, 'withdrawn', (id) => withdrawWait(context, id));
    },
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
