// Essex 2017/18: what is free. Capacity that is simply there, and services that days granted by a rule pay for.
import type { PackInput } from '../schema.ts';

type Service = PackInput['services'][number];
type Words = Pick<Service, 'code' | 'title' | 'description' | 'outcomes' | 'skill'> & { letter: string; words: string };

const free = { prices: [], vatClass: 'standard', cfrCode: 'E27', minimumHalfDays: 1 } as const satisfies Partial<Service>;

const capacity: readonly Words[] = [
  {
    letter: 'f',
    words: 'Informal support for headteachers/school leaders – email/telephone/drop-in visits',
    code: 'informal-support-for-leaders',
    title: 'Informal support for headteachers and school leaders',
    description:
      'A drop-in visit when something is on your mind: a conversation in confidence, a second opinion, or help to find the right person.',
    outcomes: 'You have somebody to talk it through with.',
    skill: 'leadership',
  },
  {
    letter: 'a',
    words: 'Investigating safeguarding complaints',
    code: 'safeguarding-complaints',
    title: 'Investigation of a safeguarding complaint',
    description: 'An officer looks into a complaint about safeguarding, at the school and with those who know.',
    outcomes: 'A finding, and what is to be done.',
    skill: 'safeguarding',
  },
  {
    letter: 'b',
    words: 'Attending Ofsted inspection',
    code: 'ofsted-inspections',
    title: 'Attendance at an Ofsted inspection',
    description: 'An officer meets the inspectors and hears the feedback with you.',
    outcomes: 'The council has heard what inspectors say, and you are not alone with them.',
    skill: 'school-review',
  },
  {
    letter: 'c',
    words: "School communications (Education Essex, school closures, critical incidences, business continuity Schools' Info link etc.)",
    code: 'school-communications',
    title: 'School communications',
    description: 'Help with what has to be said, and to whom: a closure, a critical incident, keeping the school running.',
    outcomes: 'Parents, staff and the council know what they need to know.',
    skill: 'leadership',
  },
  {
    letter: 'd',
    words: 'Data and intelligence (School summary report, district analysis etc.)',
    code: 'data-and-intelligence',
    title: 'Data and intelligence',
    description: 'A conversation about your school summary report and how the school stands beside its district.',
    outcomes: 'You know what the figures say, and what they do not.',
    skill: 'school-review',
  },
  {
    letter: 'e',
    words: 'Media support (reactive press statements, advice etc.)',
    code: 'media-support',
    title: 'Media support',
    description: 'Advice when the press asks, and a statement to answer with.',
    outcomes: 'One calm answer, agreed beforehand.',
    skill: 'leadership',
  },
  {
    letter: 'h',
    words: 'Support for structural solutions – federations, amalgamations and support to the development of Multi Academy Trusts',
    code: 'structural-solutions',
    title: 'Support for structural solutions',
    description: 'Advice to governors and leaders who think of a federation, an amalgamation or a multi-academy trust.',
    outcomes: 'Governors know their choices and the steps to each.',
    skill: 'governance',
  },
];

/** Capacity provided for, a to f and h; g is a right, not capacity: see the rule for headteacher recruitment. */
export const core: readonly Service[] = capacity.map(({ letter, words, ...service }) => ({
  ...service,
  ...free,
  class: 'core',
  incomeCode: 'SI-CORE',
  legalPower: 'Education Act 1996 s.13A',
  clause: { reference: `Capacity is provided for, ${letter}`, text: words },
}));

const activities: readonly Words[] = [
  {
    letter: 'a',
    words: 'Data analysis of schools within the partnership in partnership with headteachers',
    code: 'partnership-data-analysis',
    title: 'Data analysis with partnership headteachers',
    description: 'The data of the partnership’s schools, read together with their headteachers.',
    outcomes: 'A shared picture of where the partnership stands.',
    skill: 'school-review',
  },
  {
    letter: 'b',
    words: "Evaluation of schools' 'OFSTED readiness', which are likely to be inspected within the academic year",
    code: 'ofsted-readiness',
    title: 'Evaluation of Ofsted readiness',
    description: 'A visit to a school that is likely to be inspected within the academic year.',
    outcomes: 'A plain view of what inspectors would find.',
    skill: 'school-review',
  },
  {
    letter: 'c',
    words: 'Support for newly appointed headteachers',
    code: 'new-headteacher-support',
    title: 'Support for newly appointed headteachers',
    description: 'Visits to a headteacher in the first year of headship.',
    outcomes: 'A headteacher who has found their feet.',
    skill: 'leadership',
  },
  {
    letter: 'd',
    words: 'Monitoring and support for schools where outcomes for vulnerable pupils are of a particular cause for concern',
    code: 'outcomes-for-pupils',
    title: 'Monitoring and support for outcomes of groups of pupils',
    description: 'A visit about how groups of pupils are doing, and what helps them.',
    outcomes: 'Agreed next steps for those pupils.',
    skill: 'inclusion',
  },
];

const entitled = { ...free, class: 'entitlement', incomeCode: 'SI-FREE', legalPower: 'Education Act 1996 s.13A' } as const;

/** What only the council may book out of a partnership's days, so that it keeps its monitoring role. */
export const nonNegotiable: readonly Service[] = activities.map(({ letter, words, ...service }) => ({
  ...service,
  ...entitled,
  clause: { reference: `Non-negotiable activities, ${letter}`, text: words },
}));

export const visits: readonly Service[] = [
  {
    code: 'partnership-working',
    title: 'Work with your partnership',
    description: 'Days of a School Performance Partner with the partnership, for what its headteachers have agreed on.',
    outcomes: 'What the partnership set itself to do, done together.',
    skill: 'school-review',
    ...entitled,
    clause: {
      reference: 'Working with School Partnerships, on the workplan',
      text: 'The majority of days within the proposed primary and secondary SPP workplan would be dedicated to working with designated partnerships of schools.',
    },
  },
  {
    code: 'individual-visit',
    title: 'Visit by a School Performance Partner',
    description: 'A School Performance Partner visits your school: how it is doing, what is planned, and what would help.',
    outcomes: 'The council knows your school, and you know whom to ask.',
    skill: 'leadership',
    ...entitled,
    clause: {
      reference: 'Why change, on knowledge of every school',
      text: 'Maintain our knowledge of every school - but through partnerships of schools for the majority – and individual visits for those who need them most, furthering the development of the school-led improvement system',
    },
  },
];
