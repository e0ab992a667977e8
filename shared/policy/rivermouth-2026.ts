// Rivermouth 2026/27 as data: an invented council whose directory lists what it provides and what it sells, each at a price of its own.
import type * as z from 'zod';
import { type Pack, packSchema } from './schema.ts';

const from = '2026-09-01';
const buyers = ['other-maintained', 'academy', 'independent', 'further-education'] as const;

type Entry = {
  entry: number;
  code: string;
  title: string;
  words: string;
  description: string;
  skill: string;
  minimumHalfDays: number;
  cfrCode: string;
};

/** Provided without charge. */
const core: readonly Entry[] = [
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

/** Sold: the price of a day in pence, exclusive of VAT. */
const traded: readonly (Entry & { perDayExVatPence: number; vatClass: 'standard' | 'exempt' })[] = [
  {
    entry: 3,
    code: 'headteacher-coaching',
    title: 'Headteacher coaching',
    words: 'Coaching for headteachers is offered at £520 a day.',
    description: 'Confidential coaching by a former headteacher, in sessions of half a day.',
    skill: 'leadership',
    minimumHalfDays: 1,
    cfrCode: 'E27',
    perDayExVatPence: 52_000,
    vatClass: 'standard',
  },
  {
    entry: 4,
    code: 'governor-training',
    title: 'Training for governors',
    words: 'Training for governing bodies is offered at £390 a day.',
    description: 'A training session for your governing body on a subject of its choice.',
    skill: 'governance',
    minimumHalfDays: 1,
    cfrCode: 'E28a',
    perDayExVatPence: 39_000,
    vatClass: 'standard',
  },
  {
    entry: 5,
    code: 'curriculum-review',
    title: 'Curriculum review',
    words: 'A review of one subject takes two days and is offered at £480 a day.',
    description: 'A review of one subject: plans, lessons, books and conversations, with a written report.',
    skill: 'curriculum',
    minimumHalfDays: 4,
    cfrCode: 'E27',
    perDayExVatPence: 48_000,
    vatClass: 'standard',
  },
  {
    entry: 6,
    code: 'safeguarding-review',
    title: 'Safeguarding review',
    words: 'A full review of safeguarding is offered at £560 a day.',
    description: 'A review of records, training, site and culture, with actions in order of urgency.',
    skill: 'safeguarding',
    minimumHalfDays: 2,
    cfrCode: 'E27',
    perDayExVatPence: 56_000,
    vatClass: 'standard',
  },
  {
    entry: 7,
    code: 'reading-tuition',
    title: 'Reading tuition for pupils',
    words: 'Tuition in reading, given to pupils by a qualified teacher, is offered at £310 a day and is exempt from VAT.',
    description: 'A teacher works with small groups of pupils who have fallen behind in reading.',
    skill: 'curriculum',
    minimumHalfDays: 1,
    cfrCode: 'E27',
    perDayExVatPence: 31_000,
    vatClass: 'exempt',
  },
];

const listed = ({ entry, words, ...service }: Entry) => ({
  ...service,
  incomeCode: `RVM-${1000 + entry}`,
  clause: { reference: `Service directory 2026/27, entry ${entry}`, text: words },
});

const pack: z.input<typeof packSchema> = {
  code: 'rivermouth-2026',
  title: 'Rivermouth service directory 2026/27',
  source: 'Rivermouth (invented), Service directory for schools and trusts 2026/27',
  effectiveFrom: from,
  services: [
    ...core.map((entry) => ({
      ...listed(entry),
      class: 'core' as const,
      prices: [],
      vatClass: 'standard' as const,
      legalPower: 'Education Act 1996 s.13A',
    })),
    ...traded.map(({ perDayExVatPence, vatClass, ...entry }) => ({
      ...listed(entry),
      class: 'traded' as const,
      prices: [{ from, perDayExVatPence }],
      vatClass,
      legalPower: 'Local Government Act 2003 s.93',
    })),
  ],
  allocations: [],
  posts: [{ code: 'headteacher', title: 'Headteacher' }],
  vat: {
    rows: [
      { buyer: 'own-maintained', purse: 'delegated-budget', vatClass: 'standard', rail: 'journal', category: 'O' },
      { buyer: 'own-maintained', purse: 'delegated-budget', vatClass: 'exempt', rail: 'journal', category: 'O' },
      { buyer: 'own-maintained', purse: 'own-funds', vatClass: 'standard', rail: 'vat-invoice', category: 'S' },
      { buyer: 'own-maintained', purse: 'own-funds', vatClass: 'exempt', rail: 'vat-invoice', category: 'E' },
      ...buyers.flatMap((buyer) => [
        { buyer, purse: 'own-funds' as const, vatClass: 'standard' as const, rail: 'vat-invoice' as const, category: 'S' as const },
        { buyer, purse: 'own-funds' as const, vatClass: 'exempt' as const, rail: 'vat-invoice' as const, category: 'E' as const },
      ]),
    ],
    standardRates: [{ from: '2011-01-04', basisPoints: 2000 }],
  },
  series: { 'vat-invoice': 'RVM-INV-', journal: 'RVM-JNL-' },
  sessions: { am: { from: '09:00', to: '12:00' }, pm: { from: '13:00', to: '16:00' } },
  quoteMinutes: 60,
  maximumDaysPerBooking: 10,
  paymentTermsDays: 28,
  purchaseOrderRequired: false,
};

export const rivermouth2026: Pack = packSchema.parse(pack);
