// What a trial comes to, added up holder by holder: by rule, and by kind of school, district and partnership, so that each breakdown holds everything once. Pure.
import { addDays, type CivilDate, financialYearOf } from '../../../../shared/calendar.ts';
import { isTeam, prefixOf } from '../../../../shared/ids.ts';
import type { Holding, Question } from '../../../entitlements/rules/dues.ts';
import type { Right } from '../../../entitlements/rules/replay.ts';
import type { IncomeChange } from '../../../entitlements/rules/replay-use.ts';
import { kindOfHolder } from '../../../entitlements/rules/runs.ts';
import { districtOn, holdsOn, membershipsOf } from '../../../schools/rules/events.ts';
import {
  type DatedCost,
  type Days,
  dimensions,
  type Group,
  type Income,
  type Place,
  type RuleChange,
  type Sums,
} from '../../schema/trials.ts';

/** Where holders are counted that belong to no district or partnership. */
export const nowhere = 'none';
/** Where everything is counted that rests on a confidential status: by kind, district or partnership it might tell whose it is. */
export const keptTogether = 'kept-together';

export const noSums = (): Sums => ({
  all: { days: [], income: [] },
  groups: { kind: {}, district: {}, partnership: {} },
  rules: [],
  partnerships: {},
});

/** The partnership in which a school has been longest by a day, or the partnership itself: each holder is counted in one. */
function partnershipOf({ holder, organisation, events }: Holding, date: CivilDate): string {
  if (isTeam(holder) || !organisation) return nowhere;
  if (prefixOf(organisation.id) === 'ptn') return organisation.id;
  const held = membershipsOf(organisation.id, events)
    .filter((membership) => prefixOf(membership.group) === 'ptn' && holdsOn(membership, date))
    .sort((a, b) => (`${a.from} ${a.group}` < `${b.from} ${b.group}` ? -1 : 1));
  return held[0]?.group ?? nowhere;
}

/** Where a holder is counted, by the facts of a day. */
export function placeOf(holding: Holding, { council }: Question, date: CivilDate): Place {
  const { organisation, events } = holding;
  const hasDistrict = organisation && prefixOf(organisation.id) !== 'trs';
  return {
    kind: kindOfHolder(holding, date),
    district: (hasDistrict ? districtOn(organisation, council.districts, events, date) : undefined) ?? nowhere,
    partnership: partnershipOf(holding, date),
  };
}
const together: Place = { kind: keptTogether, district: keptTogether, partnership: keptTogether };

const dayBefore = (date: CivilDate): CivilDate => addDays(date, -1);

function addStretch(group: Group, { period, oneOff, before, after }: Days): void {
  const known = group.days.find((each) => each.oneOff === oneOff && each.period.from === period.from && each.period.to === period.to);
  if (known) {
    known.before += before;
    known.after += after;
  } else group.days.push({ period, oneOff, before, after });
}

function addIncome(group: Group, { what, date, pence, oneOff }: IncomeChange): void {
  const year = financialYearOf(date);
  let known: Income | undefined = group.income.find((each) => each.year === year && each.oneOff === oneOff);
  if (!known) {
    known = { year, oneOff, lostHalfDays: 0, lostPence: 0, additionalHalfDays: 0, additionalPence: 0, unpricedHalfDays: 0 };
    group.income.push(known);
  }
  if (what === 'lost') {
    known.lostHalfDays += 1;
    known.lostPence += pence ?? 0;
  } else if (pence === undefined) known.unpricedHalfDays += 1;
  else {
    known.additionalHalfDays += 1;
    known.additionalPence += pence;
  }
}

function addRule(rules: RuleChange[], kind: string, { rule, part, title, asset, before, after, assumed }: Right): void {
  const found = rules.find((each) => each.rule === rule && each.part === part && each.kind === kind && each.asset === asset);
  const known = found ?? { rule, part, title, kind, asset, before: 0, after: 0, holdersBefore: 0, holdersAfter: 0 };
  if (!found) rules.push(known);
  known.before += before;
  known.after += after;
  known.holdersBefore += before > 0 ? 1 : 0;
  known.holdersAfter += after > 0 ? 1 : 0;
  if (assumed) known.assumed = true;
}

/** Vacancies fall on any day: a right of one day stands in the stretch of its financial year in which a day costs the same. */
function stretchOf({ period }: Right, costs: readonly DatedCost[]): Right['period'] {
  const { from: date } = period;
  if (date !== period.to) return period;
  const start = financialYearOf(date);
  const froms = [`${start}-04-01` as CivilDate, ...costs.flatMap(({ from }) => (from <= date ? [from] : []))].sort();
  const ends = [`${start + 1}-03-31` as CivilDate, ...costs.flatMap(({ from }) => (from > date ? [dayBefore(from)] : []))].sort();
  return { from: froms.at(-1) ?? date, to: ends[0] ?? date };
}

/** What was found of a holder. */
export type FoundHolder = { holding: Holding; place: Place; rights: readonly Right[]; changes: readonly IncomeChange[] };

/** The sums with some holders more. Pence that a rule gives are told by rule, and are no part of the sums of half-days. */
export function withHolders(sums: Sums, found: readonly FoundHolder[], costs: readonly DatedCost[]): Sums {
  const next = structuredClone(sums);
  for (const each of found) addHolder(next, each, costs);
  return next;
}

function addHolder(sums: Sums, { holding: { organisation }, place, rights, changes }: FoundHolder, costs: readonly DatedCost[]): void {
  for (const right of rights) {
    if (right.before === 0 && right.after === 0) continue;
    const at = right.confidential ? together : place;
    addRule(sums.rules, at.kind, right);
    const days = { period: stretchOf(right, costs), oneOff: right.oneOff, before: right.before, after: right.after };
    if (right.asset === 'half-day') for (const group of groupsAt(sums, at)) addStretch(group, days);
  }
  for (const change of changes) for (const group of groupsAt(sums, change.confidential ? together : place)) addIncome(group, change);
  if (organisation && prefixOf(organisation.id) === 'ptn') sums.partnerships[organisation.id] = organisation.name;
}

/** The group of all, and that of a place in each breakdown. */
const groupsAt = (sums: Sums, at: Place): Group[] => [
  sums.all,
  ...dimensions.map((dimension) => {
    const groups = sums.groups[dimension];
    const group = groups[at[dimension]] ?? { days: [], income: [] };
    groups[at[dimension]] = group;
    return group;
  }),
];
