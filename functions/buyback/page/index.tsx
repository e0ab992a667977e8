// The pages of packages and buy-back.
import type { Context } from '../../../shared/context.ts';
import type { Decision, Refusal } from '../../../shared/decision.ts';
import { readAndShow } from '../../../shared/done.ts';
import { type Handlers, parse, readForm, seeOther, type Web } from '../../../shared/http.ts';
import type { AgreementId } from '../../../shared/ids.ts';
import { inWordsOfForm, problemPage } from '../../../shared/page.tsx';
import { can } from '../../identity/rules.ts';
import type { manifest } from '../../manifest.ts';
import { agree, endEarly, giveNotice, nameOrder } from '../actions/agree.ts';
import { previewEnding, previewNotice } from '../actions/previews.ts';
import { askedWith, makeQuote } from '../actions/quote.ts';
import { readAgreement, readOffers, readRenewals } from '../actions/read.ts';
import { agreementIdFrom, organisationFrom } from '../routes.ts';
import { type Agreement, agreeSchema, endingSchema, namingSchema, noticeSchema, quoteSchema } from '../schema.ts';
import { agreementPage } from './agreement.tsx';
import { endingPage, noticePage } from './ends.tsx';
import { agreementsPage } from './list.tsx';
import { offersPage } from './offers.tsx';
import { quotePage } from './quote.tsx';
import { renewalsPage } from './renewals.tsx';

type Routes = (typeof manifest)['buyback']['routes'];
type Pages = { [R in keyof Routes as R extends `${string} /api/${string}` ? never : R]: Routes[R] };

/** What the address of a quote asks for; `to` is a way on from a renewal, a package and its year in one. */
function asked(context: Context, c: Web) {
  const [code, clock] = (c.req.query('to') ?? '').split(' ');
  const query = (name: string) => c.req.query(name) || undefined;
  const years = query('years');
  return {
    organisation: query('organisation') ?? context.actor.organisation,
    package: code || query('package'),
    purse: query('purse'),
    ...((clock ?? query('clock')) ? { clock: clock ?? query('clock') } : {}),
    ...(years ? { years: /^\d{1,2}$/.test(years) ? Number(years) : years } : {}),
    ...(query('renews') ? { renews: query('renews') } : {}),
  };
}

type Typed = { reason?: string | undefined; from?: string | undefined; purchaseOrder?: string | undefined };
const orderWords = {
  from: 'Choose the year',
  purchaseOrder: 'Enter the number of the purchase order, of at most 30 characters: letters, digits, spaces and . / _ # -',
};

/** Does something to the agreement the path names; on a refusal shows it as it stands by now, with what was typed. */
async function afterCommand(
  context: Context,
  c: Web,
  { done, ...typed }: { done: string } & Typed,
  doIt: (id: AgreementId) => Promise<Decision<Agreement>>,
): Promise<Response> {
  const id = agreementIdFrom(c.req.param('agreement'));
  const decision = id.ok ? await doIt(id.value) : id;
  if (decision.ok) return seeOther(`/${context.council.slug}/buyback/agreements/${decision.value.id}?done=${done}`);
  const found = id.ok ? await readAgreement(context, id.value) : id;
  return found.ok
    ? agreementPage(context, c, found.value, { refusal: decision.refusal, ...typed })
    : problemPage(c, context, found.refusal);
}

/** What would come of something, on a page of its own; where it cannot be done the agreement says why. */
async function shownOr<P>(
  context: Context,
  c: Web,
  id: AgreementId,
  preview: Decision<P>,
  shown: (context: Context, c: Web, preview: P) => Promise<Response>,
  reason?: string,
): Promise<Response> {
  if (preview.ok) return shown(context, c, preview.value);
  const found = await readAgreement(context, id);
  return found.ok ? agreementPage(context, c, found.value, { refusal: preview.refusal, reason }) : problemPage(c, context, found.refusal);
}

/** A quote that is refused is told where it was asked for, with what was chosen; to whoever may not see that page, by itself. */
async function quoteRefused(context: Context, c: Web, refusal: Refusal): Promise<Response> {
  const query = (name: string) => c.req.query(name) || undefined;
  const organisation = organisationFrom(c);
  const agreement = query('renews');
  if (!organisation.ok) return problemPage(c, context, organisation.refusal);
  if (agreement) {
    const given = { agreement, refusal, to: query('to'), years: query('years'), purse: query('purse') };
    const renewals = await readRenewals(context, organisation.value);
    const isShown = renewals.ok && renewals.value.renewals.some((each) => each.agreement.id === agreement);
    return isShown ? renewalsPage(context, c, renewals.value, given) : problemPage(c, context, refusal);
  }
  const offers = await readOffers(context, organisation.value);
  return offers.ok ? offersPage(context, c, offers.value, refusal) : problemPage(c, context, refusal);
}

export const pagesWith = (signingKey: string): Handlers<Pages> => ({
  'GET /buyback': async (context, c) => {
    const organisation = organisationFrom(c);
    // Whoever acts for no organisation looks at everybody's.
    if (organisation.ok && !organisation.value && !context.actor.organisation && can(context.actor, 'buyback:list'))
      return seeOther(`/${context.council.slug}/buyback/agreements`);
    const found = organisation.ok ? await readOffers(context, organisation.value) : organisation;
    return found.ok ? offersPage(context, c, found.value) : problemPage(c, context, found.refusal);
  },
  'GET /buyback/renewals': (context, c) => readAndShow(context, c, organisationFrom(c), readRenewals, renewalsPage),
  'GET /buyback/quote': async (context, c) => {
    const command = parse(quoteSchema, asked(context, c));
    const decision = command.ok ? await makeQuote(context, signingKey, command.value) : command;
    if (decision.ok) return quotePage(context, c, decision.value);
    return quoteRefused(context, c, decision.refusal);
  },
  'GET /buyback/agreements': (context, c) => agreementsPage(context, c),
  'POST /buyback/agreements': async (context, c) => {
    const form = await readForm(c);
    const token = form.one('token') ?? '';
    const purchaseOrder = form.one('purchaseOrder')?.trim() || undefined;
    const command = parse(agreeSchema, { token, ...(purchaseOrder ? { purchaseOrder } : {}) });
    const decision = command.ok ? await agree(context, signingKey, command.value) : command;
    if (decision.ok) return seeOther(`/${context.council.slug}/buyback/agreements/${decision.value.agreement}?done=agreed`);
    const { refusal } = decision;
    const before = askedWith(context, signingKey, token);
    const again = before && (await makeQuote(context, signingKey, before.command));
    // The same quote again, or the one that takes its place, with what was typed.
    return again?.ok ? quotePage(context, c, again.value, { refusal, purchaseOrder }) : problemPage(c, context, refusal);
  },
  'GET /buyback/agreements/{agreement}': (context, c) =>
    readAndShow(context, c, agreementIdFrom(c.req.param('agreement')), readAgreement, agreementPage),
  'GET /buyback/agreements/{agreement}/notice': async (context, c) => {
    const id = agreementIdFrom(c.req.param('agreement'));
    return id.ok ? shownOr(context, c, id.value, await previewNotice(context, id.value), noticePage) : problemPage(c, context, id.refusal);
  },
  'POST /buyback/agreements/{agreement}/ending/preview': async (context, c) => {
    const id = agreementIdFrom(c.req.param('agreement'));
    if (!id.ok) return problemPage(c, context, id.refusal);
    const reason = (await readForm(c)).one('reason');
    const command = parse(endingSchema, { reason });
    return shownOr(context, c, id.value, command.ok ? await previewEnding(context, id.value, command.value) : command, endingPage, reason);
  },
  'POST /buyback/agreements/{agreement}/notice': async (context, c) => {
    const endsOn = (await readForm(c)).one('endsOn');
    return afterCommand(context, c, { done: 'notice' }, async (id) => {
      const command = parse(noticeSchema, { endsOn });
      return command.ok ? giveNotice(context, id, command.value) : command;
    });
  },
  'POST /buyback/agreements/{agreement}/purchase-order': async (context, c) => {
    const form = await readForm(c);
    const [from, purchaseOrder] = [form.one('from'), form.one('purchaseOrder')?.trim()];
    return afterCommand(context, c, { done: 'order', from, purchaseOrder }, async (id) => {
      const command = parse(namingSchema, { from, ...(purchaseOrder ? { purchaseOrder } : {}) });
      return command.ok ? nameOrder(context, id, command.value) : { ok: false, refusal: inWordsOfForm(command.refusal, orderWords) };
    });
  },
  'POST /buyback/agreements/{agreement}/ending': async (context, c) => {
    const reason = (await readForm(c)).one('reason');
    return afterCommand(context, c, { done: 'ended', reason }, async (id) => {
      const command = parse(endingSchema, { reason });
      return command.ok ? endEarly(context, id, command.value) : command;
    });
  },
});
