// One purchase order as a page: what is left of it, what is booked under it, and the forms that change and close it.
import { dateText, londonDate } from '../../../../shared/calendar.ts';
import type { Context } from '../../../../shared/context.ts';
import type { Decision } from '../../../../shared/decision.ts';
import { doneOrShown } from '../../../../shared/done.ts';
import type { Web } from '../../../../shared/http.ts';
import { page } from '../../../../shared/page.tsx';
import { History, Money, MoreLink, NotificationBanner, PageHeading, ScrollTable, SummaryList } from '../../../../shared/ui/index.ts';
import { can } from '../../../identity/rules.ts';
import { type PurchaseOrderName, readPurchaseOrder, type SeenPurchaseOrder } from '../../actions/purchase-orders.ts';
import { purchaseOrderIn } from '../../routes/purchase-orders.ts';
import { heldPenceOf } from '../../rules/purchase-orders.ts';
import { type PurchaseOrder, purchaseOrderPath } from '../../schema/purchase-orders.ts';
import { errorsIn, type Given, PurchaseOrderForms } from './purchase-order-forms.tsx';

export const money = (pence: number) => ({ html: <Money pence={pence} />, format: 'numeric' as const });

export const explained =
  'Booked: the visits that are booked and not yet charged, and the instalments of packages and buy-backs that are still to fall due. Charged: visits whose note is shared, late cancellations, and instalments that have fallen due; they are on an invoice or recharge already, or come onto the next.';

const underHead = [
  { text: 'Booking' },
  { text: 'School' },
  { text: 'Booked on' },
  { text: 'Held', format: 'numeric' as const },
  { text: 'Of it charged', format: 'numeric' as const },
];

/** What it is worth and what is left of it, for which visits and until when. */
const Standing = ({ order }: Pick<SeenPurchaseOrder, 'order'>) => (
  <SummaryList
    rows={[
      { key: { text: 'Value, with VAT' }, value: { html: <Money pence={order.valuePence} /> } },
      { key: { text: 'Booked, not yet charged' }, value: { html: <Money pence={heldPenceOf(order) - order.chargedPence} /> } },
      { key: { text: 'Charged' }, value: { html: <Money pence={order.chargedPence} /> } },
      {
        key: { text: 'Left' },
        value: {
          html: (
            <strong>
              <Money pence={order.leftPence} />
            </strong>
          ),
        },
      },
      { key: { text: 'For visits and instalments' }, value: { text: `${dateText(order.from)} to ${dateText(order.to)}` } },
      order.purse
        ? { key: { text: 'Pays from' }, value: { text: order.purse === 'own-funds' ? 'own funds' : 'the delegated budget' } }
        : null,
      order.closedAt
        ? {
            key: { text: 'Closed' },
            value: { text: `on ${dateText(londonDate(Date.parse(order.closedAt)))}: nothing more is booked under it` },
          }
        : null,
    ]}
  />
);

const BookedUnder = ({ slug, under }: { slug: string } & Pick<SeenPurchaseOrder, 'under'>) => (
  <ScrollTable
    caption="Booked under it, newest first, with VAT"
    head={underHead}
    rows={under.map(({ id, serviceTitle, schoolName, createdAt, heldPence, chargedPence }) => [
      {
        html: (
          <a class="govuk-link" href={`/${slug}/bookings/${id}`}>
            {serviceTitle}
          </a>
        ),
      },
      { text: schoolName },
      { text: dateText(londonDate(Date.parse(createdAt))) },
      money(heldPence),
      money(chargedPence),
    ])}
  />
);

/** Packages and buy-backs whose instalments are held of it. */
const AgreedUnder = ({ slug, agreements }: { slug: string } & Pick<SeenPurchaseOrder, 'agreements'>) => (
  <ScrollTable
    caption="Instalments of packages and buy-backs under it, newest first, with VAT"
    head={[
      { text: 'Agreement' },
      { text: 'School' },
      { text: 'Held', format: 'numeric' as const },
      { text: 'Of it charged', format: 'numeric' as const },
    ]}
    rows={agreements.map(({ agreement, title, schoolName, heldPence, chargedPence }) => [
      {
        html: (
          <a class="govuk-link" href={`/${slug}/buyback/agreements/${agreement}`}>
            {title}
          </a>
        ),
      },
      { text: schoolName },
      money(heldPence),
      money(chargedPence),
    ])}
  />
);

const pathOf = ({ council: { slug } }: Context, order: PurchaseOrder): string =>
  `/${slug}/bookings/purchase-orders/${purchaseOrderPath(order)}`;

export async function purchaseOrderPage(context: Context, c: Web, seen: SeenPurchaseOrder, given: Given = {}): Promise<Response> {
  const { order, organisationName, under, agreements, next, history } = seen;
  const { slug } = context.council;
  const errors = errorsIn(given);
  const list = `/${slug}/bookings/purchase-orders${context.actor.organisation === order.organisation ? '' : `?organisation=${order.organisation}`}`;
  return page(context, c, {
    title: `Purchase order ${order.number}`,
    refusal: given.refusal,
    errors,
    back: { href: list, text: 'Purchase orders' },
    children: (
      <>
        {c.req.query('done') && !given.refusal && <NotificationBanner type="success" text="Saved. It counts from now on." />}
        <PageHeading caption={organisationName}>Purchase order {order.number}</PageHeading>
        <Standing order={order} />
        <p class="govuk-hint">{explained}</p>
        {agreements.length > 0 && <AgreedUnder slug={slug} agreements={agreements} />}
        {under.length > 0 ? (
          <BookedUnder slug={slug} under={under} />
        ) : (
          <p class="govuk-body">{c.req.query('after') ? 'There are no older ones.' : 'No visit is booked under it yet.'}</p>
        )}
        {next && <MoreLink query={{ after: next }} text="Older bookings" />}
        {can(context.actor, 'purchase-order:keep') && (
          <PurchaseOrderForms base={pathOf(context, order)} order={order} given={given} errors={errors} />
        )}
        <History entries={history} />
      </>
    ),
  });
}

/** Does a change to the order that the path names; on a refusal shows it as it stands, with what was typed. */
export const changed = (
  context: Context,
  c: Web,
  given: Given,
  doIt: (name: PurchaseOrderName) => Promise<Decision<PurchaseOrder>>,
): Promise<Response> =>
  doneOrShown(context, c, {
    id: purchaseOrderIn(c),
    doIt,
    to: (order) => `${pathOf(context, order)}?done=yes`,
    read: (name) => readPurchaseOrder(context, name),
    show: (seen, refusal) => purchaseOrderPage(context, c, seen, { ...given, refusal }),
  });
