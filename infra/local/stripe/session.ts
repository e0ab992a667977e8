// Builds a Checkout Session and its lines, typed as the SDK's own, so that tsc names every field a new SDK version adds.
import Stripe from 'stripe';
import { newId } from './ids.ts';

type Metadata = { [name: string]: string };
type Intends = Omit<Stripe.Checkout.SessionCreateParams.PaymentIntentData, 'metadata'> & { metadata?: Metadata };

/** Create parameters as the table in accepts.ts has checked them: what it requires is not optional here. */
export type CheckedCreate = Omit<Stripe.Checkout.SessionCreateParams, 'line_items' | 'metadata' | 'payment_intent_data' | 'success_url'> & {
  line_items: { price_data: { currency: string; unit_amount: number; product_data: { name: string } }; quantity: number }[];
  metadata?: Metadata;
  payment_intent_data?: Intends;
  success_url: string;
};

/** A session with what Stripe keeps beside it: its lines, and what a payment intent will be made of at the first attempt. */
export type Checkout = {
  session: Stripe.Checkout.Session;
  lines: Stripe.LineItem[];
  intends: Intends;
};

export function buildCheckout(given: CheckedCreate, created: number, origin: string): Checkout {
  const lines = given.line_items.map((line) => buildLine(line, created));
  const amount = lines.reduce((sum, line) => sum + line.amount_total, 0);
  const id = newId('cs_test_', 58);
  const session: Stripe.Checkout.Session = {
    id,
    object: 'checkout.session',
    // Assumed: on unless it is turned off, as new accounts have it.
    adaptive_pricing: { enabled: given.adaptive_pricing?.enabled ?? true },
    after_expiration: null,
    allow_promotion_codes: null,
    allowed_payment_method_types: given.allowed_payment_method_types ?? null,
    amount_subtotal: amount,
    amount_total: amount,
    automatic_tax: { enabled: false, liability: null, provider: null, status: null },
    billing_address_collection: null,
    cancel_url: given.cancel_url ?? null,
    client_reference_id: given.client_reference_id ?? null,
    client_secret: null,
    collected_information: null,
    consent: null,
    consent_collection: null,
    created,
    currency: 'gbp',
    currency_conversion: null,
    custom_fields: [],
    custom_text: { after_submit: null, shipping_address: null, submit: null, terms_of_service_acceptance: null },
    customer: null,
    customer_account: null,
    customer_creation: 'if_required',
    // Assumed: the simulated page asks for no e-mail address, so it knows only the one it was given.
    customer_details: given.customer_email ? customerDetails(given.customer_email) : null,
    customer_email: given.customer_email ?? null,
    discounts: [],
    // Documented: 24 hours when not given.
    expires_at: given.expires_at ?? created + 24 * 3600,
    integration_identifier: null,
    invoice: null,
    invoice_creation: { enabled: false, invoice_data: emptyInvoice() },
    livemode: false,
    locale: given.locale ?? null,
    managed_payments: null,
    metadata: { ...given.metadata },
    mode: 'payment',
    origin_context: null,
    // Documented: null until the customer submits the page.
    payment_intent: null,
    payment_link: null,
    payment_method_collection: 'if_required',
    payment_method_configuration_details: null,
    payment_method_options: {},
    payment_method_types: ['card'],
    payment_status: 'unpaid',
    permissions: null,
    phone_number_collection: { enabled: false },
    recovered_from: null,
    saved_payment_method_options: null,
    setup_intent: null,
    shipping_address_collection: null,
    shipping_cost: null,
    shipping_options: [],
    status: 'open',
    submit_type: given.submit_type ?? null,
    subscription: null,
    success_url: given.success_url,
    total_details: { amount_discount: 0, amount_shipping: 0, amount_tax: 0 },
    ui_mode: 'hosted_page',
    url: payPage(origin, id),
    wallet_options: null,
  };
  return { session, lines, intends: given.payment_intent_data ?? {} };
}

export function payPage(origin: string, sessionId: string): string {
  return `${origin}/pay/${sessionId}`;
}

function customerDetails(email: string): Stripe.Checkout.Session.CustomerDetails {
  return {
    address: null,
    business_name: null,
    email,
    individual_name: null,
    name: null,
    phone: null,
    tax_exempt: 'none',
    tax_ids: null,
  };
}

function emptyInvoice(): Stripe.Checkout.Session.InvoiceCreation.InvoiceData {
  return {
    account_tax_ids: null,
    custom_fields: null,
    description: null,
    footer: null,
    issuer: null,
    metadata: null,
    rendering_options: null,
  };
}

function buildLine({ price_data, quantity }: CheckedCreate['line_items'][number], created: number): Stripe.LineItem {
  const amount = price_data.unit_amount * quantity;
  return {
    id: newId('li_'),
    object: 'item',
    adjustable_quantity: null,
    amount_discount: 0,
    amount_subtotal: amount,
    amount_tax: 0,
    amount_total: amount,
    currency: price_data.currency,
    description: price_data.product_data.name,
    metadata: {},
    price: {
      id: newId('price_'),
      object: 'price',
      active: false,
      billing_scheme: 'per_unit',
      created,
      currency: price_data.currency,
      custom_unit_amount: null,
      livemode: false,
      lookup_key: null,
      metadata: {},
      nickname: null,
      product: newId('prod_', 14),
      recurring: null,
      tax_behavior: 'unspecified',
      tiers_mode: null,
      transform_quantity: null,
      type: 'one_time',
      unit_amount: price_data.unit_amount,
      unit_amount_decimal: Stripe.Decimal.from(price_data.unit_amount),
    },
    quantity,
  };
}
