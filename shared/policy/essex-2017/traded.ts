// Essex 2017/18: the ten traded activities, a to j, each at the one day rate for maintained schools and academies alike.
import type { PackInput } from '../schema.ts';

const offer = 'The proposed traded daily rate for maintained schools and academies is £450.';

type Activity = {
  letter: string;
  code: string;
  title: string;
  words: string;
  description: string;
  outcomes: string;
  skill: string;
  minimumHalfDays: number;
};

const activities: readonly Activity[] = [
  {
    letter: 'a',
    code: 'headteacher-performance-management',
    title: 'Headteacher performance management',
    words: 'Headteacher performance management',
    description:
      'An external adviser for the governing body’s appraisal of the headteacher: preparation, the review meeting and draft objectives.',
    outcomes: 'Agreed objectives and a written record for the governing body.',
    skill: 'leadership',
    minimumHalfDays: 1,
  },
  {
    letter: 'b',
    code: 'deputy-headteacher-recruitment',
    title: 'Deputy headteacher and leader recruitment',
    words: 'Deputy headteacher/leader recruitment',
    description: 'Advice on the post, shortlisting, tasks and interview questions, and attendance at the interviews.',
    outcomes: 'A fair, recorded process and a confident appointment.',
    skill: 'recruitment',
    minimumHalfDays: 1,
  },
  {
    letter: 'c',
    code: 'reviews-of-governance',
    title: 'Reviews of governance',
    words: 'Reviews of governance',
    description: 'An external review of how the governing body works: documents, conversations and an observed meeting.',
    outcomes: 'A report with strengths and an action plan.',
    skill: 'governance',
    minimumHalfDays: 2,
  },
  {
    letter: 'd',
    code: 'collaborative-reviews',
    title: 'Collaborative reviews',
    words: 'Collaborative reviews',
    description: 'A themed review of one school by leaders of partner schools, led by an officer.',
    outcomes: 'Shared findings and next steps for each school that took part.',
    skill: 'school-review',
    minimumHalfDays: 2,
  },
  {
    letter: 'e',
    code: 'support-for-challenging-parents',
    title: 'Support for challenging parents',
    words: 'Support for challenging parents',
    description: 'Practical help where the relationship with a parent has become difficult: mediation, letters, and meeting together.',
    outcomes: 'An agreed way of working with the family.',
    skill: 'safeguarding',
    minimumHalfDays: 1,
  },
  {
    letter: 'f',
    code: 'governing-bodies-headteacher-recruitment',
    title: 'Support to governing bodies: headteacher recruitment',
    words: 'Support to governing bodies',
    description:
      'Advice and support to governors who are appointing a headteacher, from the advertisement to the interviews. One day is free for each vacancy the council has recorded; more is charged at the day rate.',
    outcomes: 'Governors run a fair, well-advised headteacher appointment.',
    skill: 'recruitment',
    minimumHalfDays: 1,
  },
  {
    letter: 'g',
    code: 'send-pupil-premium-reviews',
    title: 'SEN and pupil premium reviews',
    words: 'SEN/pupil premium reviews',
    description: 'A review of provision and spending for pupils with special educational needs, or of the pupil premium.',
    outcomes: 'A report to leaders and governors with costed recommendations.',
    skill: 'inclusion',
    minimumHalfDays: 2,
  },
  {
    letter: 'h',
    code: 'safeguarding-audits',
    title: 'Safeguarding audits',
    words: 'Safeguarding audits',
    description: 'An audit of safeguarding: the single central record, policies, training, site and conversations with pupils and staff.',
    outcomes: 'A graded audit with actions in order of urgency.',
    skill: 'safeguarding',
    minimumHalfDays: 2,
  },
  {
    letter: 'i',
    code: 'quality-assurance-of-self-evaluation',
    title: 'Quality assurance of self-evaluation and action plans',
    words: 'Quality assurance of self-evaluation/school action plans',
    description: 'An outside look at the school’s self-evaluation or its action plan: is the evidence there, and will the plan work?',
    outcomes: 'Written feedback and a sharper plan.',
    skill: 'school-review',
    minimumHalfDays: 1,
  },
  {
    letter: 'j',
    code: 'planning-of-conferences',
    title: 'Planning of conferences and events',
    words: 'Planning of conferences/events',
    description: 'Help to plan and run a conference, a network meeting or a training day.',
    outcomes: 'A programme, speakers and a smooth day.',
    skill: 'leadership',
    minimumHalfDays: 1,
  },
];

export const traded: PackInput['services'] = activities.map(({ letter, words, ...activity }) => ({
  ...activity,
  class: 'traded',
  prices: [{ from: '2017-09-01', perDayExVatPence: 45_000 }],
  vatClass: 'standard',
  incomeCode: 'SI-TRADED',
  cfrCode: letter === 'c' || letter === 'f' ? 'E28a' : 'E27',
  legalPower: 'Local Government Act 2003 s.93',
  clause: { reference: `Traded offer, ${letter}`, text: `${offer} ${letter}. ${words}` },
}));
