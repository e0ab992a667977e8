// Manchester 2007: who may not be assigned to what, and the share of School Improvement Partners who know headship.
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
