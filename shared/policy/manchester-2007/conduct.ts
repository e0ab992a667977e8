// Manchester 2007: who may not be assigned to what, the share of School Improvement Partners who know headship, and what they report.
import type { PackInput } from '../schema.ts';
import { learningStrategyCodes } from './services.ts';

const partner = ['school-improvement-partner'];
const section = (reference: string, text: string) => ({ reference: `Education Services, ${reference}`, text });
const notEmployed = 'The SIPs are not existing employees of the council, or teaching resources currently working in Manchester schools;';

export const conflicts: PackInput['conflicts'] = [
  {
    code: 'partner-not-employed',
    title: 'A School Improvement Partner is no employee of the council',
    kind: 'council-employee',
    services: partner,
    clause: section('4.4.2, on employees', notEmployed),
  },
  {
    code: 'partner-not-teaching',
    title: 'A School Improvement Partner does not teach in the city’s schools',
    kind: 'teaches-in-authority',
    services: partner,
    clause: section('4.4.2, on teachers', notEmployed),
  },
  {
    code: 'partner-apart-from-delivery',
    title: 'A School Improvement Partner delivers nothing else to the school',
    kind: 'delivers-for-the-school',
    services: partner,
    clause: section(
      '4.4.2, on delivery',
      'The school improvement role will be clearly separated from the delivery arms of the Education Service at all levels, in order to promote rigorous school self evaluation, independence of SIP input and clear school effectiveness purpose.',
    ),
  },
  {
    code: 'supply-only',
    title: 'Learning Strategy Officers do not commission what they deliver',
    kind: 'commissioning',
    services: learningStrategyCodes,
    clause: section(
      '4.7.1',
      'They will not commission work or assess demand (although they may flag up demand as part of the work they are doing), but will be the expert resources fulfilling capacity building roles in schools.',
    ),
  },
];

export const compliance: PackInput['compliance'] = [
  {
    code: 'partners-who-know-headship',
    title: 'School Improvement Partners of secondary schools who are or recently were headteachers',
    services: partner,
    phases: ['secondary', 'all-through'],
    quality: 'serving-or-recent-headteacher',
    atLeastBasisPoints: 7_000,
    clause: section(
      '4.4.1, on headteachers',
      'There is a requirement that 70% of School Improvement Partners working with secondary schools be current or recently retired Head Teachers.',
    ),
  },
];

/** The processes of 4.4.3 are the headings of a partner’s report. */
export const notes: PackInput['notes'] = [
  {
    code: 'partner-report',
    title: 'Report of a School Improvement Partner',
    services: partner,
    headings: [
      { code: 'done', title: 'What was done', required: true },
      { code: 'judgements', title: 'Judgements about the school, and the evidence for them', required: true },
      { code: 'performance', title: 'Performance of the school, and areas of challenge', required: false },
      { code: 'self-evaluation', title: 'Self-evaluation and improvement plan', required: false },
      { code: 'targets', title: 'Targets', required: false },
      { code: 'brokered', title: 'Support that was brokered', required: false },
      { code: 'headteacher', title: 'Performance management of the headteacher', required: false },
    ],
    moderated: true,
    dueWorkingDays: 10,
    readBy: 'school-and-council',
    clause: section(
      '4.4.3, on reports',
      'The SIP reports will feed into the SIP/Interventions Manager who will take a view of demand for support and commissioned services across the city.',
    ),
    assumed: true,
    note: 'The report gives no number of days; that the manager reads each before the school, and that no one else does, is taken from 4.3.1 and 4.4.2',
  },
  {
    code: 'note-of-visit',
    title: 'Note of visit',
    classes: ['core', 'entitlement', 'traded'],
    headings: [
      { code: 'done', title: 'What was done', required: true },
      { code: 'outcome', title: 'What it led to', required: false },
    ],
    moderated: false,
    dueWorkingDays: 10,
    readBy: 'all-concerned',
    assumed: true,
    note: 'The reports ask for real deliverable outcomes (7.4), and give no number of days',
  },
];
