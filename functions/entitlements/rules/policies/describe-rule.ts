// One allocation rule told fact by fact: who is granted what, for which services, and what becomes of it. Pure.
import type { AllocationRule, Predicate, YearlyRule } from '../../../../shared/policy/allocations.ts';
import type { Pack } from '../../../../shared/policy/schema.ts';
import { capital } from '../../../../shared/ui/text.ts';
import { assumption, type Entry, type Fact, fact, ruleTitle, serviceFact, source } from './facts.ts';
import { notTold } from './withheld.ts';
import {
  agreeTexts,
  bodyTexts,
  bookerTexts,
  daysText,
  dayText,
  gainedTexts,
  holderWord,
  lostTexts,
  membersText,
  monthDayText,
  partnershipTexts,
  phaseTexts,
  provisionTexts,
  sectorTexts,
  settingTexts,
  shareText,
  statusTexts,
  successionTexts,
  sumText,
  textFor,
  textsFor,
  usedUpTexts,
  yearTexts,
} from './words.ts';

/** Which holders a condition means: `maintained schools and academies; primary; not members of a school improvement partnership`. */
export function predicateText({ sectors, settings, phases, types, provision, bodies, districts, partnership }: Predicate): string {
  const parts = [
    ...(bodies ? [textsFor(bodyTexts, bodies)] : []),
    ...(sectors ? [textsFor(sectorTexts, sectors)] : []),
    ...(settings ? [textsFor(settingTexts, settings)] : []),
    ...(phases ? [textsFor(phaseTexts, phases, ' or ')] : []),
    ...(types ? [`of ${types.length === 1 ? 'type' : 'the types'} ${types.join(', ')} of the register`] : []),
    ...(provision ? [textFor(provisionTexts, provision)] : []),
    ...(districts ? [`in ${districts.join(' or ')}`] : []),
    ...(partnership
      ? [
          `${partnership.member ? 'members' : 'not members'} of ${partnership.kinds ? textsFor(partnershipTexts, partnership.kinds, ' or ') : 'any partnership'}`,
        ]
      : []),
  ];
  return parts.length === 0 ? 'every school' : parts.join('; ');
}

/** Whom the rule is for. */
function holders(pack: Pack, rule: AllocationRule): Fact {
  switch (rule.per) {
    case 'school':
      return fact('for', 'For', `Each of these: ${predicateText(rule.where)}`);
    case 'partnership':
      return fact('for', 'For', `Each of these, by its number of members: ${textsFor(partnershipTexts, rule.kinds)}`);
    case 'status':
      return fact('for', 'For', `Each school while it is ${textFor(statusTexts, rule.status)}. Schools are not told of the status`);
    case 'event':
      return fact(
        'for',
        'For',
        `Each vacancy for: ${rule.posts.map((code) => pack.posts.find((post) => post.code === code)?.title ?? code).join(', ')}`,
        { same: [...rule.posts].sort().join(' ') },
      );
    default:
      return fact(
        'for',
        'For',
        rule.paysFor ? `Teams of the council, which pay for ${textsFor(sectorTexts, rule.paysFor)}` : 'Teams of the council',
      );
  }
}

function amounts(rule: AllocationRule): Fact[] {
  switch (rule.per) {
    case 'partnership':
      return rule.bands.map((band) =>
        fact(`band.${band.from}`, membersText(band), daysText(band.grant.halfDays), { ...assumption(band.grant), same: bandSame(band) }),
      );
    case 'team':
      return rule.teams.flatMap(({ code, title, district, grant, budget }) => [
        fact(`team.${code}`, `Team ${code}`, district === undefined ? title : `${title}, in the district ${district}`),
        fact(`team.${code}.grant`, `Days of ${title}`, daysText(grant.halfDays), assumption(grant)),
        ...(budget ? [fact(`team.${code}.budget`, `Budget of ${title}`, sumText(budget.pence), assumption(budget))] : []),
      ]);
    default:
      return [
        fact('grant', rule.per === 'event' ? 'Days' : 'Days in a year', daysText(rule.grant.halfDays), {
          ...assumption(rule.grant),
          main: true,
        }),
      ];
  }
}
/** A band is another one when its end has moved, even if it grants the same. */
const bandSame = ({ to, grant }: { to?: number | undefined; grant: { halfDays: number } }) => `${to ?? 'open'} ${grant.halfDays}`;

function partnershipFacts(pack: Pack, rule: AllocationRule): Fact[] {
  if (rule.per !== 'partnership') return [];
  const { reserved, agreement } = rule;
  return [
    ...(reserved
      ? [
          fact(
            'reserved',
            'Reserved for the council',
            `${shareText(reserved.share.basisPoints)} of the days, as “${reserved.title}”`,
            assumption(reserved.share),
          ),
          serviceFact(pack, 'reserved.services', 'What the reserved days are for', reserved.services),
          ...source(reserved.clause).map((each) => ({ ...each, key: 'reserved.clause', label: 'Source of the reserved part' })),
        ]
      : [fact('reserved', 'Reserved for the council', 'Nothing')]),
    ...(agreement
      ? [
          fact('agreement', 'Use must be agreed by', capital(textFor(agreeTexts, agreement.by))),
          ...source(agreement.clause).map((each) => ({ ...each, key: 'agreement.clause', label: 'Source of the agreement' })),
        ]
      : [fact('agreement', 'Use must be agreed by', 'Nobody: it needs no agreement')]),
  ];
}

/** What a rule does with what is left when its year ends. */
export function yearEndText(pack: Pack, { yearEnd }: Pick<YearlyRule, 'yearEnd'>): string {
  if (yearEnd.unused === 'carry')
    return `Up to ${daysText(yearEnd.atMost.halfDays)} may still be used until ${monthDayText(yearEnd.useBy)} of the year after; the rest lapses.`;
  return yearEnd.unused === 'move' ? `What is not used moves to “${ruleTitle(pack, yearEnd.to)}”.` : 'What is not used lapses.';
}

function yearFacts(pack: Pack, rule: YearlyRule): Fact[] {
  const { yearEnd, usable } = rule;
  const holder = holderWord(rule);
  return [
    fact('year', 'Year', textFor(yearTexts, rule.year)),
    ...(rule.from ? [fact('from', 'The rule begins', dayText(rule.from))] : []),
    ...(rule.to ? [fact('to', 'The rule ends', dayText(rule.to))] : []),
    fact('usable', 'Days may be used', usable ? `From ${monthDayText(usable.from)} to ${monthDayText(usable.to)}` : 'All through the year'),
    fact('gained', 'Coming under it in mid-year', gainedTexts[rule.midYear.gained]?.(holder) ?? rule.midYear.gained),
    fact('lost', 'Leaving it in mid-year', lostTexts[rule.midYear.lost]?.(holder) ?? rule.midYear.lost),
    fact('onSuccession', 'Succession', successionTexts[rule.onSuccession] ?? rule.onSuccession),
    fact('yearEnd', 'At the end of the year', yearEndText(pack, rule), {
      ...(yearEnd.unused === 'carry' ? assumption(yearEnd.atMost) : {}),
      ...(yearEnd.unused === 'move' ? { same: `move ${yearEnd.to}` } : {}),
    }),
    ...(yearEnd.unused === 'carry' && yearEnd.atMostPence
      ? [
          fact(
            'yearEnd.pence',
            'Of a budget is carried',
            `Up to ${sumText(yearEnd.atMostPence.pence)}; the rest lapses.`,
            assumption(yearEnd.atMostPence),
          ),
        ]
      : []),
  ];
}

/** `whole`: whether it is told to somebody who may know which status a rule is for, and on what ground. */
export function describeRule(pack: Pack, rule: AllocationRule, whole: boolean): Entry {
  return rule.per === 'status' && !whole ? withheld(describeWhole(pack, rule)) : describeWhole(pack, rule);
}

/** What a rule that rests on a status says to others. */
const withheld = (entry: Entry): Entry => ({
  ...entry,
  facts: entry.facts
    .filter(({ key }) => !['shownAs', 'legalBasis', 'per', 'clause'].includes(key))
    .map(({ note: _, ...each }) => (each.key === 'for' ? fact('for', 'For', notTold) : each)),
});

function describeWhole(pack: Pack, rule: AllocationRule): Entry {
  const funding = pack.fundings.find(({ code }) => code === rule.funding);
  return {
    key: rule.code,
    title: rule.title,
    facts: [
      fact('title', 'Title', rule.title),
      holders(pack, rule),
      ...amounts(rule),
      ...(rule.per === 'status' ? [fact('shownAs', 'Schools see it as', rule.shownAs.title)] : []),
      serviceFact(pack, 'services', 'For the services', rule.services),
      ...partnershipFacts(pack, rule),
      fact('bookableBy', 'Who may book', capital(textsFor(bookerTexts, rule.bookableBy, ' or '))),
      fact('whenUsedUp', 'When it is used up', textFor(usedUpTexts, rule.whenUsedUp)),
      ...(rule.funding === undefined ? [] : [fact('funding', 'Paid by', funding?.title ?? rule.funding, { same: rule.funding })]),
      ...(rule.per === 'event' ? [fact('year', 'Lasts', 'While the vacancy is open')] : yearFacts(pack, rule)),
      fact('legalBasis', 'Legal basis', rule.legalBasis),
      fact(
        'per',
        'Kind of rule',
        { school: 'Per school', partnership: 'Per partnership', status: 'Per status', event: 'Per vacancy', team: 'Per team' }[rule.per],
      ),
      fact('code', 'Code', rule.code),
      ...source(rule.clause),
    ],
  };
}
