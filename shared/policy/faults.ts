// What does not fit together in a pack whose words are right: each fault with its path and a sentence that says what to do. Pure.
import { type CivilDate, dateText, parseDate } from '../calendar.ts';
import { formatPence } from '../money.ts';
import type { AllocationRule, Booker, YearlyRule } from './allocations.ts';
import { bookersText, isBookableBy } from './bookers.ts';
import { evaluationFaults } from './faults/evaluations.ts';
import { noteFaults } from './faults/notes.ts';
import { packageFaults } from './faults/packages.ts';
import { priceFaults } from './faults/prices.ts';
import { grantedTwice } from './faults/twice.ts';
import { workFaults } from './faults/work.ts';
import { paidBy } from './rules.ts';
import type { Pack } from './schema.ts';

export type Fault = { path: (string | number)[]; message: string };
type Path = Fault['path'];

/** Every fault of a pack, in no order that matters; none for a pack that may be published. */
export function findFaults(pack: Pack): Fault[] {
  return [
    ...namedTwice(pack),
    ...datedTwice(pack),
    ...pack.services.flatMap((service, i) => serviceFaults(pack, service, i)),
    ...pack.allocations.flatMap((rule, i) => ruleFaults(pack, rule, ['allocations', i])),
    ...grantedTwice(pack),
    ...pack.fundings.flatMap((funding, i) => fundingFaults(pack, funding, ['fundings', i])),
    ...pack.conflicts.flatMap(({ services }, i) => unknownServices(pack, services, ['conflicts', i, 'services'])),
    ...pack.compliance.flatMap(({ services }, i) => unknownServices(pack, services, ['compliance', i, 'services'])),
    ...pack.nudges.flatMap(({ on }, i) => noSuchDay(on, ['nudges', i, 'on'])),
    ...noteFaults(pack),
    ...priceFaults(pack),
    ...packageFaults(pack),
    ...workFaults(pack),
    ...evaluationFaults(pack),
  ];
}

const fault = (path: Path, message: string): Fault => ({ path, message });

/** Each entry of a list that says again what an earlier one says. */
function again<T>(list: readonly T[], of: (entry: T) => string): { index: number; entry: T }[] {
  const seen = new Set<string>();
  return list.flatMap((entry, index) => {
    const said = of(entry);
    if (seen.has(said)) return [{ index, entry }];
    seen.add(said);
    return [];
  });
}

function namedTwice(pack: Pack): Fault[] {
  const lists = ['services', 'allocations', 'fundings', 'conflicts', 'compliance', 'notes', 'packages', 'evaluations', 'posts'] as const;
  const twice = (list: readonly { code: string }[], path: Path): Fault[] =>
    again(list, ({ code }) => code).map(({ index, entry }) =>
      fault([...path, index, 'code'], `The code “${entry.code}” stands twice: give each a code of its own`),
    );
  return [
    ...lists.flatMap((name) => twice(pack[name], [name])),
    ...pack.allocations.flatMap((rule, i) => (rule.per === 'team' ? twice(rule.teams, ['allocations', i, 'teams']) : [])),
  ];
}

function datedTwice({ packages, costs, vat, cancellation, nudges }: Pack): Fault[] {
  const twice = <T extends { from: CivilDate }>(list: readonly T[], path: Path, what: string): Fault[] =>
    again(list, ({ from }) => from).map(({ index, entry }) =>
      fault([...path, index, 'from'], `There are two ${what} from ${dateText(entry.from)}: keep one of them`),
    );
  return [
    ...packages.flatMap(({ prices, title }, i) => twice(prices, ['packages', i, 'prices'], `prices of “${title}”`)),
    ...twice(costs, ['costs'], 'costs of a day'),
    ...twice(vat.standardRates, ['vat', 'standardRates'], 'standard rates of VAT'),
    ...again(vat.rows, ({ buyer, purse, vatClass }) => `${buyer} ${purse} ${vatClass}`).map(({ index }) =>
      fault(['vat', 'rows', index], 'An earlier row is for the same buyer, purse and class: keep one of them'),
    ),
    ...again(cancellation.rungs, ({ workingDays }) => String(workingDays)).map(({ index, entry }) =>
      fault(['cancellation', 'rungs', index, 'workingDays'], `Two rungs are for ${entry.workingDays} working days: keep one of them`),
    ),
    ...again(cancellation.waivers, ({ kind }) => kind).map(({ index, entry }) =>
      fault(['cancellation', 'waivers', index, 'kind'], `The waiver “${entry.kind}” stands twice: keep one of them`),
    ),
    ...again(nudges, ({ on }) => on).map(({ index, entry }) =>
      fault(['nudges', index, 'on'], `Two reminders are for ${entry.on}: keep one of them`),
    ),
  ];
}

const unknownService = (code: string) => `There is no service “${code}” in this pack: correct the code, or add the service`;

const unknownServices = ({ services }: Pack, codes: readonly string[], path: Path): Fault[] =>
  codes.flatMap((code, i) => (services.some((service) => service.code === code) ? [] : [fault([...path, i], unknownService(code))]));

function serviceFaults(pack: Pack, service: Pack['services'][number], i: number): Fault[] {
  const { code, title, class: kind, prices, bookableBy } = service;
  const { allocations } = pack;
  const [price] = prices;
  if (kind === 'traded' && bookableBy && !bookableBy.includes('school'))
    return [
      fault(
        ['services', i, 'bookableBy'],
        `“${title}” is traded, and what is charged is booked by the school that pays for it: name the school too, or make it core or an entitlement`,
      ),
    ];
  if (kind === 'core' && price)
    return [
      fault(['services', i, 'prices'], `“${title}” is core and so free: leave out the price of ${formatPence(price.perDayExVatPence)}`),
    ];
  if (kind === 'entitlement' && !allocations.some((rule) => paidBy(rule).includes(code)))
    return [
      fault(['services', i, 'class'], `No rule pays for “${title}”, so nobody could have it: name it in a rule, or make it core or traded`),
    ];
  return [];
}

/** A rule may only pay for services that there are, and that are not free anyway. */
function paidServices(pack: Pack, codes: readonly string[], path: Path): Fault[] {
  const core = codes.flatMap((code, i) => {
    const service = pack.services.find((each) => each.code === code);
    if (service?.class !== 'core') return [];
    return [
      fault([...path, i], `“${service.title}” is core, and core needs no right: leave it out of the rule, or make it an entitlement`),
    ];
  });
  return [...unknownServices(pack, codes, path), ...core];
}

/** Whoever may book a rule's days may book something with them, and every service they pay for is booked by one of them. */
function bookedByNobody(pack: Pack, codes: readonly string[], bookers: readonly Booker[], path: Path): Fault[] {
  return codes.flatMap((code, i) => {
    const service = pack.services.find((each) => each.code === code);
    if (!service || bookers.some((booker) => isBookableBy(service, booker))) return [];
    return [
      fault(
        [...path, i],
        `“${service.title}” is booked by ${bookersText(service.bookableBy ?? [])}, and these days by ${bookersText(bookers)}, so nobody could book it with them: let one of them book both, or leave it out`,
      ),
    ];
  });
}

function ruleFaults(pack: Pack, rule: AllocationRule, path: Path): Fault[] {
  const found = [
    ...paidServices(pack, rule.services, [...path, 'services']),
    ...bookedByNobody(pack, rule.services, rule.bookableBy, [...path, 'services']),
  ];
  if (rule.funding !== undefined && !pack.fundings.some(({ code }) => code === rule.funding))
    found.push(
      fault([...path, 'funding'], `There is no source of funding “${rule.funding}” in this pack: correct the code, or add the source`),
    );
  if (rule.per === 'event') {
    const unknown = rule.posts.map((code, i) => ({ code, i })).filter(({ code }) => !pack.posts.some((post) => post.code === code));
    for (const { code, i } of unknown)
      found.push(fault([...path, 'posts', i], `There is no post “${code}” in this pack: correct the code, or add the post`));
    return found;
  }
  if (rule.from && rule.to && rule.to < rule.from)
    found.push(
      fault([...path, 'to'], `The rule ends on ${dateText(rule.to)}, before it begins on ${dateText(rule.from)}: give a later day`),
    );
  found.push(...yearFaults(pack, rule, path));
  if (rule.per === 'partnership') {
    found.push(...bandFaults(rule.bands, [...path, 'bands']));
    if (rule.reserved) {
      const at = [...path, 'reserved', 'services'];
      found.push(...paidServices(pack, rule.reserved.services, at), ...bookedByNobody(pack, rule.reserved.services, ['council'], at));
    }
  }
  if (rule.per === 'status') found.push(...tellingFaults(rule, path));
  return found;
}

const noSuchDay = (day: string, path: Path): Fault[] =>
  // Neither is 29 February a day of every year.
  parseDate(`2001-${day}`) ? [] : [fault(path, `${day} is not a day of every year: give month and day, such as 02-28`)];

/** Where in a year of a rule a month and day stand, as text that sorts. */
const placeIn = (year: YearlyRule['year'], day: string): string => `${day < (year === 'academic' ? '09-01' : '04-01') ? 1 : 0} ${day}`;
const yearText = { academic: 'the academic year, 1 September to 31 August', financial: 'the financial year, 1 April to 31 March' } as const;

/** The days of use lie within the rule's year, what is carried can still be used, and what moves has somewhere to go. */
function yearFaults(pack: Pack, rule: YearlyRule, path: Path): Fault[] {
  const { year, usable, yearEnd } = rule;
  const found: Fault[] = [];
  if (usable) {
    const noDays = [...noSuchDay(usable.from, [...path, 'usable', 'from']), ...noSuchDay(usable.to, [...path, 'usable', 'to'])];
    found.push(...noDays);
    if (noDays.length === 0 && placeIn(year, usable.to) < placeIn(year, usable.from))
      found.push(
        fault(
          [...path, 'usable', 'to'],
          `From ${usable.from} to ${usable.to} runs past the end of ${yearText[year]}: let both days lie within it`,
        ),
      );
  }
  if (yearEnd.unused === 'carry' && yearEnd.atMostPence && rule.per !== 'team')
    found.push(
      fault([...path, 'yearEnd', 'atMostPence'], `“${rule.title}” holds days and no money: leave out what is carried of a budget`),
    );
  if (yearEnd.unused === 'carry') {
    const at = [...path, 'yearEnd', 'useBy'];
    const noDay = noSuchDay(yearEnd.useBy, at);
    found.push(...noDay);
    if (noDay.length === 0 && usable && placeIn(year, yearEnd.useBy) < placeIn(year, usable.from))
      found.push(
        fault(
          at,
          `Carried days would end on ${yearEnd.useBy}, before days of the rule may be used from ${usable.from}: give a later day within ${yearText[year]}`,
        ),
      );
  }
  if (yearEnd.unused === 'move') found.push(...moveFaults(pack, rule, yearEnd.to, [...path, 'yearEnd', 'to']));
  return found;
}

const holders = { school: 'school', status: 'school', event: 'school', partnership: 'partnership', team: 'team' } as const;

/** What is left of a rule can move to days of the same holder only, under another rule that lasts. */
function moveFaults({ allocations }: Pack, rule: AllocationRule, to: string, path: Path): Fault[] {
  const target = allocations.find(({ code }) => code === to);
  if (!target) return [fault(path, `There is no rule “${to}” in this pack to move days to: correct the code, or add the rule`)];
  if (target.code === rule.code) return [fault(path, `“${rule.title}” cannot move days to itself: name another rule`)];
  if (target.per === 'event' || holders[target.per] !== holders[rule.per])
    return [fault(path, `“${target.title}” is not for a ${holders[rule.per]}’s year: name a rule that is`)];
  return [];
}

function fundingFaults(pack: Pack, { code, title, endsOn, whenEnded }: Pack['fundings'][number], path: Path): Fault[] {
  if (whenEnded.unused !== 'move') return [];
  const at = [...path, 'whenEnded', 'to'];
  if (!endsOn) return [fault([...path, 'endsOn'], `What is left of “${title}” is to move when it ends: give its last day`)];
  const target = pack.allocations.find((rule) => rule.code === whenEnded.to);
  if (!target || target.funding === code)
    return [
      fault(
        at,
        target
          ? `“${target.title}” is paid by “${title}” too, and ends with it: name a rule that lasts`
          : `There is no rule “${whenEnded.to}” in this pack to move days to: correct the code, or add the rule`,
      ),
    ];
  const paid = pack.allocations.filter((rule) => rule.funding === code);
  return paid.flatMap((rule) => moveFaults(pack, rule, whenEnded.to, at)).slice(0, 1);
}

type Bands = Extract<AllocationRule, { per: 'partnership' }>['bands'];

/** Bands begin with 1 member, follow one another without gap or overlap, and the last is open. */
function bandFaults(bands: Bands, path: Path): Fault[] {
  return bands.flatMap(({ from, to }, i) => {
    const before = bands[i - 1];
    const isLast = i === bands.length - 1;
    const next = before ? (before.to ?? before.from) + 1 : 1;
    const found: Fault[] = [];
    if (!before && from !== 1) found.push(fault([...path, i, 'from'], `The first band begins with ${from} members: let it begin with 1`));
    if (before?.to !== undefined && from > next) {
      const left = next === from - 1 ? `${next}` : `${next} to ${from - 1}`;
      found.push(fault([...path, i, 'from'], `No band is for ${left} members: let this one begin with ${next}`));
    }
    if (before?.to !== undefined && from < next)
      found.push(fault([...path, i, 'from'], `${from} members are in the band before too: let this one begin with ${next}`));
    if (to !== undefined && to < from)
      found.push(fault([...path, i, 'to'], `The band ends with ${to} members, before it begins with ${from}: give a larger number`));
    if (isLast && to !== undefined)
      found.push(fault([...path, i, 'to'], `No band is for more than ${to} members: leave the end of the last band open`));
    if (!isLast && to === undefined)
      found.push(fault([...path, i, 'to'], 'Only the last band has no end: give the largest number of members it is for'));
    return found;
  });
}

/** Words by which somebody could tell that a status is behind a rule, whichever the status. */
const telling = [
  'causing',
  'concern',
  'vulnerab',
  'warning',
  'notice',
  'interven',
  'inadequate',
  'special measures',
  'requires improvement',
  'weakness',
  'failing',
  'underperform',
  'at risk',
];

/** A status is confidential, so nothing that schools may read of its rule tells of it. */
function tellingFaults(rule: Extract<AllocationRule, { per: 'status' }>, path: Path): Fault[] {
  const shown: [string, Path][] = [
    [rule.code, ['code']],
    [rule.title, ['title']],
    [rule.shownAs.title, ['shownAs', 'title']],
  ];
  return shown.flatMap(([text, at]) => {
    const plain = text.toLowerCase().replaceAll('-', ' ');
    const word = telling.find((each) => plain.includes(each));
    return word === undefined
      ? []
      : [
          fault(
            [...path, ...at],
            `“${text}” tells of a confidential status by “${word}”: choose words that say only what the days are for`,
          ),
        ];
  });
}
