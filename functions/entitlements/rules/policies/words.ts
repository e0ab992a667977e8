// The words of a pack as people read them: one place for what a policy page, a comparison and a form call the same thing. Pure.
import { type CivilDate, dateText, parseDate } from '../../../../shared/calendar.ts';
import { formatPence } from '../../../../shared/money.ts';
import type { AllocationRule, YearlyRule } from '../../../../shared/policy/allocations.ts';
import { halfDaysText } from '../../../../shared/ui/text.ts';

export { bookerTexts } from '../../../../shared/policy/bookers.ts';
export { shareText, workingDaysText } from '../../../../shared/ui/text.ts';

type Texts = Readonly<Record<string, string>>;

export const sectorTexts: Texts = {
  maintained: 'maintained schools',
  academy: 'academies',
  independent: 'independent schools',
  'further-education': 'further education',
};
export const settingTexts: Texts = {
  mainstream: 'mainstream schools',
  special: 'special schools',
  'alternative-provision': 'alternative provision and pupil referral units',
  nursery: 'nursery schools',
  'post-16': 'post-16 providers',
};
export const phaseTexts: Texts = {
  nursery: 'nursery',
  primary: 'primary',
  secondary: 'secondary',
  'all-through': 'all-through',
  '16-plus': '16 plus',
  none: 'without a phase',
};
export const partnershipTexts: Texts = {
  'school-improvement': 'school improvement partnerships',
  'collaborative-group': 'collaborative groups',
  geographic: 'geographic partnerships',
  thematic: 'thematic partnerships',
  'self-improving-trust': 'self-improving trusts',
};
export const bodyTexts: Texts = {
  'foundation-setting': 'foundation settings',
  nursery: 'nurseries',
  college: 'colleges',
  university: 'universities',
  'training-provider': 'training providers',
  voluntary: 'voluntary organisations',
  business: 'businesses',
  'sports-club': 'sports clubs',
  other: 'other bodies',
};
export const provisionTexts: Texts = { enhanced: 'with an enhanced provision', none: 'without an enhanced provision' };
export const statusTexts: Texts = {
  'causing-concern': 'causing concern',
  vulnerable: 'vulnerable',
  'warning-notice': 'under a warning notice',
};
export const classTexts: Texts = { core: 'Core: free for all', entitlement: 'Free by right only', traded: 'Traded: sold by the day' };
export const vatClassTexts: Texts = { standard: 'Standard-rated', exempt: 'Exempt' };
export const agreeTexts: Texts = { lead: 'the partnership’s lead', majority: 'most of its members', all: 'all of its members' };
export const usedUpTexts: Texts = {
  'spill-to-traded': 'More can be booked at the price of the service, if whoever books agrees to it.',
  refuse: 'Nothing more can be booked on these days.',
};
export const yearTexts: Texts = {
  academic: 'Academic year, from 1 September to 31 August',
  financial: 'Financial year, from 1 April to 31 March',
};
export const allocationTexts: Texts = { returned: 'a free half-day is given back', consumed: 'a free half-day counts as used' };
export const waiverTexts: Texts = {
  rebooked: 'The visit is booked again',
  substitute: 'Another school takes the session',
  'ofsted-call': 'Ofsted has called',
};
export const rebookedTexts = {
  any: 'Any visit that was booked afterwards',
  'one-more': 'Only a visit that is one more: what the school gave up for nothing meanwhile comes off first',
} as const;
export const conflictTexts: Texts = {
  'council-employee': 'Whoever is employed by the council is not assigned.',
  'teaches-in-authority': 'Whoever teaches in a school of the authority is not assigned.',
  'delivers-for-the-school': 'Whoever delivers another service to the school is not assigned to it.',
  commissioning: 'Whoever delivers these services does not commission them.',
};
export const noteReaderTexts: Texts = {
  'all-concerned': 'the school, whoever the booking concerns, and the council',
  'school-and-council': 'the school and the council, and nobody else',
};
export const qualityTexts: Texts = { 'serving-or-recent-headteacher': 'are serving or recent headteachers' };
export const buyerTexts: Texts = {
  'own-maintained': 'The council’s own maintained school',
  'other-maintained': 'Another authority’s maintained school',
  academy: 'Academy',
  independent: 'Independent school',
  'further-education': 'Further education',
};
export const purseTexts: Texts = { 'delegated-budget': 'delegated budget', 'own-funds': 'own funds' };
export const railTexts: Texts = { 'vat-invoice': 'VAT invoice', journal: 'journal recharge' };
export const categoryTexts: Texts = { S: 'standard rate', Z: 'zero rate', E: 'exempt', O: 'outside the scope of VAT' };

/** What a code is called; a code that is not known stays as it is, so that nothing is passed over. */
export const textFor = (texts: Texts, code: string): string => (Object.hasOwn(texts, code) ? (texts[code] ?? code) : code);
export const textsFor = (texts: Texts, codes: readonly string[], join = ' and '): string =>
  listed(
    codes.map((code) => textFor(texts, code)),
    join,
  );

/** `a, b and c`. */
export function listed(all: readonly string[], join = ' and '): string {
  const last = all.at(-1);
  if (last === undefined || all.length === 1) return last ?? '';
  return `${all.slice(0, -1).join(', ')}${join}${last}`;
}

export const daysText = (halfDays: number): string => (halfDays === 0 ? 'no days' : halfDaysText(halfDays));
export const sumText = formatPence;
/** A date as people read it; what is not one stays as it is. */
export const dayText = (date: string): string => (parseDate(date) ? dateText(date as CivilDate) : date);
/** `12-31` as `31 December`. */
export function monthDayText(monthDay: string): string {
  // A leap year, so that 29 February is told as it is.
  const date = parseDate(`2004-${monthDay}`);
  return date ? dateText(date).replace(/ \d{4}$/, '') : monthDay;
}
export const membersText = ({ from, to }: { from: number; to?: number | undefined }): string => {
  const size = to === undefined ? `${from} or more` : to === from ? `${from}` : `${from} to ${to}`;
  return `${size} ${size === '1' ? 'member' : 'members'}`;
};

/** Whom a rule grants to, in the middle of a sentence. */
export const holderWord = ({ per }: Pick<AllocationRule, 'per'>): 'school' | 'partnership' | 'team' =>
  per === 'partnership' ? 'partnership' : per === 'team' ? 'team' : 'school';

export const gainedTexts: Record<YearlyRule['midYear']['gained'], (holder: string) => string> = {
  full: (holder) => `A ${holder} that comes under the rule in the middle of a year has the whole year’s days.`,
  'pro-rata': (holder) => `A ${holder} that comes under the rule in the middle of a year has its part of the year’s days, by days.`,
  'next-year': (holder) => `A ${holder} that comes under the rule in the middle of a year has its days from the next year on.`,
};
export const lostTexts: Record<YearlyRule['midYear']['lost'], (holder: string) => string> = {
  keep: (holder) => `A ${holder} that leaves the rule in the middle of a year keeps the year’s days.`,
  'pro-rata': (holder) => `A ${holder} that leaves the rule in the middle of a year keeps its part of the days; what was used stays used.`,
  end: (holder) => `A ${holder} that leaves the rule in the middle of a year loses what it has not used.`,
};
export const successionTexts: Record<YearlyRule['onSuccession'], string> = {
  'hand-over': 'When another takes its place, what is left is handed over to it.',
  lapse: 'When another takes its place, what is left lapses.',
};
export const unusedTexts: Texts = {
  lapse: 'What is not used by the end of the year lapses.',
  carry: 'Some may be carried into the next year; the rest lapses.',
  move: 'What is not used moves to other days.',
};
