// What a pack says is free by right: who is granted how many half-days (or pence), for which services, by which clause, and what becomes of what is left.
// A value the source does not give is marked as assumed. Rules are data; nothing here knows a council by name.
import * as z from 'zod';
import { dateSchema } from '../calendar.ts';
import { assumption, basisPoints, clauseSchema, code, legalBasis, monthDay, oneOf, services, someOf, strictly, title } from './words.ts';

const sectors = ['maintained', 'academy', 'independent', 'further-education'] as const;
const settings = ['mainstream', 'special', 'alternative-provision', 'nursery', 'post-16'] as const;
export const phases = ['nursery', 'primary', 'secondary', 'all-through', '16-plus', 'none'] as const;
export type Phase = (typeof phases)[number];
const partnershipKindCodes = ['school-improvement', 'collaborative-group', 'geographic', 'thematic', 'self-improving-trust'] as const;
const bodyKindCodes = [
  'foundation-setting',
  'nursery',
  'college',
  'university',
  'training-provider',
  'voluntary',
  'business',
  'sports-club',
  'other',
] as const;
const statusCodes = ['causing-concern', 'vulnerable', 'warning-notice'] as const;

const most = 4_000;
const halfDays = z
  .int('Give half-days as a whole number: one day is 2')
  .min(0, 'Half-days cannot be negative')
  .max(most, `Give at most ${most.toLocaleString('en-GB')} half-days`);
/** A whole number of half-days. `assumed`: the source gives no number, and this one was put in its place; `note` says on what ground. */
const quantitySchema = strictly({ halfDays, ...assumption }, 'a number of half-days');
const pence = z
  .int('Give pence as a whole number: £1 is 100')
  .min(0, 'A sum cannot be negative')
  .max(100_000_000_000, 'Give at most a thousand million pounds');
const sumSchema = strictly({ pence, ...assumption }, 'a sum');
const shareSchema = strictly({ basisPoints: basisPoints(0), ...assumption }, 'a share');

/** Several are typed into one box, so a fault says which of them it is. */
const typeCode = z
  .int({ error: ({ input }) => `“${String(input).slice(0, 40)}” is no code of a type: give the register’s, such as 1` })
  .min(1, { error: ({ input }) => `${String(input)} is no code of a type: the register’s begin with 1` })
  .max(99, { error: ({ input }) => `${String(input)} is no code of a type: the register’s go up to 99` });

/** Which holders a rule means: every condition given must hold on a day; one that is not given does not matter. */
const predicateSchema = strictly(
  {
    sectors: someOf(sectors).optional(),
    settings: someOf(settings).optional(),
    phases: someOf(phases).optional(),
    /** Types of establishment by the register's codes. */
    types: z.array(typeCode).min(1, 'Name at least one type, or leave the condition out').optional(),
    /** An enhanced provision: special classes or resourced provision in a mainstream school. */
    provision: oneOf(['enhanced', 'none']).optional(),
    /** Bodies that are no school; without it a rule means schools alone. */
    bodies: someOf(bodyKindCodes).optional(),
    districts: z
      .array(z.string('Give the name of a district').min(1, 'Give the name of a district').max(100))
      .min(1, 'Name at least one district, or leave the condition out')
      .optional(),
    /** Whether it is, on that day, a member of a partnership of these kinds (of any, if none is named). */
    partnership: strictly(
      { member: z.boolean('Say whether it is a member: true or false'), kinds: someOf(partnershipKindCodes).optional() },
      'membership of a partnership',
    ).optional(),
  },
  'a condition',
);
export type Predicate = z.infer<typeof predicateSchema>;

/** Who may book days that a rule grants: the school itself, the partnership's lead, or the council's staff. */
export const bookers = ['school', 'lead', 'council'] as const;
export type Booker = (typeof bookers)[number];

const basics = {
  code,
  title,
  /** The services its half-days pay for. */
  services,
  bookableBy: someOf(bookers).default(['school', 'council']),
  whenUsedUp: oneOf(['spill-to-traded', 'refuse']),
  /** The source that pays for it; when the source ends, so does what it granted. */
  funding: code.optional(),
  legalBasis,
  clause: clauseSchema,
};

/** What is left when a year ends. */
const yearEndSchema = z.discriminatedUnion(
  'unused',
  [
    strictly({ unused: z.literal('lapse') }, 'days that lapse'),
    /** Up to so many half-days may be used until a day of the year after, and of a team's budget up to so many pence: all that is left where no limit is given. */
    strictly(
      { unused: z.literal('carry'), atMost: quantitySchema, atMostPence: sumSchema.optional(), useBy: monthDay },
      'days that are carried',
    ),
    /** What is left moves to the holder's days under another rule, by its code. */
    strictly({ unused: z.literal('move'), to: code }, 'days that move'),
  ],
  'Say what becomes of unused days: lapse, carry or move',
);

const yearly = {
  ...basics,
  year: oneOf(['academic', 'financial']),
  /** The days on which the rule itself holds, where that is not always. */
  from: dateSchema.optional(),
  to: dateSchema.optional(),
  /** The stretch of each year in which its days may be used, both days included, where that is not all of it. */
  usable: strictly({ from: monthDay, to: monthDay }, 'the days of use').optional(),
  /**
   * What a change in the middle of a year does. A gain grants the whole year's figure, its part of the year by days, or nothing until the next year;
   * a loss keeps the year's figure, takes back by days, or ends what is not used. What was used always stays used.
   */
  midYear: strictly(
    { gained: oneOf(['full', 'pro-rata', 'next-year']), lost: oneOf(['keep', 'pro-rata', 'end']) },
    'a change in the middle of a year',
  ),
  /** What is left when another school takes its place. */
  onSuccession: oneOf(['hand-over', 'lapse']),
  yearEnd: yearEndSchema,
};

const members = z.int('Give a number of members').min(1, 'A partnership has at least 1 member');
const bandSchema = strictly(
  {
    from: members,
    /** The largest size it is for; the last band has none. */
    to: members.optional(),
    grant: quantitySchema,
  },
  'a band',
);

const teamSchema = strictly(
  {
    code,
    title,
    district: z.string('Give the name of a district').min(1, 'Give the name of a district').max(100).optional(),
    grant: quantitySchema,
    budget: sumSchema.optional(),
  },
  'a team',
);

export const allocationRuleSchema = z.discriminatedUnion(
  'per',
  [
    strictly({ ...yearly, per: z.literal('school'), where: predicateSchema, grant: quantitySchema }, 'a rule for each school'),
    strictly(
      {
        ...yearly,
        per: z.literal('partnership'),
        kinds: someOf(partnershipKindCodes),
        /** How many half-days by number of members. */
        bands: z.array(bandSchema, 'Give at least one band').min(1, 'Give at least one band').max(30, 'Give at most 30 bands'),
        /** The part that only the council may book, and for what (Essex 2017, "non-negotiable" activities). */
        reserved: strictly({ share: shareSchema, title, services, clause: clauseSchema }, 'the reserved part').optional(),
        /** Whose agreement its use needs: the lead's, that of most members, or of all. Without it, none. */
        agreement: strictly({ by: oneOf(['lead', 'majority', 'all']), clause: clauseSchema }, 'the agreement').optional(),
      },
      'a rule for each partnership',
    ),
    /** More days while a dated status holds. Schools are shown `shownAs` alone: the rule's own words would tell them, and others, of the status. */
    strictly(
      {
        ...yearly,
        per: z.literal('status'),
        status: oneOf(statusCodes),
        grant: quantitySchema,
        shownAs: strictly({ title }, 'what schools are shown'),
      },
      'a rule for each school with a status',
    ),
    /** Granted by an event, each to an account of its own. */
    strictly(
      {
        ...basics,
        per: z.literal('event'),
        event: z.literal('vacancy', 'The event is a vacancy'),
        posts: z.array(code, 'Name at least one post').min(1, 'Name at least one post').max(50, 'Name at most 50 posts'),
        grant: quantitySchema,
      },
      'a rule for each vacancy',
    ),
    /** Half-days and money for district and locality teams. */
    strictly(
      {
        ...yearly,
        per: z.literal('team'),
        /** The sectors of the schools that it pays for; left out, whatever a school is. */
        paysFor: someOf(sectors).optional(),
        teams: z.array(teamSchema, 'Name at least one team').min(1, 'Name at least one team').max(100, 'Name at most 100 teams'),
      },
      'a rule for teams',
    ),
  ],
  'Say whom the rule is for: school, partnership, status, event or team',
);
export type AllocationRule = z.infer<typeof allocationRuleSchema>;
export type YearlyRule = Exclude<AllocationRule, { per: 'event' }>;
export type EventRule = Extract<AllocationRule, { per: 'event' }>;
export type PartnershipRule = Extract<AllocationRule, { per: 'partnership' }>;
export type TeamRule = Extract<AllocationRule, { per: 'team' }>;

/** Money or officers' time from outside that a rule spends, and what happens to what is left when it ends. */
export const fundingSchema = strictly(
  {
    code,
    title,
    /** Its last day. */
    endsOn: dateSchema.optional(),
    whenEnded: z
      .discriminatedUnion(
        'unused',
        [
          strictly({ unused: z.literal('lapse') }, 'days that lapse'),
          /** What is left moves to the holder's days under another rule, by its code. */
          strictly({ unused: z.literal('move'), to: code }, 'days that move'),
        ],
        'Say what becomes of unused days: lapse or move',
      )
      .default({ unused: 'lapse' }),
    clause: clauseSchema,
  },
  'a source of funding',
);
