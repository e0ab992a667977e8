// Rivermouth 2026/27 as data: an invented council of today. Its directory lists what it provides and what it sells, by buy-back year, and a fund that maintained
// schools have put together.
import { type Pack, type PackInput, packSchema } from './schema.ts';
import { commonVatRows } from './vat-table.ts';

const from = '2026-09-01';
/** The next buy-back year begins: services are bought for a financial year. */
const nextYear = '2027-04-01';

const dearer = ['academy', 'independent', 'further-education'] as const;

/** A year from September, of academies and others alike: bought from the November before it to the October in it, and paid on both sides of 1 April. */
const fromSeptember = {
  window: { from: '11-01', to: '10-31' },
  noticeBy: '04-01',
  instalments: [
    { on: '09-01', twelfths: 7 },
    { on: '04-01', twelfths: 5 },
  ],
};

type Entry = {
  entry: number;
  code: string;
  title: string;
  words: string;
  description: string;
  skill: string;
  minimumHalfDays: number;
  cfrCode: string;
  attendees?: { most: number };
  preparationHalfDays?: number;
  reportHalfDays?: number;
};

/** Provided without charge. */
const core: readonly Entry[] = [
  {
    entry: 2,
    code: 'safeguarding-advice',
    title: 'Safeguarding advice',
    words: 'Advice on safeguarding is given to every school, whoever runs it.',
    description: 'Advice on a concern or on your own procedures, at the school.',
    skill: 'safeguarding',
    minimumHalfDays: 1,
    cfrCode: 'E27',
  },
];

/** Granted by a rule. */
const entitlements: readonly Entry[] = [
  {
    entry: 1,
    code: 'autumn-conversation',
    title: 'Autumn conversation',
    words: 'Every school may ask for one visit in the autumn term to talk through the year ahead.',
    description: 'A visit by an adviser to talk through results, plans and worries at the start of the year.',
    skill: 'leadership',
    minimumHalfDays: 1,
    cfrCode: 'E27',
  },
];

/** Sold: the price of a day in pence, exclusive of VAT, in this buy-back year and the next. */
const traded: readonly (Entry & {
  perDayExVatPence: number;
  nextPerDayExVatPence: number;
  /** What those are asked who do not share in the council’s own services, in this year and the next, where that is more. */
  others?: { perDayExVatPence: number; nextPerDayExVatPence: number };
  vatClass: 'standard' | 'exempt';
})[] = [
  {
    entry: 3,
    code: 'headteacher-coaching',
    title: 'Headteacher coaching',
    words:
      'Coaching for headteachers is offered at £520 a day, and at £536 from 1 April 2027; to academies, independent schools and colleges at £560, and at £576.',
    description: 'Confidential coaching by a former headteacher, in sessions of half a day.',
    skill: 'leadership',
    minimumHalfDays: 1,
    cfrCode: 'E27',
    perDayExVatPence: 52_000,
    nextPerDayExVatPence: 53_600,
    others: { perDayExVatPence: 56_000, nextPerDayExVatPence: 57_600 },
    vatClass: 'standard',
  },
  {
    entry: 4,
    code: 'governor-training',
    title: 'Training for governors',
    words:
      'Training for governing bodies is offered at £390 a day, and at £402 from 1 April 2027; to academies, independent schools and colleges at £420, and at £432.',
    description: 'A training session for your governing body on a subject of its choice.',
    skill: 'governance',
    minimumHalfDays: 1,
    attendees: { most: 30 },
    cfrCode: 'E28a',
    perDayExVatPence: 39_000,
    nextPerDayExVatPence: 40_200,
    others: { perDayExVatPence: 42_000, nextPerDayExVatPence: 43_200 },
    vatClass: 'standard',
  },
  {
    entry: 5,
    code: 'curriculum-review',
    title: 'Curriculum review',
    words:
      'A review of one subject takes two days, with half a day before it to prepare and half a day after it to write the report, and is offered at £480 a day, and at £494 from 1 April 2027.',
    description: 'A review of one subject: plans, lessons, books and conversations, with a written report.',
    skill: 'curriculum',
    minimumHalfDays: 4,
    preparationHalfDays: 1,
    reportHalfDays: 1,
    cfrCode: 'E27',
    perDayExVatPence: 48_000,
    nextPerDayExVatPence: 49_400,
    vatClass: 'standard',
  },
  {
    entry: 6,
    code: 'safeguarding-review',
    title: 'Safeguarding review',
    words: 'A full review of safeguarding is offered at £560 a day, and at £576 from 1 April 2027.',
    description: 'A review of records, training, site and culture, with actions in order of urgency.',
    skill: 'safeguarding',
    minimumHalfDays: 2,
    cfrCode: 'E27',
    perDayExVatPence: 56_000,
    nextPerDayExVatPence: 57_600,
    vatClass: 'standard',
  },
  {
    entry: 7,
    code: 'reading-tuition',
    title: 'Reading tuition for pupils',
    words:
      'Tuition in reading, given to pupils by a qualified teacher, is offered at £310 a day, and at £320 from 1 April 2027, and is exempt from VAT.',
    description: 'A teacher works with small groups of pupils who have fallen behind in reading.',
    skill: 'curriculum',
    minimumHalfDays: 1,
    cfrCode: 'E27',
    perDayExVatPence: 31_000,
    nextPerDayExVatPence: 32_000,
    vatClass: 'exempt',
  },
];

const entry = (number: number, text: string) => ({ reference: `Service directory 2026/27, entry ${number}`, text });
const listed = ({ entry: number, words, ...service }: Entry) => ({
  ...service,
  incomeCode: `RVM-${1000 + number}`,
  clause: entry(number, words),
});
const free: Pick<PackInput['services'][number], 'prices' | 'vatClass' | 'legalPower'> = {
  prices: [],
  vatClass: 'standard',
  legalPower: 'Education Act 1996 s.13A',
};

const allocations: PackInput['allocations'] = [
  {
    code: 'autumn-visit',
    title: 'Autumn conversation',
    per: 'school',
    where: {},
    grant: { halfDays: 1 },
    services: ['autumn-conversation'],
    year: 'academic',
    usable: { from: '09-01', to: '12-31' },
    whenUsedUp: 'refuse',
    midYear: { gained: 'full', lost: 'end' },
    // “Every school”: one that becomes an academy in the autumn may still ask for what it has not had.
    onSuccession: 'hand-over',
    yearEnd: { unused: 'lapse' },
    legalBasis: 'Education Act 1996 s.13A',
    clause: entry(1, 'Every school may ask for one visit in the autumn term to talk through the year ahead.'),
  },
  {
    code: 'de-delegated-fund',
    title: 'Fund of the maintained schools',
    per: 'team',
    // It holds money and no days: it pays the price of what maintained schools book, by journal.
    // Entry 9: “Academies are not in the fund.”
    paysFor: ['maintained'],
    teams: [{ code: 'schools-forum', title: 'De-delegated school improvement fund', grant: { halfDays: 0 }, budget: { pence: 1_800_000 } }],
    services: ['headteacher-coaching', 'curriculum-review', 'safeguarding-review'],
    bookableBy: ['council'],
    funding: 'de-delegation',
    year: 'financial',
    whenUsedUp: 'spill-to-traded',
    midYear: { gained: 'full', lost: 'keep' },
    onSuccession: 'lapse',
    yearEnd: { unused: 'lapse' },
    legalBasis: 'School and Early Years Finance (England) Regulations',
    clause: entry(
      8,
      'The fund of the maintained schools pays for coaching and reviews that the schools forum has agreed to, £18,000 in a year.',
    ),
  },
];

const pack: PackInput = {
  code: 'rivermouth-2026',
  title: 'Rivermouth service directory 2026/27',
  source: 'Rivermouth (invented), Service directory for schools and trusts 2026/27',
  effectiveFrom: from,
  services: [
    ...core.map((each) => ({ ...listed(each), ...free, class: 'core' as const })),
    ...entitlements.map((each) => ({ ...listed(each), ...free, class: 'entitlement' as const })),
    ...traded.map(({ perDayExVatPence, nextPerDayExVatPence, others, vatClass, ...each }) => ({
      ...listed(each),
      class: 'traded' as const,
      prices: [
        { from, perDayExVatPence },
        { from: nextYear, perDayExVatPence: nextPerDayExVatPence },
        ...(others
          ? [
              { from, perDayExVatPence: others.perDayExVatPence, buyers: [...dearer] },
              { from: nextYear, perDayExVatPence: others.nextPerDayExVatPence, buyers: [...dearer] },
            ]
          : []),
      ],
      vatClass,
      legalPower: 'Local Government Act 2003 s.93',
    })),
  ],
  allocations,
  fundings: [
    {
      code: 'de-delegation',
      title: 'De-delegated budgets of maintained schools',
      clause: entry(
        9,
        'Maintained schools vote each year in the schools forum to put a part of their budgets together. Academies are not in the fund.',
      ),
    },
  ],
  cancellation: {
    rungs: [
      { workingDays: 3, feeBasisPoints: 10_000, allocation: 'consumed' },
      { workingDays: 10, feeBasisPoints: 5_000, allocation: 'returned' },
      { workingDays: 20, feeBasisPoints: 2_500, allocation: 'returned' },
    ],
    waivers: [{ kind: 'rebooked', withinWorkingDays: 30 }, { kind: 'substitute' }, { kind: 'ofsted-call' }],
    clause: entry(
      10,
      'Cancelling costs a quarter of the price with less than twenty working days’ notice, half with less than ten, and all of it with less than three. Nothing is charged if the visit is booked again within thirty working days, if another school takes it, or if Ofsted has called.',
    ),
  },
  costs: [
    { from, perDayPence: 52_000 },
    { from: nextYear, perDayPence: 53_600 },
  ],
  nudges: [{ on: '11-15', leftAtLeastBasisPoints: 10_000 }],
  notes: [
    {
      code: 'report-of-a-review',
      title: 'Report of a review',
      services: ['safeguarding-review'],
      headings: [
        { code: 'done', title: 'What was reviewed', required: true },
        { code: 'found', title: 'Strengths and what to improve', required: true },
        { code: 'recommended', title: 'Recommendations', required: false },
      ],
      moderated: true,
      dueWorkingDays: 10,
      readBy: 'all-concerned',
      clause: entry(11, 'You get the report of a review within ten working days. A second adviser reads it first.'),
    },
    {
      code: 'note-of-visit',
      title: 'Note of visit',
      classes: ['core', 'entitlement', 'traded'],
      headings: [
        { code: 'done', title: 'What was done', required: true },
        { code: 'agreed', title: 'What was agreed', required: false },
      ],
      moderated: false,
      dueWorkingDays: 5,
      readBy: 'all-concerned',
      clause: entry(12, 'You get a note of every visit within five working days, and no bill before it.'),
    },
  ],
  evaluations: [
    {
      code: 'training',
      title: 'What you thought of the training',
      services: ['governor-training'],
      questions: [
        { code: 'useful', text: 'How useful was it for your work as a governor?', kind: 'rating', required: true },
        { code: 'delivery', text: 'How well was it delivered?', kind: 'rating', required: true },
        { code: 'better', text: 'What could have been better?', kind: 'text', required: false },
      ],
      beforeCertificate: true,
      openDays: 60,
      clause: entry(13, 'Those who took part in training tell us what they thought of it, and then have a certificate.'),
    },
    {
      code: 'coaching',
      title: 'What you thought of the coaching',
      services: ['headteacher-coaching'],
      questions: [
        { code: 'useful', text: 'How useful was it?', kind: 'rating', required: true },
        { code: 'better', text: 'What could have been better?', kind: 'text', required: false },
      ],
      beforeCertificate: false,
      openDays: 60,
      clause: entry(14, 'We ask every school that was coached what it thought of it.'),
    },
  ],
  packages: [
    {
      kind: 'package',
      code: 'three-coaching-visits',
      title: 'Three coaching visits',
      description: 'Three visits of half a day by a coach for the headteacher, at dates you choose within a year.',
      services: ['headteacher-coaching'],
      halfDays: 3,
      prices: [
        { from, perYearExVatPence: 74_000 },
        { from: nextYear, perYearExVatPence: 76_400 },
      ],
      months: 12,
      vatClass: 'standard',
      incomeCode: 'RVM-1003',
      cfrCode: 'E27',
      legalPower: 'Local Government Act 2003 s.93',
      clause: entry(15, 'Three coaching visits bought together cost £740, and £764 from 1 April 2027, and are used within twelve months.'),
    },
    {
      kind: 'buy-back',
      code: 'leadership-and-governance',
      title: 'Leadership and governance buy-back',
      description: 'Six half-days in a year, for training governors or coaching the headteacher as you choose.',
      services: ['governor-training', 'headteacher-coaching'],
      halfDays: 6,
      prices: [
        { from, perYearExVatPence: 111_000 },
        { from: nextYear, perYearExVatPence: 115_001 },
      ],
      years: [
        {
          clock: 'financial',
          window: { from: '01-15', to: '04-30' },
          noticeBy: '03-01',
          instalments: [
            { on: '04-01', twelfths: 5 },
            { on: '09-01', twelfths: 7 },
          ],
        },
        { clock: 'academic', ...fromSeptember },
        { clock: 'academy', ...fromSeptember },
      ],
      continues: 'rolling',
      longestFirstYears: 3,
      longestLaterYears: 5,
      yearEnd: { unused: 'carry', atMostHalfDays: 2 },
      vatClass: 'standard',
      incomeCode: 'RVM-1016',
      cfrCode: 'E28a',
      legalPower: 'Local Government Act 2003 s.93',
      clause: entry(
        16,
        'Leadership and governance, six half-days in a year, costs £1,110, and £1,150.01 from 1 April 2027. It goes on from year to year until you give notice, for three years at first and five after that. Up to a day that is not used is carried into the next year.',
      ),
    },
  ],
  posts: [{ code: 'headteacher', title: 'Headteacher' }],
  vat: { rows: commonVatRows, standardRates: [{ from: '2011-01-04', basisPoints: 2000 }] },
  priceNotice: {
    year: 'financial',
    announceBy: '12-31',
    inflation: [
      { year: 2026, basisPoints: 380, source: 'Consumer prices, year to September 2025' },
      { year: 2027, basisPoints: 340, source: 'Consumer prices, year to September 2026' },
    ],
    clause: entry(19, 'A price that rises by more than inflation from 1 April is told to every school by 31 December before.'),
  },
  series: { 'vat-invoice': 'RVM-INV-', journal: 'RVM-JNL-' },
  sessions: { am: { from: '09:00', to: '12:00' }, pm: { from: '13:00', to: '16:00' } },
  quoteMinutes: 60,
  maximumDaysPerBooking: 10,
  paymentTermsDays: 28,
  purchaseOrderRequired: false,
};

export const rivermouth2026: Pack = packSchema.parse(pack);
