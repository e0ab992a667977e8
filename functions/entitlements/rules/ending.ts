// Until when a right lasts by what is known today: whoever joins in January books nothing free for February with the days of those that are in no partnership. Pure.
import { addDays, type CivilDate } from '../../../shared/calendar.ts';
import { type OrganisationId, prefixOf } from '../../../shared/ids.ts';
import type { YearlyRule } from '../../../shared/policy/allocations.ts';
import type { Pack } from '../../../shared/policy/schema.ts';
import { membershipsOf } from '../../schools/rules/events.ts';
import type { Partnership } from '../../schools/schema/organisations.ts';
import type { FreeAccount } from '../schema.ts';
import { type CouncilFacts, type HolderFacts, segmentsOf } from './rights.ts';

type Council = Omit<CouncilFacts, 'partnerships'>;
type Kinds = ReadonlyMap<OrganisationId, Partnership['partnershipKind']>;

/** The kind of each partnership that a holder was ever in. One that was not read, because it is in it on none of the days asked about, is taken to be meant. */
function kindsFor(rule: YearlyRule, { holder, events }: HolderFacts, kinds: Kinds): Kinds {
  const meant = (rule.per === 'school' ? rule.where.partnership?.kinds?.[0] : undefined) ?? 'school-improvement';
  const groups = membershipsOf(holder as OrganisationId, events).map(({ group }) => group);
  return new Map([...groups.flatMap((group) => (prefixOf(group) === 'ptn' ? [[group, meant] as const] : [])), ...kinds]);
}

/**
 * The last day on which a holder has the right that an account was granted by: undefined where it lasts, where its rule keeps or shares out what is lost in the middle
 * of a year, and where these facts never gave it (it was moved here, or rests on what is confidential).
 */
function lastDayOf({ rule: code, period }: FreeAccount, packs: readonly Pack[], facts: HolderFacts, council: Council, kinds: Kinds) {
  const pack = packs.find(({ allocations }) => allocations.some((each) => each.code === code));
  const rule = pack?.allocations.find((each) => each.code === code);
  if (!pack || !rule || rule.per === 'event' || rule.per === 'status') return undefined;
  const versions = [{ from: period.from, name: pack.code, pack }];
  const segments = segmentsOf(code, facts, { ...council, partnerships: kindsFor(rule, facts, kinds) }, versions, period);
  const last = segments.at(-1);
  const ends = segments.length > 1 && last?.value === 0 && last.midYear.lost === 'end';
  return ends ? addDays(last.from, -1) : undefined;
}

/** A holder's accounts, each with the day until which its right lasts where known facts end it before the account's own period; those of others as they are. */
export function untilKnown(
  accounts: readonly FreeAccount[],
  packs: readonly Pack[],
  facts: HolderFacts,
  council: Council,
  kinds: Kinds,
): FreeAccount[] {
  return accounts.map((account) => {
    if (account.holder !== facts.holder || account.vacancy) return account;
    const until: CivilDate | undefined = lastDayOf(account, packs, facts, council, kinds);
    return until === undefined ? account : { ...account, until };
  });
}
