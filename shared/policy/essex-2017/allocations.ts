// Essex 2017/18: who is granted days, and for what. The paper gives few numbers; those put in their place are marked.
import type { PackInput } from '../schema.ts';

type Rule = PackInput['allocations'][number];

const noNumber = 'The paper gives no number of days';
const assumed = (halfDays: number, note = noNumber) => ({ halfDays, assumed: true as const, note });
const years = {
  year: 'academic',
  whenUsedUp: 'refuse',
  legalBasis: 'Education Act 1996 s.13A',
  onSuccession: 'hand-over',
  yearEnd: { unused: 'lapse' },
} as const;
const stateFunded = ['maintained', 'academy'] as const;

const bySize = 'The paper says that days follow the size of a partnership, and gives no numbers';

export const allocations: Rule[] = [
  {
    code: 'headteacher-recruitment',
    title: 'Headteacher recruitment',
    per: 'event',
    event: 'vacancy',
    posts: ['headteacher', 'executive-headteacher', 'head-of-school'],
    services: ['governing-bodies-headteacher-recruitment'],
    grant: { halfDays: 2 },
    whenUsedUp: 'spill-to-traded',
    legalBasis: 'Education Act 1996 s.13A',
    clause: {
      reference: 'Capacity is provided for, g',
      text: 'One day - advice and support for Governors in Headteacher recruitment (additional support provided as a traded activity)',
    },
  },
  {
    ...years,
    code: 'half-day-visit',
    title: 'Half-day visit',
    per: 'school',
    where: {
      sectors: [...stateFunded],
      settings: ['mainstream'],
      phases: ['primary'],
      // The partnerships that the paper recognises; a geographic or thematic one is none of them.
      partnership: { member: false, kinds: ['school-improvement', 'collaborative-group'] },
    },
    grant: { halfDays: 1 },
    services: ['individual-visit'],
    midYear: { gained: 'full', lost: 'end' },
    clause: {
      reference: 'Working with School Partnerships, on other schools',
      text: 'A minority of primary schools are not in recognised partnerships. It is proposed that these schools have a half day visit per academic year.',
    },
  },
  {
    ...years,
    code: 'special-school-days',
    title: 'Days for special schools and pupil referral units',
    per: 'school',
    where: { sectors: [...stateFunded], settings: ['special', 'alternative-provision'] },
    grant: assumed(6),
    services: ['individual-visit'],
    midYear: { gained: 'pro-rata', lost: 'pro-rata' },
    clause: {
      reference: 'Special schools, enhanced provisions and PRUs, on special schools',
      text: 'Although some special schools work with SLIS partnerships currently, special schools are not grouped into their own partnerships. An allocation of days has therefore been provided for each school and PRU within the proposed new way of working.',
    },
  },
  {
    ...years,
    code: 'enhanced-provision-days',
    title: 'Days for mainstream schools with enhanced provisions',
    per: 'school',
    where: { sectors: [...stateFunded], settings: ['mainstream'], provision: 'enhanced' },
    grant: assumed(2),
    services: ['individual-visit'],
    midYear: { gained: 'pro-rata', lost: 'pro-rata' },
    clause: {
      reference: 'Special schools, enhanced provisions and PRUs, on enhanced provisions',
      text: 'Additional capacity is proposed for schools with enhanced provisions.',
    },
  },
  {
    ...years,
    code: 'partnership-days',
    title: 'Partnership days',
    per: 'partnership',
    // Collaborative groups of secondary schools count as partnerships: the clause says so.
    kinds: ['school-improvement', 'collaborative-group'],
    bands: [
      { from: 1, to: 3, grant: assumed(12, bySize) },
      { from: 4, to: 6, grant: assumed(20, bySize) },
      { from: 7, to: 9, grant: assumed(28, bySize) },
      { from: 10, grant: assumed(36, bySize) },
    ],
    reserved: {
      share: {
        basisPoints: 2_500,
        assumed: true,
        note: 'The paper says that such activities are included, and not how much of the days they take',
      },
      title: 'Non-negotiable activities',
      services: ['partnership-data-analysis', 'ofsted-readiness', 'new-headteacher-support', 'outcomes-for-pupils'],
      clause: {
        reference: 'Working with School Partnerships, on non-negotiable activities',
        text: "'Non-negotiable' activities will be included to enable the LA to maintain its monitoring role.",
      },
    },
    agreement: {
      by: 'majority',
      clause: {
        reference: 'Working with School Partnerships, on consultation',
        text: 'The use of the majority of allocated days will be agreed in consultation with partnership headteachers.',
      },
    },
    services: ['partnership-working', 'collaborative-reviews'],
    bookableBy: ['lead', 'council'],
    // “Additional work with partnerships” is traded: a collaborative review beyond the days is sold at the day rate.
    whenUsedUp: 'spill-to-traded',
    midYear: { gained: 'pro-rata', lost: 'keep' },
    clause: {
      reference: 'Working with School Partnerships, on size',
      text: 'The number of days for each partnership is determined by the size of each partnership. In the case of secondary schools, it is proposed that the current ASHE collaborative groups will be regarded as school improvement partnerships.',
    },
  },
  {
    ...years,
    code: 'individual-support',
    title: 'Individual support',
    per: 'status',
    status: 'causing-concern',
    grant: assumed(12),
    shownAs: { title: 'Individual support' },
    services: ['individual-visit'],
    midYear: { gained: 'full', lost: 'end' },
    clause: {
      reference: 'Schools Causing Concern',
      text: 'Where schools are vulnerable, an additional allocation of SPP days for individualised support is included within the proposed way of working, in addition to their allocation as part of a school partnership.',
    },
  },
];
