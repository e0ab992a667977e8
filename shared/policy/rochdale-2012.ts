// Rochdale 2012 as data: challenge and support for every school, which a self-improving trust takes over for its members, and the intervention that stays.
import { type Pack, type PackInput, packSchema } from './schema.ts';
import { commonVatRows } from './vat-table.ts';

type Service = PackInput['services'][number];
const silent = { assumed: true, note: 'The paper says nothing of cancelling' } as const;
const noNumber = { assumed: true, note: 'The paper offers challenge and support to all schools, and gives no number of days' } as const;

const free = {
  prices: [],
  vatClass: 'standard',
  cfrCode: 'E27',
  minimumHalfDays: 1,
  skill: 'school-improvement',
} as const satisfies Partial<Service>;
const core = { ...free, class: 'core', incomeCode: 'SI-CORE' } as const;
// The council's own function in every school, whoever supports the school: no school asks for it, and none is asked.
const councils = { ...core, bookableBy: ['council'] } satisfies Partial<Service>;

const years = {
  // The council's year, so that the trust takes over within it.
  year: 'financial',
  whenUsedUp: 'refuse',
  onSuccession: 'hand-over',
  yearEnd: { unused: 'lapse' },
  // What the trust takes over ends on the day it does; what was used by then stays used.
  midYear: { gained: 'pro-rata', lost: 'end' },
  services: ['universal-challenge-and-support'],
  legalBasis: 'Education Act 1996 s.13A',
} as const;

const pack: PackInput = {
  code: 'rochdale-2012',
  title: 'Rochdale (2012 model)',
  source: 'Rochdale, Review School Improvement (Secondary), 2012',
  effectiveFrom: '2012-04-01',
  services: [
    {
      code: 'universal-challenge-and-support',
      title: 'Challenge and support',
      description: 'An officer of the School Improvement Team visits: challenge and support to improve what the school provides.',
      outcomes: 'Better provision and higher standards for all learners.',
      ...free,
      class: 'entitlement',
      incomeCode: 'SI-UNIVERSAL',
      legalPower: 'Education Act 1996 s.13A',
      clause: {
        reference: '4.1, on collaboration',
        text: 'The School Improvement Team has facilitated collaboration and encouraged schools to work together in order to self-improve and this has been particularly successful between secondary schools.',
      },
    },
    {
      code: 'overview-of-performance',
      title: 'Overview of performance',
      description: 'The council keeps an overview of how each school performs, members of a self-improving trust among them.',
      ...councils,
      legalPower: 'Education Act 1996 s.13A',
      clause: {
        reference: '4.2, on overview',
        text: "Consequently, the School Improvement Team's function in secondary schools will be to maintain an overview of performance and intervene where there is concern.",
      },
    },
    {
      code: 'statutory-intervention',
      title: 'Statutory intervention',
      description: 'Work of the council in a school under its duty to intervene, whoever else supports the school.',
      ...councils,
      legalPower: 'Education and Inspections Act 2006 Part 4',
      clause: {
        reference: '7.1',
        text: 'The Local Authority will be a partner in the newly formed Pioneer Trust and will retain its responsibility to intervene.',
      },
    },
    {
      code: 'joint-working',
      title: 'Joint working',
      description: 'Time of the School Improvement Team for what partners do together.',
      ...core,
      legalPower: 'Education Act 1996 s.13A',
      clause: {
        reference: '11.1',
        text: 'School Improvement Team will continue to support joint working across all partners as at present.',
      },
    },
  ],
  allocations: [
    {
      ...years,
      services: [...years.services],
      code: 'challenge-and-support',
      title: 'Challenge and support',
      per: 'school',
      where: { sectors: ['maintained', 'academy'], phases: ['nursery', 'primary', 'none'] },
      grant: { halfDays: 6, ...noNumber },
      clause: {
        reference: '4.1',
        text: 'The School Improvement Team offers challenge and support to all schools in Rochdale Borough in order to improve educational provision and raise standards for all learners as well as fulfilling the statutory duty of intervention where there is serious underperformance.',
      },
    },
    {
      ...years,
      services: [...years.services],
      code: 'challenge-and-support-secondary',
      title: 'Challenge and support for secondary schools',
      per: 'school',
      where: {
        sectors: ['maintained', 'academy'],
        phases: ['secondary', 'all-through', '16-plus'],
        partnership: { member: false, kinds: ['self-improving-trust'] },
      },
      grant: { halfDays: 6, ...noNumber },
      clause: {
        reference: '4.2',
        text: 'From 1st September 2012, the majority of secondary schools will be members of The Pioneer Trust in partnership with the Local Authority. The Trust, rather than the Local Authority, will provide universal functions of challenge and support to bring about school improvement in its member schools.',
      },
    },
  ],
  cancellation: {
    rungs: [{ workingDays: 5, feeBasisPoints: 0, allocation: 'consumed', ...silent }],
    waivers: [
      { kind: 'rebooked', withinWorkingDays: 20, ...silent },
      { kind: 'ofsted-call', ...silent },
    ],
  },
  costs: [{ from: '2012-04-01', perDayPence: 38_000, assumed: true, note: 'The paper gives a saving of £130,000 and no cost of a day' }],
  nudges: [{ on: '01-15', leftAtLeastBasisPoints: 5_000, assumed: true, note: 'The paper does not say when schools are reminded' }],
  notes: [
    {
      code: 'note-of-visit',
      title: 'Note of visit',
      classes: ['core', 'entitlement', 'traded'],
      headings: [
        { code: 'done', title: 'What was done', required: true },
        { code: 'next', title: 'What comes next, and who does it', required: false },
      ],
      moderated: false,
      dueWorkingDays: 10,
      readBy: 'all-concerned',
      assumed: true,
      note: 'The paper says nothing of notes',
    },
    {
      code: 'note-of-intervention',
      title: 'Note of an intervention',
      services: ['overview-of-performance', 'statutory-intervention'],
      headings: [
        { code: 'done', title: 'What was done', required: true },
        { code: 'judgement', title: 'Where the school stands, and the evidence', required: false },
      ],
      moderated: true,
      dueWorkingDays: 5,
      readBy: 'school-and-council',
      assumed: true,
      note: 'The paper keeps intervention with the council (7.1), and says nothing of notes',
    },
  ],
  posts: [{ code: 'headteacher', title: 'Headteacher' }],
  vat: { rows: commonVatRows, standardRates: [{ from: '2011-01-04', basisPoints: 2000 }] },
  series: { 'vat-invoice': 'RDL-INV-', journal: 'RDL-JNL-' },
  sessions: { am: { from: '09:00', to: '12:00' }, pm: { from: '13:00', to: '16:00' } },
  quoteMinutes: 30,
  maximumDaysPerBooking: 10,
  paymentTermsDays: 30,
  purchaseOrderRequired: false,
};

export const rochdale2012: Pack = packSchema.parse(pack);
