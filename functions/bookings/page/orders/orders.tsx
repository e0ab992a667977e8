// The pages of orders for several schools: the list, planning one, its quote, confirming it and approving all of it.
import { dateText, londonDate, timestamp } from '../../../../shared/calendar.ts';
import type { Context } from '../../../../shared/context.ts';
import { type Refusal, refuse } from '../../../../shared/decision.ts';
import { readAndShow } from '../../../../shared/done.ts';
import { type Handler, parse, readForm, seeOther, type Web } from '../../../../shared/http.ts';
import { organisationIdSchema, organisationTyped, prefixOf } from '../../../../shared/ids.ts';
import { page, problemPage } from '../../../../shared/page.tsx';
import { Button, halfDaysText, Money, MoreLink, PageHeading, ScrollTable } from '../../../../shared/ui/index.ts';
import { can } from '../../../identity/rules.ts';
import { ordererOf } from '../../actions/orders/order-parts.ts';
import { approveOrder, listOrders, type NamedOrder, readOrder } from '../../actions/orders/order-read.ts';
import { confirmOrder, makeOrderQuote, orderAskedWith, orderMadeWith } from '../../actions/orders/orders.ts';
import { orderIdFrom } from '../../routes/orders.ts';
import { approveOrderSchema, confirmOrderSchema, orderQuoteSchema } from '../../schema/orders.ts';
import { orderPage, outcomeOf } from './order.tsx';
import { halfDaysOf, orderAskedFrom } from './order-asked.ts';
import { orderPlanPage } from './order-plan.tsx';
import { type OrderTyped, orderQuotePage } from './order-quote.tsx';

const orderRow = (slug: string, order: NamedOrder) => [
  {
    html: (
      <a class="govuk-link" href={`/${slug}/bookings/orders/${order.id}`}>
        {order.serviceTitle}
        <span class="govuk-visually-hidden"> of {dateText(londonDate(Date.parse(order.createdAt)))}</span>
      </a>
    ),
  },
  { text: dateText(londonDate(Date.parse(order.createdAt))) },
  { text: order.orderedByName },
  { text: String(order.parts.length), format: 'numeric' as const },
  { text: halfDaysText(order.halfDays) },
  { html: order.netPence > 0 ? <Money pence={order.netPence + order.vatPence} /> : 'free', format: 'numeric' as const },
];

const orderHead = [
  { text: 'Service' },
  { text: 'Ordered' },
  { text: 'By' },
  { text: 'Schools', format: 'numeric' as const },
  { text: 'How much' },
  { text: 'Total', format: 'numeric' as const },
];

/** The trust or partnership whose page leads here, for whoever has none of their own. */
const groupAsked = (c: Web) => {
  const id = organisationIdSchema.safeParse(organisationTyped(c.req.query('organisation')?.trim()));
  return id.success ? id.data : undefined;
};

async function listPage(context: Context, c: Web): Promise<Response> {
  const asked = c.req.query('organisation');
  const group = groupAsked(c);
  const found = asked && !group ? refuse('unknown-organisation') : await listOrders(context, group, c.req.query('after'));
  if (!found.ok) return problemPage(c, context, found.refusal);
  const { items, next, by, byName } = found.value;
  const { slug } = context.council;
  const own = ordererOf(context);
  const makes = can(context.actor, 'order:make');
  return page(context, c, {
    title: 'Orders for several schools',
    wide: true,
    back: { href: own && prefixOf(own) === 'trs' ? `/${slug}/schools/organisations/${own}` : `/${slug}/bookings` },
    children: (
      <>
        <PageHeading caption={byName ?? context.council.name}>Orders for several schools</PageHeading>
        {makes && <Button href={`/${slug}/bookings/orders/new${own || !by ? '' : `?group=${by}`}`} text="Book for several schools" />}
        {items.length > 0 ? (
          <ScrollTable caption="Newest first" head={orderHead} rows={items.map((order) => orderRow(slug, order))} />
        ) : (
          <p class="govuk-body">
            {c.req.query('after')
              ? 'There are no older ones.'
              : 'Nothing has been ordered yet. An order books one service for several schools at once.'}
          </p>
        )}
        {next && <MoreLink query={{ organisation: by, after: next }} text="Older orders" />}
      </>
    ),
  });
}

/** What was typed as purchase orders, for the whole and for single schools. */
function numbersFrom(form: Awaited<ReturnType<typeof readForm>>, schools: readonly string[]): OrderTyped {
  const numbers = schools.flatMap((school): [string, string][] => {
    const number = form.one(`number-${school}`)?.trim();
    return number ? [[school, number]] : [];
  });
  return { purchaseOrder: form.one('purchaseOrder')?.trim() || undefined, numbers: new Map(numbers) };
}

/** The schema counts numbers as a program sends them; the form has an input for each school. */
const numberFaults = (refusal: Refusal, numbers: ReadonlyMap<string, string>): Refusal => ({
  ...refusal,
  faults: (refusal.faults ?? []).map(({ field, detail }) => {
    const index = /^purchaseOrders\.(\d+)/.exec(field)?.[1];
    return index === undefined ? { field, detail } : { field: `number-${[...numbers.keys()][Number(index)]}`, detail };
  }),
});

async function confirmPage(context: Context, c: Web, signingKey: string): Promise<Response> {
  const form = await readForm(c);
  const token = form.one('token') ?? '';
  const asked = orderAskedWith(context, signingKey, token);
  const typed = numbersFrom(form, asked?.command.parts.map(({ school }) => school) ?? []);
  const { purchaseOrder, numbers } = typed;
  const command = parse(confirmOrderSchema, {
    token,
    ...(purchaseOrder ? { purchaseOrder } : {}),
    ...(numbers.size > 0 ? { purchaseOrders: [...numbers].map(([school, number]) => ({ school, number })) } : {}),
  });
  const decision = command.ok ? await confirmOrder(context, signingKey, command.value) : command;
  const { slug } = context.council;
  if (decision.ok)
    return seeOther(`/${slug}/bookings/orders/${decision.value.order}?done=${decision.value.requests ? 'asked' : 'confirmed'}`);
  const { refusal } = decision;
  if (!asked || refusal.name === 'quote-invalid') return problemPage(c, context, refusal);
  if (refusal.name === 'key-reused') {
    const made = await orderMadeWith(context, asked);
    return made ? seeOther(`/${slug}/bookings/orders/${made.order}`) : problemPage(c, context, refusal);
  }
  const renewed = orderAskedWith(context, signingKey, typeof refusal.more?.token === 'string' ? refusal.more.token : '');
  const again = await makeOrderQuote(context, signingKey, (renewed ?? asked).command);
  if (!again.ok) return orderPlanPage(context, c, plannedAs(asked.command), again.refusal);
  // A slip in the form keeps the quote that was agreed to; anything else is a new quote, shown as one.
  const slip = ['invalid-request', 'purchase-order-required', 'purchase-order-form'].includes(refusal.name);
  return slip
    ? orderQuotePage(
        context,
        c,
        { ...again.value, token, expiresAt: timestamp(asked.expiresAt) },
        { typed, refusal: numberFaults(refusal, numbers) },
      )
    : orderQuotePage(context, c, again.value, { typed, refusal, before: asked.said });
}

type Command = NonNullable<ReturnType<typeof orderAskedWith>>['command'];

/** What a quote asked for, as the form of its plan has it. */
const plannedAs = ({ service, parts }: Command) => ({
  service,
  share: 'named',
  from: {},
  schools: parts.map(({ school, halfDays, officer, purse, sessions }) => ({
    school,
    days: String(halfDays / 2),
    officer,
    purse,
    sessions,
  })),
  unread: [],
  chosen: true,
  dated: true,
  again: false,
});

export const orderPagesWith = (signingKey: string) =>
  ({
    'GET /bookings/orders': listPage,
    'GET /bookings/orders/new': (context, c) => orderPlanPage(context, c, orderAskedFrom(c)),
    'GET /bookings/orders/quote': async (context, c) => {
      const all = orderAskedFrom(c);
      const asked = {
        ...all,
        schools: all.schools.filter((each) => each.days === undefined || halfDaysOf(each) > 0 || each.sessions.length > 0),
      };
      const command = parse(orderQuoteSchema, {
        service: asked.service,
        parts: asked.schools.map((each) => ({
          school: each.school,
          officer: each.officer,
          purse: each.purse,
          halfDays: halfDaysOf(each),
          sessions: each.sessions,
        })),
      });
      const decision = command.ok ? await makeOrderQuote(context, signingKey, command.value) : command;
      if (!decision.ok && decision.refusal.name === 'unknown-school') return problemPage(c, context, decision.refusal);
      return decision.ok
        ? orderQuotePage(context, c, decision.value, { group: asked.group })
        : orderPlanPage(context, c, { ...asked, chosen: true, dated: true, again: false }, decision.refusal);
    },
    'POST /bookings/orders': (context, c) => confirmPage(context, c, signingKey),
    'GET /bookings/orders/{order}': (context, c) => readAndShow(context, c, orderIdFrom(c.req.param('order')), readOrder, orderPage),
    'POST /bookings/orders/{order}/approvals': async (context, c) => {
      const id = orderIdFrom(c.req.param('order'));
      const pairs = (await readForm(c)).many('agreed').map((text) => text.split(' '));
      const command = parse(approveOrderSchema, { requests: pairs.map(([request, agreed]) => ({ request, agreed })) });
      const decision = !id.ok ? id : command.ok ? await approveOrder(context, id.value, command.value) : command;
      if (!decision.ok && decision.refusal.name !== 'invalid-request') return problemPage(c, context, decision.refusal);
      const outcome = decision.ok ? outcomeOf(decision.value) : { text: '', refusal: decision.refusal };
      if (id.ok && !outcome.refusal) return seeOther(`/${context.council.slug}/bookings/orders/${id.value}?done=approved`);
      const found = id.ok ? await readOrder(context, id.value) : id;
      return found.ok ? orderPage(context, c, found.value, outcome) : problemPage(c, context, found.refusal);
    },
  }) satisfies Record<string, Handler>;
