// Who is entitled to what on which day: the rules of the policy in force on each day, held against the dated facts of a holder. Pure; every answer says why.
import { addDays, type CivilDate, dateText, londonDate } from '../../../shared/calendar.ts';
import { type HolderId, isTeam, type OrganisationId } from '../../../shared/ids.ts';
import type { Period } from '../../../shared/ledger/chart.ts';
import type { PartnershipRule, Phase, Predicate, YearlyRule } from '../../../shared/policy/allocations.ts';
import type { Pack } from '../../../shared/policy/schema.ts';
import { districtOn, holdsOn, membershipsOf, membersOn, placedOn, standing, statusesOf } from '../../schools/rules/events.ts';
import { isBookable, sectorOn } from '../../schools/rules.ts';
import type { OrganisationEvent } from '../../schools/schema/events.ts';
import { type Organisation, type Partnership, partnershipKinds } from '../../schools/schema/organisations.ts';
import { type School, schoolTypes } from '../../schools/schema.ts';
import type { Segment } from '../schema/allocations.ts';

/** A holder with everything that its rights rest on; `confidential` events are read by the rules and shown to nobody. */
export type HolderFacts = {
  holder: HolderId;
  name: string;
  organisation?: Organisation | undefined;
  events: readonly OrganisationEvent[];
  confidential: readonly OrganisationEvent[];
};

/** What is the same for every holder of a council. */
export type CouncilFacts = {
  laCode: number;
  districts: readonly { name: string; covers: readonly string[] }[];
  /** The kind of each partnership. */
  partnerships: ReadonlyMap<OrganisationId, Partnership['partnershipKind']>;
};

/** A version of the policy and the day from which it is in force, until the next. */
export type VersionSpan = { from: CivilDate; name: string; pack: Pack };

/** The versions by the day each takes effect; of two that take effect on one day the later stands. */
export function versionSpans(versions: readonly { effectiveAt: string; name: string; pack: Pack }[]): VersionSpan[] {
  const spans: VersionSpan[] = [];
  for (const { effectiveAt, name, pack } of [...versions].sort((a, b) => (a.effectiveAt < b.effectiveAt ? -1 : 1))) {
    const from = londonDate(Date.parse(effectiveAt));
    if (spans.at(-1)?.from === from) spans.pop();
    spans.push({ from, name, pack });
  }
  return spans;
}

export const versionOn = (versions: readonly VersionSpan[], date: CivilDate): VersionSpan | undefined =>
  versions.findLast(({ from }) => from <= date);

const isSchool = (organisation: Organisation | undefined): organisation is School => organisation !== undefined && 'urn' in organisation;

const phaseNames: Readonly<Record<number, Phase>> = {
  0: 'none',
  1: 'nursery',
  2: 'primary',
  3: 'primary',
  4: 'secondary',
  5: 'secondary',
  6: '16-plus',
  7: 'all-through',
};
export const phaseOf = (school: Pick<School, 'phaseCode'>): Phase => phaseNames[school.phaseCode] ?? 'none';

/** Whether an organisation stands on a day: open by the register, neither closed nor succeeded by its events. */
export function standsOn({ organisation, events, holder }: HolderFacts, date: CivilDate): boolean {
  if (isTeam(holder)) return true;
  if (!organisation) return false;
  const { openedOn, closedOn } = organisation;
  if (openedOn && date < openedOn) return false;
  // The register's closing day is the last day of a school; a group is closed from its day on.
  if (closedOn && (isSchool(organisation) ? date > closedOn : date >= closedOn)) return false;
  if (isSchool(organisation) && !closedOn && !isBookable(organisation)) return false;
  return !standing(events).some(
    (event) => (event.kind === 'closed' || event.kind === 'succeeded') && event.subject === holder && event.on <= date,
  );
}

/** `assumed`: the source of the rule gives no number, and this one was put in its place. */
export type Answer = { value: number; because: string; assumed?: true };
const assumedIn = ({ assumed }: { assumed?: true | undefined }) => (assumed ? { assumed } : {});
const nothing = (because: string): Answer => ({ value: 0, because });
const list = (words: readonly string[]): string => words.join(', ');

/** Whether every condition of a predicate holds of a holder on a day, and the facts it was judged by. */
function judge(where: Predicate, facts: HolderFacts, council: CouncilFacts, date: CivilDate): { holds: boolean; inputs: string } {
  const { organisation, events, holder } = facts;
  if (!organisation) return { holds: false, inputs: 'no organisation' };
  const inputs: string[] = [];
  let holds = true;
  const expect = (met: boolean, input: string) => {
    holds &&= met;
    inputs.push(input);
  };
  if (isSchool(organisation)) {
    if (where.bodies) return { holds: false, inputs: 'a school' };
    const entry = sectorOn(organisation, date);
    const setting = schoolTypes[entry.typeCode]?.setting ?? 'mainstream';
    const phase = phaseOf(organisation);
    if (organisation.laCode !== council.laCode) return { holds: false, inputs: 'a school of another authority' };
    if (where.sectors) expect(where.sectors.includes(entry.sector), entry.sector);
    if (where.settings) expect(where.settings.includes(setting), setting);
    if (where.phases) expect(where.phases.includes(phase), phase === 'none' ? 'no phase' : phase);
    if (where.types) expect(where.types.includes(entry.typeCode), `type ${entry.typeCode}`);
    if (where.provision) {
      const has = organisation.enhancedProvision === true;
      expect(has === (where.provision === 'enhanced'), has ? 'enhanced provision' : 'no enhanced provision');
    }
  } else {
    const { kind } = organisation;
    if (!where.bodies?.some((body) => body === kind)) return { holds: false, inputs: `a ${kind}` };
    inputs.push(kind);
    if (where.sectors && 'sectors' in organisation) {
      const { sector } = sectorOn(organisation, date);
      expect(where.sectors.includes(sector), sector);
    }
  }
  if (where.districts) {
    const district =
      'partnershipKind' in organisation
        ? placedOn(organisation.id, events, date)
        : districtOn(organisation, council.districts, events, date);
    expect(district !== undefined && where.districts.includes(district), district ?? 'no district');
  }
  if (where.partnership) {
    const { member, kinds } = where.partnership;
    const groups = membershipsOf(holder as OrganisationId, events).filter((membership) => holdsOn(membership, date));
    const found = groups.filter(({ group }) => {
      const kind = council.partnerships.get(group);
      return kind !== undefined && (kinds === undefined || kinds.includes(kind));
    });
    // Whoever is in one that does not count would take "of no partnership" for a mistake.
    const none =
      groups.length > 0 && kinds
        ? `member of no ${kinds.map((kind) => partnershipKinds[kind].toLowerCase()).join(' or ')}`
        : 'member of no partnership';
    expect(found.length > 0 === member, found.length > 0 ? 'member of a partnership' : none);
  }
  return { holds, inputs: list(inputs) || 'every school' };
}

function bandOf(rule: PartnershipRule, { holder, events, organisation }: HolderFacts, date: CivilDate): Answer {
  if (!organisation || !('partnershipKind' in organisation)) return nothing('no partnership');
  if (!rule.kinds.includes(organisation.partnershipKind)) return nothing('another kind of partnership');
  const size = membersOn(holder as OrganisationId, events, date).length;
  const band = rule.bands.find(({ from, to }) => size >= from && (to === undefined || size <= to));
  const members = size === 1 ? '1 member' : `${size} members`;
  if (!band) return nothing(members);
  const range = band.to === undefined ? `${band.from} or more` : band.from === band.to ? `${band.from}` : `${band.from} to ${band.to}`;
  return { value: band.grant.halfDays, because: `${members}: the band of ${range}`, ...assumedIn(band.grant) };
}

/** Why a rule does not hold on a day by its own dates; undefined where it does. */
function outsideDates({ from, to }: YearlyRule, date: CivilDate): string | undefined {
  if (from && date < from) return `the rule holds from ${dateText(from)}`;
  return to && date > to ? `the rule held until ${dateText(to)}` : undefined;
}

/** Reads what a rule comes to for a whole year by the facts of one day: half-days, or a team's pence. */
export type Reading = (rule: YearlyRule, facts: HolderFacts, date: CivilDate, council: CouncilFacts) => Answer;

/** What a rule would grant a holder for a whole year by the facts of one day. */
export function valueOn(rule: YearlyRule, facts: HolderFacts, date: CivilDate, council: CouncilFacts): Answer {
  const outside = outsideDates(rule, date);
  if (outside) return nothing(outside);
  if (!standsOn(facts, date)) return nothing('not open');
  switch (rule.per) {
    case 'school': {
      const { holds, inputs } = judge(rule.where, facts, council, date);
      return holds ? { value: rule.grant.halfDays, because: inputs, ...assumedIn(rule.grant) } : nothing(inputs);
    }
    case 'partnership':
      return bandOf(rule, facts, date);
    case 'status': {
      const own = isSchool(facts.organisation) && facts.organisation.laCode === council.laCode;
      const span = own && statusesOf(facts.confidential).find((each) => each.status === rule.status && holdsOn(each, date));
      return span
        ? { value: rule.grant.halfDays, because: `the status holds from ${dateText(span.from)}`, ...assumedIn(rule.grant) }
        : nothing('the status does not hold');
    }
    case 'team': {
      const team = rule.teams.find(({ code }) => facts.holder === `tea_${code}`);
      return team
        ? { value: team.grant.halfDays, because: team.district ?? team.title, ...assumedIn(team.grant) }
        : nothing('another team');
    }
  }
}

/** The sum of money a team's rule gives it for a whole year, in pence. */
export function budgetOn(rule: YearlyRule, { holder }: HolderFacts, date: CivilDate): Answer {
  if (rule.per !== 'team' || outsideDates(rule, date)) return nothing('no budget');
  const team = rule.teams.find(({ code }) => holder === `tea_${code}`);
  return team?.budget ? { value: team.budget.pence, because: team.title, ...assumedIn(team.budget) } : nothing('no budget');
}

/** The days of a period on which anything that a right rests on may change: the first, and those of events, of the register and of the policy. */
function cutsOf(code: string, facts: HolderFacts, versions: readonly VersionSpan[], period: Period): CivilDate[] {
  const { organisation, events, confidential } = facts;
  const dates: (CivilDate | undefined)[] = [...events, ...confidential].map(({ on }) => on);
  if (organisation) dates.push(organisation.openedOn, organisation.closedOn, organisation.closedOn && addDays(organisation.closedOn, 1));
  if (organisation && 'sectors' in organisation) dates.push(...organisation.sectors.map(({ from }) => from));
  for (const { from, pack } of versions) {
    const rule = pack.allocations.find((each) => each.code === code);
    dates.push(from);
    if (rule && rule.per !== 'event') dates.push(rule.from, rule.to && addDays(rule.to, 1));
  }
  const within = dates.filter((date): date is CivilDate => date !== undefined && date > period.from && date <= period.to);
  return [period.from, ...new Set(within)].sort();
}

/**
 * What the rule of this code comes to from each day of a period on, where it changes: under the version in force on that day, or nothing once no version
 * has the rule. `of` reads the value.
 */
export function segmentsOf(
  code: string,
  facts: HolderFacts,
  council: CouncilFacts,
  versions: readonly VersionSpan[],
  period: Period,
  of: Reading = valueOn,
): Segment[] {
  const segments: Segment[] = [];
  let midYear: Segment['midYear'] = { gained: 'full', lost: 'end' };
  for (const from of cutsOf(code, facts, versions, period)) {
    const version = versionOn(versions, from);
    const rule = version?.pack.allocations.find((each): each is YearlyRule => each.code === code && each.per !== 'event');
    if (rule) midYear = rule.midYear;
    const { value, because, assumed } = rule ? of(rule, facts, from, council) : nothing('no such rule in the policy then');
    const last = segments.at(-1);
    if (last && last.value === value) continue;
    segments.push({ from, value, because, midYear, ...assumedIn({ assumed }) });
  }
  return segments;
}
