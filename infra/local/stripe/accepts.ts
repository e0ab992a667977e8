// The parameters each endpoint accepts, with their types, limits and closed words. The SDK's enums are open, so a misspelt word compiles:
// this table is where it is caught. `Record<Words<…>, true>` makes tsc report a word the installed SDK adds or drops.
import type Stripe from 'stripe';
import type { Accepted, Fields } from './form.ts';

type Create = Stripe.Checkout.SessionCreateParams;
/** The named words of an SDK enum, without the open `string` beside them. */
type Words<T> = T extends string ? (string & Record<never, never> extends T ? never : T) : never;
type Named<P> = Partial<Record<keyof P, Accepted>>;

function words<W extends string>(all: Record<W, true>): readonly W[] {
  return Object.keys(all) as W[];
}

const LOCALES = words<Words<Stripe.Checkout.SessionCreateParams.Locale>>({
  auto: true,
  bg: true,
  cs: true,
  da: true,
  de: true,
  el: true,
  en: true,
  'en-GB': true,
  es: true,
  'es-419': true,
  et: true,
  fi: true,
  fil: true,
  fr: true,
  'fr-CA': true,
  'hi-IN': true,
  hr: true,
  hu: true,
  id: true,
  it: true,
  ja: true,
  ko: true,
  lt: true,
  lv: true,
  ms: true,
  mt: true,
  nb: true,
  nl: true,
  pl: true,
  pt: true,
  'pt-BR': true,
  ro: true,
  ru: true,
  sk: true,
  sl: true,
  sv: true,
  th: true,
  tr: true,
  vi: true,
  zh: true,
  'zh-HK': true,
  'zh-TW': true,
});
const METHODS = words<Words<Stripe.Checkout.SessionCreateParams.AllowedPaymentMethodType>>({
  acss_debit: true,
  affirm: true,
  afterpay_clearpay: true,
  alipay: true,
  alma: true,
  amazon_pay: true,
  au_becs_debit: true,
  bacs_debit: true,
  bancontact: true,
  billie: true,
  bizum: true,
  blik: true,
  boleto: true,
  card: true,
  cashapp: true,
  crypto: true,
  customer_balance: true,
  eps: true,
  fpx: true,
  giropay: true,
  grabpay: true,
  ideal: true,
  kakao_pay: true,
  klarna: true,
  konbini: true,
  kr_card: true,
  link: true,
  mb_way: true,
  mobilepay: true,
  multibanco: true,
  naver_pay: true,
  nz_bank_account: true,
  oxxo: true,
  p24: true,
  pay_by_bank: true,
  payco: true,
  paynow: true,
  paypal: true,
  paypay: true,
  payto: true,
  pix: true,
  promptpay: true,
  revolut_pay: true,
  samsung_pay: true,
  satispay: true,
  scalapay: true,
  sepa_debit: true,
  sequra: true,
  sofort: true,
  sunbit: true,
  swish: true,
  twint: true,
  upi: true,
  us_bank_account: true,
  wechat_pay: true,
  zip: true,
});
const MODES = words<Words<Stripe.Checkout.SessionCreateParams.Mode>>({ payment: true, setup: true, subscription: true });
const SUBMIT_TYPES = words<Words<Stripe.Checkout.SessionCreateParams.SubmitType>>({
  auto: true,
  book: true,
  donate: true,
  pay: true,
  subscribe: true,
});
const UI_MODES = words<Words<Stripe.Checkout.SessionCreateParams.UiMode>>({
  elements: true,
  embedded_page: true,
  form: true,
  hosted_page: true,
});
const STATUSES = words<Words<Stripe.Checkout.SessionListParams.Status>>({ complete: true, expired: true, open: true });

/** Documented: eight digits, so £999,999.99 at most. */
export const MOST_PENCE = 99_999_999;
/** Documented: the least charge in pounds is 30 pence. */
export const LEAST_PENCE = 30;

const ID: Accepted = { is: 'text', longest: 255 };
const URL_TEXT: Accepted = { is: 'text', longest: 5000, form: /^https?:\/\/[^\s/?#]+/, says: 'Not a valid URL', code: 'url_invalid' };
const EMAIL: Accepted = {
  is: 'text',
  longest: 800,
  form: /^[^\s@]+@[^\s@]+\.[^\s@]+$/,
  says: 'Invalid email address',
  code: 'email_invalid',
};
const EXPAND: Accepted = { is: 'list', of: { is: 'text', longest: 255 }, most: 100 };
const POUNDS: Accepted = { is: 'word', words: ['gbp'] };
const METADATA: Accepted = { is: 'metadata' };

const PRODUCT: Accepted = {
  is: 'fields',
  needs: ['name'],
  fields: {
    name: { is: 'text', longest: 1500 },
    description: { is: 'text', longest: 5000 },
    metadata: METADATA,
  } satisfies Named<Stripe.Checkout.SessionCreateParams.LineItem.PriceData.ProductData>,
};

const LINE_ITEM: Accepted = {
  is: 'fields',
  // Assumed: Stripe also takes a stored `price`; prices are not simulated, so `price_data` is required here.
  needs: ['price_data', 'quantity'],
  fields: {
    price_data: {
      is: 'fields',
      needs: ['currency', 'unit_amount', 'product_data'],
      fields: {
        currency: POUNDS,
        // Documented as a whole number of pence, though the SDK's type is `number`.
        unit_amount: { is: 'integer', least: 0, most: MOST_PENCE },
        product_data: PRODUCT,
      } satisfies Named<Stripe.Checkout.SessionCreateParams.LineItem.PriceData>,
    },
    quantity: { is: 'integer', least: 1, most: 999_999 },
  } satisfies Named<Stripe.Checkout.SessionCreateParams.LineItem>,
};

const CREATE = {
  adaptive_pricing: { is: 'fields', fields: { enabled: { is: 'flag' } } },
  allowed_payment_method_types: { is: 'list', of: { is: 'word', words: METHODS }, most: METHODS.length },
  cancel_url: URL_TEXT,
  client_reference_id: { is: 'text', longest: 200 },
  currency: POUNDS,
  customer_email: EMAIL,
  expand: EXPAND,
  expires_at: { is: 'integer', least: 0, most: Number.MAX_SAFE_INTEGER },
  line_items: { is: 'list', of: LINE_ITEM, most: 100 },
  locale: { is: 'word', words: LOCALES },
  metadata: METADATA,
  mode: { is: 'word', words: MODES, simulated: ['payment'] },
  payment_intent_data: {
    is: 'fields',
    fields: {
      description: { is: 'text', longest: 1000 },
      metadata: METADATA,
      receipt_email: EMAIL,
      // Documented: 22 characters, a letter among them, none of < > \ ' " *.
      statement_descriptor_suffix: {
        is: 'text',
        longest: 22,
        form: /^(?=.*[A-Za-z])[^<>\\'"*]+$/,
        says: 'Invalid statement_descriptor_suffix: it needs a letter and none of < > \\ \' " *',
      },
    } satisfies Named<Stripe.Checkout.SessionCreateParams.PaymentIntentData>,
  },
  submit_type: { is: 'word', words: SUBMIT_TYPES },
  success_url: URL_TEXT,
  ui_mode: { is: 'word', words: UI_MODES, simulated: ['hosted_page'] },
} satisfies Named<Create>;

export const SESSION_CREATE: Fields = {
  ...CREATE,
  // Documented for payment intents at 2026-09-30.endive; assumed to be the same code on sessions.
  payment_method_types: {
    is: 'removed',
    code: 'payment_method_types_no_longer_supported',
    says: 'payment_method_types is no longer supported. Use allowed_payment_method_types to narrow the methods enabled in the dashboard.',
  },
};
/** Documented: line items are required in payment mode, `success_url` for the hosted page. */
export const SESSION_CREATE_NEEDS = ['mode', 'line_items', 'success_url'] satisfies (keyof Create)[];

const PAGE = {
  // Documented: 1 to 100, 10 when not given.
  limit: { is: 'integer', least: 1, most: 100 },
  starting_after: ID,
  ending_before: ID,
  created: { is: 'instant or range' },
  expand: EXPAND,
} satisfies Fields;

export const ONLY_EXPAND: Fields = { expand: EXPAND };

export const SESSION_LIST: Fields = {
  ...PAGE,
  payment_intent: ID,
  status: { is: 'word', words: STATUSES },
  customer_details: { is: 'fields', needs: ['email'], fields: { email: EMAIL } },
} satisfies Named<Stripe.Checkout.SessionListParams>;

export const INTENT_LIST: Fields = PAGE satisfies Named<Stripe.PaymentIntentListParams>;

export const EVENT_LIST: Fields = {
  ...PAGE,
  delivery_success: { is: 'flag' },
  type: { is: 'text', longest: 100 },
  types: { is: 'list', of: { is: 'text', longest: 100 }, most: 20 },
} satisfies Named<Stripe.EventListParams>;
