// Packages and buy-back as JSON: the twins of their pages.
import { type Decision, refuse } from '../../shared/decision.ts';
import { answer, type Handlers, parse, problem, readJson, type Web } from '../../shared/http.ts';
import { type AgreementId, idSchema, type OrganisationId, organisationIdSchema } from '../../shared/ids.ts';
import { can } from '../identity/rules.ts';
import type { manifest } from '../manifest.ts';
import { agree, endEarly, giveNotice, nameOrder } from './actions/agree.ts';
import { makeQuote } from './actions/quote.ts';
import { listAgreements, type Offer, readAgreement, readAgreements, readOffers, readRenewals, type SeenAgreement } from './actions/read.ts';
import type { AgreementRow } from './rules/columns.ts';
import { type Agreement, agreeSchema, endingSchema, namingSchema, noticeSchema, quoteSchema } from './schema.ts';

type Routes = (typeof manifest)['buyback']['routes'];
type Api = { [R in keyof Routes as R extends `${string} /api/${string}` ? R : never]: Routes[R] };

/** The agreement a path names; something that is no agreement's id is an agreement that does not exist. */
export function agreementIdFrom(text: string | undefined): Decision<AgreementId> {
  const id = parse(idSchema('agr'), text);
  return id.ok ? id : refuse('unknown-agreement');
}

/** The organisation that was asked for, if any was. */
export function organisationFrom(c: Web): Decision<OrganisationId | undefined> {
  const asked = c.req.query('organisation');
  if (asked === undefined) return { ok: true, value: undefined };
  const organisation = organisationIdSchema.safeParse(asked);
  return organisation.success ? { ok: true, value: organisation.data } : refuse('unknown-organisation');
}

/** Without who did what: that is told by name, on the page. */
const showAgreement = ({ terms, notice, told: _, ...agreement }: Agreement) => ({
  ...agreement,
  terms: terms.map(({ kind, from, to, agreedAt }) => ({ kind, from, to, agreedAt })),
  ...(notice ? { notice: { at: notice.at, endsOn: notice.endsOn } } : {}),
});
const showSeen = ({ agreement, years, noticeBy, nextDue }: SeenAgreement) => ({
  ...showAgreement(agreement),
  years: years.map(({ year, ...left }) => ({ ...year, ...left })),
  ...(noticeBy ? { noticeBy } : {}),
  ...(nextDue ? { nextDue } : {}),
});
const showOffer = ({ package: of, services, netPence, partsPence, clocks, mostYears, agreed }: Offer) => ({
  ...of,
  services,
  netPence,
  partsPence,
  clocks,
  ...(mostYears ? { mostYears } : {}),
  ...(agreed ? { agreement: agreed.id } : {}),
});
const showRow = ({ agreement, ...row }: AgreementRow) => ({ ...showAgreement(agreement), ...row });

export const routesWith = (signingKey: string): Handlers<Api> => ({
  'GET /api/buyback/packages': async (context, c) => {
    const asked = organisationFrom(c);
    const found = asked.ok ? await readOffers(context, asked.value) : asked;
    return answer(c, found, ({ organisation, offers, purses }) => ({ organisation, packages: offers.map(showOffer), purses }));
  },
  'GET /api/buyback/renewals': async (context, c) => {
    const asked = organisationFrom(c);
    const found = asked.ok ? await readRenewals(context, asked.value) : asked;
    return answer(c, found, ({ organisation, renewals }) => ({
      organisation,
      renewals: renewals.map(({ agreement, last: { year, ...left }, ...renewal }) => ({
        ...renewal,
        agreement: agreement.id,
        package: agreement.code,
        title: agreement.title,
        last: { from: year.from, to: year.to, ...left },
      })),
    }));
  },
  'POST /api/buyback/quotes': async (context, c) => {
    const command = await readJson(c, quoteSchema);
    if (!command.ok) return problem(c, command.refusal);
    return answer(c, await makeQuote(context, signingKey, command.value), ({ quote, token, expiresAt, overLimit }) => ({
      ...quote,
      token,
      expiresAt,
      ...(overLimit ? { overLimit: overLimit.detail } : {}),
    }));
  },
  'GET /api/buyback/agreements': async (context, c) => {
    const asked = organisationFrom(c);
    if (!asked.ok) return problem(c, asked.refusal);
    const organisation = asked.value ?? context.actor.organisation;
    if (organisation)
      return answer(c, await readAgreements(context, organisation), (agreements) => ({ agreements: agreements.map(showSeen) }));
    // Everybody's together is the list of those who work with it, as on its page.
    if (!can(context.actor, 'buyback:list')) return problem(c, { name: 'not-allowed' });
    const { items, next } = await listAgreements(context, c.req.query('after'));
    return c.json({ agreements: items.map(showRow), next });
  },
  'POST /api/buyback/agreements': async (context, c) => {
    const command = await readJson(c, agreeSchema);
    if (!command.ok) return problem(c, command.refusal);
    return answer(c, await agree(context, signingKey, command.value), (made) => made, 201);
  },
  'GET /api/buyback/agreements/{agreement}': async (context, c) => {
    const id = agreementIdFrom(c.req.param('agreement'));
    return answer(c, id.ok ? await readAgreement(context, id.value) : id, showSeen);
  },
  'POST /api/buyback/agreements/{agreement}/notice': async (context, c) => {
    const id = agreementIdFrom(c.req.param('agreement'));
    const command = await readJson(c, noticeSchema);
    if (!command.ok) return problem(c, command.refusal);
    return answer(c, id.ok ? await giveNotice(context, id.value, command.value) : id, showAgreement);
  },
  'POST /api/buyback/agreements/{agreement}/purchase-order': async (context, c) => {
    const id = agreementIdFrom(c.req.param('agreement'));
    const command = await readJson(c, namingSchema);
    if (!command.ok) return problem(c, command.refusal);
    return answer(c, id.ok ? await nameOrder(context, id.value, command.value) : id, showAgreement);
  },
  'POST /api/buyback/agreements/{agreement}/ending': async (context, c) => {
    const id = agreementIdFrom(c.req.param('agreement'));
    const command = await readJson(c, endingSchema);
    if (!command.ok) return problem(c, command.refusal);
    return answer(c, id.ok ? await endEarly(context, id.value, command.value) : id, showAgreement);
  },
});
