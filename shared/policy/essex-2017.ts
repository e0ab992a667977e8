// Essex 2017/18 as data: the traded offer, capacity that is provided, and days for schools and partnerships, clause by clause.
import { allocations } from './essex-2017/allocations.ts';
import { core, nonNegotiable, visits } from './essex-2017/free.ts';
import { traded } from './essex-2017/traded.ts';
import { type Pack, type PackInput, packSchema } from './schema.ts';
import { commonVatRows } from './vat-table.ts';

const silent = { assumed: true, note: 'The paper says nothing of cancelling' } as const;
const unsaid = { assumed: true, note: 'The paper says nothing of notes of visits' } as const;
const unnamed = { assumed: true, note: 'The paper does not say when schools are reminded' } as const;

const pack: PackInput = {
  code: 'essex-2017',
  title: 'Essex (2017 model)',
  source: 'The Proposed Model for the LA School Improvement Team 2017/18, Essex',
  effectiveFrom: '2017-09-01',
  services: [...traded, ...core, ...visits, ...nonNegotiable],
  allocations,
  cancellation: {
    rungs: [
      { workingDays: 5, feeBasisPoints: 10_000, allocation: 'consumed', ...silent },
      { workingDays: 10, feeBasisPoints: 5_000, allocation: 'returned', ...silent },
    ],
    waivers: [
      { kind: 'rebooked', withinWorkingDays: 20, ...silent },
      { kind: 'substitute', ...silent },
      { kind: 'ofsted-call', ...silent },
    ],
  },
  costs: [
    {
      from: '2017-09-01',
      perDayPence: 45_000,
      assumed: true,
      note: 'The paper gives no cost: the day rate is taken to recover it and no more',
    },
  ],
  nudges: [
    { on: '02-01', leftAtLeastBasisPoints: 5_000, ...unnamed },
    { on: '05-01', leftAtLeastBasisPoints: 2_500, ...unnamed },
  ],
  notes: [
    {
      code: 'report-of-a-review',
      title: 'Report of a review',
      services: ['safeguarding-audits', 'send-pupil-premium-reviews'],
      headings: [
        { code: 'done', title: 'What was looked at', required: true },
        { code: 'found', title: 'What was found, and the evidence for it', required: true },
        { code: 'recommended', title: 'What is recommended', required: false },
      ],
      moderated: true,
      dueWorkingDays: 10,
      readBy: 'all-concerned',
      ...unsaid,
    },
    {
      code: 'confidential-note',
      title: 'Confidential note',
      services: ['safeguarding-complaints'],
      headings: [
        { code: 'done', title: 'What was done', required: true },
        { code: 'found', title: 'What was found', required: false },
      ],
      moderated: false,
      dueWorkingDays: 5,
      readBy: 'school-and-council',
      ...unsaid,
    },
    {
      code: 'note-of-visit',
      title: 'Note of visit',
      classes: ['core', 'entitlement', 'traded'],
      headings: [
        { code: 'done', title: 'What was done', required: true },
        { code: 'found', title: 'What was found', required: false },
        { code: 'agreed', title: 'What was agreed', required: false },
      ],
      moderated: false,
      dueWorkingDays: 5,
      readBy: 'all-concerned',
      ...unsaid,
    },
  ],
  posts: [
    { code: 'headteacher', title: 'Headteacher' },
    { code: 'executive-headteacher', title: 'Executive headteacher' },
    { code: 'head-of-school', title: 'Head of school' },
  ],
  vat: { rows: commonVatRows, standardRates: [{ from: '2011-01-04', basisPoints: 2000 }] },
  series: { 'vat-invoice': 'ESX-INV-', journal: 'ESX-JNL-' },
  sessions: { am: { from: '09:00', to: '12:00' }, pm: { from: '13:00', to: '16:00' } },
  quoteMinutes: 30,
  maximumDaysPerBooking: 20,
  paymentTermsDays: 30,
  purchaseOrderRequired: true,
};

export const essex2017: Pack = packSchema.parse(pack);
