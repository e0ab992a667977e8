// Manchester 2007: the three groups of services. Strategy and core, challenge and support by right, and what schools buy back.
import type { PackInput } from '../schema.ts';

type Service = PackInput['services'][number];
type Words = Pick<Service, 'code' | 'title' | 'description' | 'outcomes' | 'skill' | 'clause'>;

const free = { prices: [], vatClass: 'standard', cfrCode: 'E27', minimumHalfDays: 1 } as const satisfies Partial<Service>;
const clause = (section: string, text: string) => ({ reference: `Education Services, ${section}`, text });

const strategy: readonly Words[] = [
  {
    code: 'strategy-and-planning',
    title: 'Strategy and planning',
    description: 'Time of the council’s own for strategy and planning with schools.',
    skill: 'national-strategies',
    clause: clause('3.1, group 1', 'Strategy, planning and core services'),
  },
  {
    code: 'lead-in-national-strategies',
    title: 'Lead in the National Strategies',
    description: 'A Strategy Consultant on the Foundation, Primary or Secondary Strategy: what it asks, and how schools carry it out.',
    skill: 'national-strategies',
    clause: clause(
      '4.5.1',
      'There is a statutory requirement for the Local Authority to have a lead role in each of the three National Strategies (Foundation, Primary and Secondary).',
    ),
  },
  {
    code: 'first-point-of-contact',
    title: 'Your first point of contact',
    description: 'A visit by your School Effectiveness Officer, who finds you the right person for anything else.',
    skill: 'school-effectiveness',
    clause: clause('4.2.1, on contact', 'They will be the schools’ first point of contact to the Local Authority.'),
  },
  {
    code: 'integrated-support-plan-review',
    title: 'Review of the Integrated Support Plan',
    description: 'Your School Effectiveness Officer reviews the plan with you and agrees the support that meets its needs.',
    outcomes: 'A plan of needs, and who meets each.',
    skill: 'school-effectiveness',
    clause: clause(
      '4.2.1, on the plan',
      'To take a specific phase lead to review the school’s Integrated Support Plan, advise and implement appropriate support packages to meet the school’s needs and where necessary support the commissioning of appropriate services.',
    ),
  },
  {
    code: 'challenge-and-intervention',
    title: 'Challenge, support and intervention',
    description: 'Work in a school that the SIP/Interventions Manager asks for.',
    skill: 'school-effectiveness',
    clause: clause(
      '4.3.1',
      'The SIP/Interventions Manager will also have responsibility for maintaining challenge, support and intervention in schools in the city',
    ),
  },
];

const functions = 'The key functions/services provided by the LSOs will be:';
/** The eight functions of the Learning Strategy Officers; each is a skill that an officer may have. */
const learningStrategy: readonly { code: string; title: string; row: string; including: string; description: string }[] = [
  {
    code: 'national-strategy-foundation',
    title: 'National Strategy: Foundation Stage',
    row: 'National Strategy (Foundation Stage)',
    including: 'Early Years',
    description: 'Consultancy on the early years, in schools and in settings that are not in schools.',
  },
  {
    code: 'national-strategy-primary',
    title: 'National Strategy: Primary Stage',
    row: 'National Strategy (Primary Stage)',
    including: 'Curriculum Support',
    description: 'Consultancy on the curriculum in primary schools.',
  },
  {
    code: 'national-strategy-secondary',
    title: 'National Strategy: Secondary Stage',
    row: 'National Strategy (Secondary Stage)',
    including: 'Curriculum Support',
    description: 'Consultancy on the curriculum in secondary schools.',
  },
  {
    code: 'strategy-14-19',
    title: '14 to 19 Strategy',
    row: '14-19 Strategy',
    including: 'Building capacity',
    description: 'Building capacity for what pupils of 14 to 19 are offered.',
  },
  {
    code: 'attendance',
    title: 'Attendance',
    row: 'Attendance',
    including: 'Building capacity & advice',
    description: 'Building capacity and advice on attendance.',
  },
  {
    code: 'health-education',
    title: 'Health education',
    row: 'Health Education',
    including: 'Advice on Sex Ed, Drugs, PSHE & Teenage Pregnancy',
    description: 'Advice on sex education, drugs, personal, social and health education, and teenage pregnancy.',
  },
  {
    code: 'behaviour-and-learning',
    title: 'Behaviour and learning',
    row: 'Behaviour & Learning',
    including: 'Building capacity & some pupil focused support',
    description: 'Building capacity for behaviour and learning, and some support for single pupils.',
  },
  {
    code: 'ethnic-minority-achievement',
    title: 'Ethnic minority achievement',
    row: 'Ethnic Minority Achievement',
    including: 'Building capacity & some pupil focused support',
    description: 'Building capacity for the achievement of ethnic minorities, and some support for single pupils.',
  },
];

export const learningStrategyCodes = learningStrategy.map(({ code }) => code);

const entitled = {
  ...free,
  class: 'entitlement',
  incomeCode: 'EDS-SUPPORT',
  legalPower: 'Education Act 1996 s.13A',
} as const;

export const services: PackInput['services'] = [
  ...strategy.map((service) => ({
    ...service,
    ...free,
    class: 'core' as const,
    incomeCode: 'EDS-CORE',
    legalPower: 'Education Act 1996 s.13A',
  })),
  {
    code: 'school-improvement-partner',
    title: 'Challenge and support by a School Improvement Partner',
    description:
      'Your School Improvement Partner reviews performance data, audits self-evaluation and the improvement plan, reviews targets, brokers support for the plan, and takes part in the performance management of the headteacher.',
    outcomes: 'A report with clear judgements and the evidence for them.',
    skill: 'school-improvement-partner',
    ...entitled,
    legalPower: 'Education and Inspections Act 2006 s.5',
    clause: clause('4.4.1, on the five days', 'The SIPs are allocated to schools for 5 days per year per school.'),
  },
  ...learningStrategy.map(({ row, including, ...service }) => ({
    ...service,
    skill: service.code,
    ...entitled,
    clause: clause(`4.7.2, ${row}`, `${functions} ${row}: ${including}`),
  })),
  {
    code: 'collaborative-working',
    title: 'Collaborative working in a partnership',
    description: 'Days for what the schools of a partnership do together to raise attainment and improve behaviour and attendance.',
    skill: 'school-effectiveness',
    ...entitled,
    clause: {
      reference: 'Education Improvement Partnerships, 1.1',
      text: 'school improvement - raising attainment and improving behaviour and attendance in all schools within the partnership;',
    },
  },
  {
    code: 'support-bought-back',
    title: 'Behaviour and learning support, bought back',
    description: 'Support that schools pay for out of budgets devolved or delegated to them, because they want it to go on.',
    class: 'traded',
    skill: 'behaviour-and-learning',
    minimumHalfDays: 1,
    prices: [
      {
        from: '2007-09-01',
        perDayExVatPence: 30_000,
        assumed: true,
        note: 'The report names no price; this one stays below the cost of a day',
      },
    ],
    vatClass: 'standard',
    incomeCode: 'EDS-BUYBACK',
    cfrCode: 'E27',
    legalPower: 'Local Government Act 2003 s.93',
    clause: clause(
      '2.3',
      'As part of the MEP review a number of services will no longer be delivered by the Local Authority, as budgets will be devolved or delegated to schools, except where schools demand a buy back system.',
    ),
  },
];
