// Manchester 2007 as data: Education Services with its School Improvement Partners, and the Education Improvement Partnerships that follow Excellence in Cities.
import { allocations, fundings } from './manchester-2007/allocations.ts';
import { compliance, conflicts, notes } from './manchester-2007/conduct.ts';
import { packages } from './manchester-2007/packages.ts';
import { services } from './manchester-2007/services.ts';
import { type Pack, type PackInput, packSchema } from './schema.ts';
import { commonVatRows } from './vat-table.ts';

const silent = { assumed: true, note: 'The reports say nothing of cancelling' } as const;

const pack: PackInput = {
  code: 'manchester-2007',
  title: 'Manchester (2007 model)',
  source:
    'Manchester City Council, Personnel Committee: Education Services, 13 November 2007, and Education Improvement Partnerships, 20 June 2007',
  effectiveFrom: '2007-09-01',
  services,
  allocations,
  fundings,
  conflicts,
  compliance,
  cancellation: {
    rungs: [
      { workingDays: 3, feeBasisPoints: 10_000, allocation: 'consumed', ...silent },
      { workingDays: 5, feeBasisPoints: 5_000, allocation: 'returned', ...silent },
    ],
    waivers: [
      { kind: 'rebooked', withinWorkingDays: 20, ...silent },
      { kind: 'ofsted-call', ...silent },
    ],
  },
  costs: [
    {
      from: '2007-09-01',
      perDayPence: 31_950,
      assumed: true,
      note: 'A School Effectiveness Officer at £53,250 (recommendation 1), a fifth more for on-costs as £50,000 comes to £60,000 in the other report, over 200 days',
    },
  ],
  nudges: [{ on: '05-01', leftAtLeastBasisPoints: 4_000, assumed: true, note: 'The reports do not say when schools are reminded' }],
  notes,
  packages,
  posts: [{ code: 'headteacher', title: 'Headteacher' }],
  vat: {
    rows: commonVatRows,
    // 17.5% had stood since 1991; it was 15% for thirteen months.
    standardRates: [
      { from: '2000-01-01', basisPoints: 1750 },
      { from: '2008-12-01', basisPoints: 1500 },
      { from: '2010-01-01', basisPoints: 1750 },
      { from: '2011-01-04', basisPoints: 2000 },
    ],
  },
  series: { 'vat-invoice': 'MCR-INV-', journal: 'MCR-JNL-' },
  sessions: { am: { from: '09:00', to: '12:00' }, pm: { from: '13:00', to: '16:00' } },
  quoteMinutes: 30,
  maximumDaysPerBooking: 10,
  paymentTermsDays: 30,
  purchaseOrderRequired: false,
};

export const manchester2007: Pack = packSchema.parse(pack);
