// Who looks at the catalogue: as what kind of customer, paying from where, and how what they buy would be billed.
import { type CivilDate, londonDate } from '../../../shared/calendar.ts';
import type { Context } from '../../../shared/context.ts';
import { prefixOf } from '../../../shared/ids.ts';
import type { BuyerKind } from '../../../shared/policy/prices.ts';
import { pursesOf, treatmentFor } from '../../../shared/policy/rules.ts';
import type { Pack } from '../../../shared/policy/schema.ts';
import { kindOfBuyerOn } from '../../schools/rules/buyers.ts';
import { standingOf } from '../../schools/store/buyers.ts';
import { getOrganisation } from '../../schools/store/organisations.ts';
import type { Way } from '../rules/price-table.ts';
import { councilsOwn } from '../rules.ts';
import type { Service } from '../schema.ts';

/** `payerName`: the trust that is billed, where it is not whoever is acted for. */
export type Looking = { buyer: BuyerKind; name: string; payerName?: string };

/** As whom somebody buys today: undefined for the council's own people, and for a partnership's lead, who books free days alone. */
export async function lookingOf({ table, actor, council, now }: Context): Promise<Looking | undefined> {
  const { organisation } = actor;
  if (!organisation || prefixOf(organisation) === 'ptn') return undefined;
  const today = londonDate(now);
  const [found, { payer }] = await Promise.all([getOrganisation(table, organisation), standingOf(table, organisation, today)]);
  const pays = payer ?? found;
  if (!found || !pays) return undefined;
  const buyer = kindOfBuyerOn(pays, council.laCode, today);
  return { buyer, name: found.name, ...(payer ? { payerName: payer.name } : {}) };
}

/** As what kind of customer prices are looked at: the council's own people look as a school it maintains. */
export const buyerOf = (looking: Looking | undefined): BuyerKind => looking?.buyer ?? councilsOwn;

/** How a sale of a service to a kind of customer would be billed, purse by purse, the one that pays first before the others. */
export const waysToPay = (pack: Pack | undefined, { vatClass }: Pick<Service, 'vatClass'>, buyer: BuyerKind, today: CivilDate): Way[] =>
  pack
    ? pursesOf(pack, buyer).flatMap((purse) => {
        const treatment = treatmentFor(pack, { buyer, purse, vatClass, taxPoint: today });
        return treatment ? [{ purse, treatment }] : [];
      })
    : [];
