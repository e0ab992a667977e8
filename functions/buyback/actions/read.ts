// What people see of packages and buy-back: what is on offer, what an organisation has, what it may renew, and the council's list of all of it.
import { type CivilDate, londonDate } from '../../../shared/calendar.ts';
import type { Context } from '../../../shared/context.ts';
import { accept, type Decision, refuse } from '../../../shared/decision.ts';
import type { AgreementId, OrganisationId } from '../../../shared/ids.ts';
import type { Package, YearClock } from '../../../shared/policy/packages.ts';
import type { Page } from '../../../shared/table.ts';
import { policyAt } from '../../entitlements/store.ts';
import { can, canTouch } from '../../identity/rules.ts';
import { readHistory } from '../../identity/store/audit.ts';
import { kindOfBuyerOn } from '../../schools/rules/buyers.ts';
import { getOrganisation } from '../../schools/store/organisations.ts';
import { isClockOf } from '../rules/clocks.ts';
import { type AgreementRow, agreementRow } from '../rules/columns.ts';
import { noticeBy } from '../rules/end.ts';
import { partsPence, usableOn } from '../rules/parts.ts';
import { isStanding, priceOf } from '../rules/quote.ts';
import { buyBackOf, clocksOf, type OnClock, type Renewal, renewalOf, type YearLeft, yearLeft } from '../rules/renewals.ts';
import { kindOfTerm, mostYears } from '../rules/terms.ts';
import { yearsToCome } from '../rules/under.ts';
import type { Agreement } from '../schema.ts';
import { agreementsOf, allAgreements } from '../store.ts';
import { touched } from './agree.ts';
import { headsFor } from './facts.ts';
import { quoteFacts, unknownOrganisation } from './quote.ts';

/** A package on offer: what is in it by title, what its half-days cost one by one today, and which years of it may be agreed to. */
export type Offer = {
  package: Package;
  services: { code: string; title: string }[];
  netPence: number;
  partsPence: number;
  clocks: OnClock[];
  /** For how many years it may be agreed to at most, where that is asked. */
  mostYears?: number;
  agreed?: Agreement;
};

export type Offers = {
  organisation: OrganisationId;
  organisationName: string;
  offers: Offer[];
  agreements: SeenAgreement[];
  purses: readonly string[];
};

export type SeenAgreement = { agreement: Agreement; years: YearLeft[]; noticeBy?: string; nextDue?: { dueOn: string; netPence: number } };

async function seen(context: Context, agreement: Agreement): Promise<SeenAgreement> {
  const [heads, policy] = await Promise.all([headsFor(context, agreement), policyAt(context.table, context.now)]);
  const last = noticeBy(agreement, buyBackOf(policy?.pack, agreement.code));
  const due = agreement.years
    .flatMap(({ instalments }) => instalments)
    .filter(({ charge }) => !charge)
    .sort((a, b) => (a.dueOn < b.dueOn ? -1 : 1))[0];
  return {
    agreement,
    years: agreement.years.map((year) => yearLeft(year, heads.get(year.account))),
    ...(last ? { noticeBy: last } : {}),
    ...(due ? { nextDue: { dueOn: due.dueOn, netPence: due.netPence } } : {}),
  };
}

/** What an organisation may buy by the package, and what it has. Refuses `unknown-organisation`, `policy-not-in-force`. */
export async function readOffers(context: Context, asked: OrganisationId | undefined): Promise<Decision<Offers>> {
  const organisation = asked ?? context.actor.organisation;
  if (!organisation || !canTouch(context.actor, 'buyback:read', { organisation })) return { ok: false, refusal: unknownOrganisation };
  const facts = await quoteFacts(context, organisation);
  if (!facts.organisation) return { ok: false, refusal: unknownOrganisation };
  if (!facts.policy) return refuse('policy-not-in-force');
  const { pack } = facts.policy;
  const { today, agreements, services } = facts;
  const buyer = kindOfBuyerOn(facts.payer ?? facts.organisation, facts.councilLaCode, today);
  const own = kindOfBuyerOn(facts.organisation, facts.councilLaCode, today);
  const offers = pack.packages.flatMap((each): Offer[] => {
    const netPence = priceOf(each, today);
    const agreed = agreements.find((agreement) => agreement.code === each.code && isStanding(agreement));
    const usable = usableOn(services, each, today);
    if (netPence === undefined || usable.length === 0) return [];
    return [
      {
        package: each,
        services: usable.map((code) => ({ code, title: services.find((service) => service.code === code)?.title ?? code })),
        netPence,
        partsPence: partsPence(services, usable, each.halfDays, today, buyer),
        clocks: each.kind === 'buy-back' ? clocksOf(each, today, agreements).filter(({ clock }) => isClockOf(clock, own)) : [],
        ...(each.kind === 'buy-back' && each.continues === 'until-renewed'
          ? { mostYears: mostYears(kindOfTerm(each.code, agreements), each) }
          : {}),
        ...(agreed && each.kind === 'buy-back' ? { agreed } : {}),
      },
    ];
  });
  const purses = [...new Set(pack.vat.rows.filter((row) => row.buyer === buyer).map(({ purse }) => purse))];
  return accept({
    organisation,
    organisationName: facts.organisation.name,
    offers,
    agreements: await Promise.all([...agreements].reverse().map((agreement) => seen(context, agreement))),
    purses,
  });
}

/** An agreement with what is left of each of its years, and what was done to it. Refuses `unknown-agreement`. */
export async function readAgreement(context: Context, id: AgreementId) {
  const found = await touched(context, id, 'buyback:read');
  if (!found.ok) return found;
  const [known, history] = await Promise.all([seen(context, found.value), readHistory(context, id)]);
  return accept({
    ...known,
    history,
    mayGiveNotice: canTouch(context.actor, 'buyback:agree', { organisation: found.value.organisation }) && known.noticeBy !== undefined,
    mayName:
      isStanding(found.value) &&
      yearsToCome(found.value).length > 0 &&
      canTouch(context.actor, 'buyback:agree', { organisation: found.value.organisation }),
    mayEnd: can(context.actor, 'buyback:end') && isStanding(found.value),
  });
}
export type SeenAgreementPage = Extract<Awaited<ReturnType<typeof readAgreement>>, { ok: true }>['value'];

export type Renewals = Pick<Offers, 'organisation' | 'organisationName' | 'purses'> & {
  today: CivilDate;
  renewals: Renewal[];
  others: Offer[];
};

/** What an organisation may renew, change or let go, filled in from its last year. Refuses as readOffers() does. */
export async function readRenewals(context: Context, asked: OrganisationId | undefined): Promise<Decision<Renewals>> {
  const known = await readOffers(context, asked);
  if (!known.ok) return known;
  const { organisation, organisationName, offers, agreements, purses } = known.value;
  const policy = await policyAt(context.table, context.now);
  const today = londonDate(context.now);
  const renewals = await Promise.all(
    agreements.map(async ({ agreement }) => {
      const heads = await headsFor(context, agreement);
      return renewalOf(agreement, { offered: buyBackOf(policy?.pack, agreement.code), heads, notice: policy?.pack.priceNotice, today });
    }),
  );
  const isOffered = (code: string, clock: YearClock) =>
    offers.some((offer) => offer.package.code === code && offer.clocks.some((each) => each.clock === clock));
  return accept({
    organisation,
    organisationName,
    purses,
    today,
    // What is offered to it by its own clocks.
    renewals: renewals.flatMap((each) =>
      each ? [{ ...each, otherClocks: each.otherClocks.filter((clock) => isOffered(each.agreement.code, clock)) }] : [],
    ),
    others: offers.filter((offer) => offer.package.kind === 'buy-back'),
  });
}

/** Every organisation's agreements, those first of which something is due soonest. */
export async function listAgreements({ table, now }: Context, after?: string): Promise<Page<AgreementRow>> {
  const [page, policy] = await Promise.all([allAgreements(table, 50, after), policyAt(table, now)]);
  return { ...page, items: page.items.map((agreement) => agreementRow(agreement, policy?.pack, londonDate(now))) };
}

/** An organisation's agreements. Refuses `unknown-organisation`. */
export async function readAgreements(context: Context, organisation: OrganisationId): Promise<Decision<SeenAgreement[]>> {
  if (!canTouch(context.actor, 'buyback:read', { organisation })) return { ok: false, refusal: unknownOrganisation };
  const [known, all] = await Promise.all([getOrganisation(context.table, organisation), agreementsOf(context.table, organisation)]);
  if (!known) return { ok: false, refusal: unknownOrganisation };
  return accept(await Promise.all(all.map((agreement) => seen(context, agreement))));
}
