// Manchester 2007: the five days of a School Improvement Partner, days and money for teams, and Excellence in Cities giving way to the partnerships.
import type { PackInput } from '../schema.ts';
import { learningStrategyCodes } from './services.ts';

type Rule = PackInput['allocations'][number];

const noNumber = 'The report speaks of an annual allocation by need, and gives no figures';
const assumed = (halfDays: number, note = noNumber) => ({ halfDays, assumed: true as const, note });
const pence = (sum: number) => ({ pence: sum, assumed: true as const, note: noNumber });
const partnerships = (section: string, text: string) => ({ reference: `Education Improvement Partnerships, ${section}`, text });
const common = { whenUsedUp: 'refuse', onSuccession: 'hand-over', yearEnd: { unused: 'lapse' } } as const;

const teamYears = {
  per: 'team',
  year: 'financial',
  // Education Services, 5.4: “to achieve implementation in April”.
  from: '2008-04-01',
  bookableBy: ['council'],
  midYear: { gained: 'full', lost: 'pro-rata' },
  legalBasis: 'Education Act 1996 s.13A',
} satisfies Partial<Rule>;
const byNeed = partnerships(
  '3.2',
  'Working with the Assistant Director (Children’s Services) they will plan the annual allocation of resources (financial and staffing) to District and Locality Teams based on the need to support or intervene with schools or vulnerable children/young people.',
);

const eicSilent = 'The reports do not say how many days Excellence in Cities paid for';
const eipSilent = 'The reports do not say how many days a partnership has';

export const allocations: Rule[] = [
  {
    ...common,
    code: 'school-improvement-partner-days',
    title: 'Days of your School Improvement Partner',
    per: 'school',
    year: 'academic',
    // “Every school” of a statutory function: independent schools and colleges are outside it.
    where: { sectors: ['maintained', 'academy'] },
    grant: { halfDays: 10 },
    services: ['school-improvement-partner'],
    midYear: { gained: 'pro-rata', lost: 'keep' },
    legalBasis: 'Education and Inspections Act 2006 s.5',
    clause: {
      reference: 'Education Services, 4.4.1',
      text: 'This is a statutory function whereby every school will receive 5 days challenge and support per annum.',
    },
  },
  {
    ...common,
    code: 'foundation-settings-days',
    title: 'Days for foundation stage settings that are not in schools',
    per: 'school',
    year: 'academic',
    where: { bodies: ['foundation-setting', 'nursery'] },
    grant: assumed(4, 'The report leaves it to a later design how much support settings have'),
    services: ['national-strategy-foundation'],
    midYear: { gained: 'pro-rata', lost: 'keep' },
    legalBasis: 'Childcare Act 2006 s.13',
    clause: {
      reference: 'Education Services, 4.2.4',
      text: 'There are, in addition, foundation stage settings in the city that are not based in schools. These settings will require support by district and that support will be defined in the detailed design.',
    },
  },
  {
    ...common,
    ...teamYears,
    code: 'district-teams',
    title: 'District and locality teams',
    teams: [
      { code: 'north-district', title: 'North District Team', district: 'North', grant: assumed(400) },
      { code: 'central-district', title: 'Central District Team', district: 'Central', grant: assumed(480) },
      { code: 'south-district', title: 'South District Team', district: 'South', grant: assumed(360) },
      // The one locality that the report names, for its pilot.
      { code: 'higher-blackley', title: 'Higher Blackley Locality Team', district: 'North', grant: assumed(80) },
    ],
    services: learningStrategyCodes,
    clause: byNeed,
  },
  {
    ...common,
    ...teamYears,
    code: 'district-team-budgets',
    title: 'Money of district and locality teams',
    // Staffing is the rule above; money buys what is sold, for schools that need it. What they want beyond that they buy back themselves.
    whenUsedUp: 'spill-to-traded',
    teams: [
      { code: 'north-district', title: 'North District Team', district: 'North', grant: { halfDays: 0 }, budget: pence(6_000_000) },
      { code: 'central-district', title: 'Central District Team', district: 'Central', grant: { halfDays: 0 }, budget: pence(7_500_000) },
      { code: 'south-district', title: 'South District Team', district: 'South', grant: { halfDays: 0 }, budget: pence(5_500_000) },
      {
        code: 'higher-blackley',
        title: 'Higher Blackley Locality Team',
        district: 'North',
        grant: { halfDays: 0 },
        budget: pence(1_000_000),
      },
    ],
    services: ['support-bought-back'],
    clause: { ...byNeed, reference: `${byNeed.reference}, on financial resources` },
  },
  {
    ...common,
    code: 'excellence-in-cities',
    title: 'Excellence in Cities',
    per: 'partnership',
    year: 'academic',
    to: '2008-03-31',
    funding: 'excellence-in-cities',
    kinds: ['geographic', 'thematic'],
    bands: [
      { from: 1, to: 5, grant: assumed(12, eicSilent) },
      { from: 6, grant: assumed(24, eicSilent) },
    ],
    services: ['collaborative-working'],
    bookableBy: ['lead', 'council'],
    midYear: { gained: 'full', lost: 'keep' },
    legalBasis: 'Education Act 2002 s.14',
    clause: partnerships(
      '2.2',
      'This has mostly been developed through the Excellence in Cities (EIC) initiative, the objective of which was to raise standards of attainment, improve diversity of provision and provide equal access and strengthened networking.',
    ),
  },
  {
    ...common,
    code: 'education-improvement-partnerships',
    title: 'Education Improvement Partnership days',
    per: 'partnership',
    year: 'academic',
    from: '2008-04-01',
    kinds: ['geographic', 'thematic'],
    bands: [
      { from: 1, to: 5, grant: assumed(12, eipSilent) },
      { from: 6, grant: assumed(24, eipSilent) },
    ],
    services: ['collaborative-working'],
    bookableBy: ['lead', 'council'],
    midYear: { gained: 'pro-rata', lost: 'keep' },
    // The legacy is “not lost”: what is left of a year may still be used in the autumn after it.
    yearEnd: {
      unused: 'carry',
      atMost: assumed(12, 'The report says that the legacy is not lost, and gives no limit to what is carried'),
      useBy: '12-31',
    },
    legalBasis: 'Education Act 1996 s.13A',
    clause: partnerships(
      '3.3',
      'Of primary importance at least in the early phase will be to lead and manage the transition from EIC to EIP ensuring that the successful legacy is not lost but enhanced for the future.',
    ),
  },
];

export const fundings: PackInput['fundings'] = [
  {
    code: 'excellence-in-cities',
    title: 'Excellence in Cities grant',
    endsOn: '2008-03-31',
    whenEnded: { unused: 'move', to: 'education-improvement-partnerships' },
    clause: partnerships(
      '2.3',
      'EIC has used funding (which ends in March 2008) to bring about collaborative working with schools in a number of areas, including: Gifted and Talented; Learning mentors; Action Zones; Behavioural Improvement Programme; City Learning Centres and after school study.',
    ),
  },
];
