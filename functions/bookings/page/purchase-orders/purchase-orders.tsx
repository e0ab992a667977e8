// Purchase orders as pages: the list with what is left of each and the form that registers one, and what is done from the page of one.
import { dateText } from '../../../../shared/calendar.ts';
import type { Context } from '../../../../shared/context.ts';
import { refuse } from '../../../../shared/decision.ts';
import { type Handlers, parse, readForm, seeOther, type Web } from '../../../../shared/http.ts';
import { type OrganisationId, organisationIdSchema, organisationTyped } from '../../../../shared/ids.ts';
import { page, problemPage } from '../../../../shared/page.tsx';
import {
  Button,
  dateTyped,
  errorFor,
  Input,
  InsetText,
  MoreLink,
  PageHeading,
  Radios,
  ScrollTable,
  WholeList,
} from '../../../../shared/ui/index.ts';
import { can } from '../../../identity/rules.ts';
import type { manifest } from '../../../manifest.ts';
import {
  changePurchaseOrder,
  closePurchaseOrder,
  listPurchaseOrders,
  readPurchaseOrder,
  registerPurchaseOrder,
} from '../../actions/purchase-orders.ts';
import { purchaseOrderIn } from '../../routes/purchase-orders.ts';
import { heldPenceOf } from '../../rules/purchase-orders.ts';
import {
  type PurchaseOrder,
  purchaseOrderChangeSchema,
  purchaseOrderClosingSchema,
  purchaseOrderPath,
  registrationSchema,
} from '../../schema/purchase-orders.ts';
import { ofWhomPage } from '../of-whom.tsx';
import { changed, explained, money, purchaseOrderPage } from './purchase-order.tsx';
import { errorsIn, type Given, nothingTyped, pence, ValueAndDays } from './purchase-order-forms.tsx';
import { numberForm } from './purchase-order-input.tsx';

type Routes = (typeof manifest)['bookings']['routes'];
type OfPurchaseOrders = Extract<keyof Routes, `${string} /bookings/purchase-orders${string}`>;
const head = [
  { text: 'Number' },
  { text: 'For visits and instalments' },
  { text: 'Value', format: 'numeric' as const },
  { text: 'Booked', format: 'numeric' as const },
  { text: 'Charged', format: 'numeric' as const },
  { text: 'Left', format: 'numeric' as const },
];

const purchaseOrderRow = (slug: string, order: PurchaseOrder) => [
  {
    html: (
      <>
        <a class="govuk-link daybook-typed" href={`/${slug}/bookings/purchase-orders/${purchaseOrderPath(order)}`}>
          {order.number}
        </a>
        {order.closedAt && <span class="govuk-hint daybook-inline-hint"> closed</span>}
      </>
    ),
  },
  { text: `${dateText(order.from)} to ${dateText(order.to)}` },
  money(order.valuePence),
  money(heldPenceOf(order) - order.chargedPence),
  money(order.chargedPence),
  money(order.leftPence),
];

const ofWhom = { of: 'purchase-orders', title: 'Purchase orders', label: 'Whose purchase orders?' } as const;

/** Registers a further one. */
const RegisterForm = ({ slug, organisation, given }: { slug: string; organisation: OrganisationId; given: Given }) => {
  const { form } = given;
  const errors = errorsIn(given);
  return (
    <form method="post" action={`/${slug}/bookings/purchase-orders`} novalidate>
      <h2 class="govuk-heading-m">Register a purchase order</h2>
      <input type="hidden" name="organisation" value={organisation} />
      <Input
        id="number"
        name="number"
        label={{ text: 'Number' }}
        hint={{ text: numberForm }}
        classes="govuk-input--width-20"
        autocomplete="off"
        spellcheck={false}
        value={form?.one('number')}
        errorMessage={errorFor(errors, 'number')}
      />
      <ValueAndDays value={form?.one('value')} typed={form ?? nothingTyped} errors={errors} />
      <Radios
        name="purse"
        value={form?.one('purse') ?? 'either'}
        fieldset={{ legend: { text: 'What does it pay from?', classes: 'govuk-fieldset__legend--s' } }}
        errorMessage={errorFor(errors, 'purse')}
        items={[
          { value: 'either', text: 'Either purse' },
          { value: 'delegated-budget', text: 'The delegated budget alone' },
          { value: 'own-funds', text: 'Own funds alone' },
        ]}
      />
      <Button text="Register it" preventDoubleClick />
    </form>
  );
};

async function listPage(context: Context, c: Web, asked: string | undefined, given: Given = {}): Promise<Response> {
  const { slug } = context.council;
  const organisation = organisationIdSchema.safeParse(asked);
  const found =
    asked && !organisation.success
      ? refuse('unknown-organisation')
      : await listPurchaseOrders(context, organisation.data, c.req.query('after'));
  if (!found.ok) return ofWhomPage(context, c, ofWhom, found.refusal) ?? problemPage(c, context, found.refusal);
  const { items, next, organisation: of, organisationName, registeredOnly } = found.value;
  return page(context, c, {
    title: 'Purchase orders',
    refusal: given.refusal,
    errors: errorsIn(given),
    wide: true,
    back: { href: `/${slug}/bookings` },
    children: (
      <>
        <PageHeading caption={organisationName}>Purchase orders</PageHeading>
        <p class="govuk-body">
          {registeredOnly
            ? 'Only a number that is registered here may be named when something is booked.'
            : 'A number that is registered here is held to what it is worth. Another number may be named too: nobody then knows what is left of it.'}{' '}
          {can(context.actor, 'limit:read') && (
            <a class="govuk-link" href={`/${slug}/identity/limits/${of}`}>
              Limits, and whether a number is needed
            </a>
          )}
        </p>
        {items.length > 0 ? (
          <>
            <ScrollTable caption="Registered, with VAT" head={head} rows={items.map((order) => purchaseOrderRow(slug, order))} />
            <p class="govuk-hint">{explained}</p>
          </>
        ) : (
          <InsetText text={c.req.query('after') ? 'There are no more.' : 'No purchase order is registered.'} />
        )}
        {next && <MoreLink query={{ organisation: of, after: next }} text="More purchase orders" />}
        {items.length > 0 && <WholeList slug={slug} list="purchase-orders" organisation={context.actor.organisation ? undefined : of} />}
        {can(context.actor, 'purchase-order:keep') && <RegisterForm slug={slug} organisation={of} given={given} />}
      </>
    ),
  });
}

export const purchaseOrderPages: Handlers<Pick<Routes, OfPurchaseOrders>> = {
  'GET /bookings/purchase-orders': (context, c) =>
    ofWhomPage(context, c, ofWhom) ?? listPage(context, c, organisationTyped(c.req.query('organisation')?.trim())),
  'POST /bookings/purchase-orders': async (context, c) => {
    const form = await readForm(c);
    const organisation = form.one('organisation');
    const purse = form.one('purse');
    const command = parse(registrationSchema, {
      ...(organisation ? { organisation } : {}),
      number: form.one('number')?.trim() ?? '',
      valuePence: pence(form),
      from: dateTyped(form, 'from'),
      to: dateTyped(form, 'to'),
      ...(purse && purse !== 'either' ? { purse } : {}),
    });
    const done = command.ok ? await registerPurchaseOrder(context, command.value) : command;
    if (done.ok) return seeOther(`/${context.council.slug}/bookings/purchase-orders/${purchaseOrderPath(done.value)}?done=yes`);
    if (done.refusal.name === 'unknown-organisation') return problemPage(c, context, done.refusal);
    return listPage(context, c, organisation, { refusal: done.refusal, form });
  },
  'GET /bookings/purchase-orders/{purchaseOrder}': async (context, c) => {
    const name = purchaseOrderIn(c);
    const found = name.ok ? await readPurchaseOrder(context, name.value, c.req.query('after')) : name;
    return found.ok ? purchaseOrderPage(context, c, found.value) : problemPage(c, context, found.refusal);
  },
  'POST /bookings/purchase-orders/{purchaseOrder}': async (context, c) => {
    const form = await readForm(c);
    return changed(context, c, { form }, async (name) => {
      const command = parse(purchaseOrderChangeSchema, {
        version: Number(form.one('version')),
        valuePence: pence(form),
        from: dateTyped(form, 'from'),
        to: dateTyped(form, 'to'),
      });
      return command.ok ? changePurchaseOrder(context, name, command.value) : command;
    });
  },
  'POST /bookings/purchase-orders/{purchaseOrder}/closing': async (context, c) => {
    const form = await readForm(c);
    return changed(context, c, {}, async (name) => {
      const command = parse(purchaseOrderClosingSchema, { version: Number(form.one('version')), closed: form.one('closed') === 'yes' });
      return command.ok ? closePurchaseOrder(context, name, command.value) : command;
    });
  },
};
