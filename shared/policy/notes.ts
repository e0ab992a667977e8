// What a pack says of the note that an officer writes of a visit: under which headings, whether a colleague reads it first, by when, and who may read it.
import * as z from 'zod';
import { assumption, clauseSchema, code, oneOf, services, someOf, strictly, title } from './words.ts';

export const serviceClasses = ['core', 'entitlement', 'traded'] as const;
type ServiceClass = (typeof serviceClasses)[number];

/** `school-and-council`: no trust, no partnership’s lead and no other school reads it, whoever they act for. */
const noteReaders = ['all-concerned', 'school-and-council'] as const;

export const mostHeadings = 12;

const headingSchema = strictly(
  {
    code,
    title: title.max(120, 'Use at most 120 characters for a heading'),
    /** Without words under it a note is not sent. */
    required: z.boolean('Say true or false'),
  },
  'a heading',
);

export const noteRuleSchema = strictly(
  {
    code,
    title,
    /** The services it is for, by their codes; and every service of these classes that no rule names. */
    services: services.optional(),
    classes: someOf(serviceClasses).optional(),
    headings: z.array(headingSchema).min(1, 'Give at least one heading').max(mostHeadings, `Give at most ${mostHeadings} headings`),
    /** Somebody of the council other than the author reads it before it is shared with the school. */
    moderated: z.boolean('Say true or false'),
    /** Whole working days from the last of the visits to the day on which it is shared. */
    dueWorkingDays: z
      .int('Give working days as a whole number')
      .min(1, 'Give at least 1 working day')
      .max(60, 'Give at most 60 working days'),
    readBy: oneOf(noteReaders),
    clause: clauseSchema.optional(),
    ...assumption,
  },
  'a rule of notes',
);
type NoteRule = z.infer<typeof noteRuleSchema>;

/** What holds for a service that no rule is for. */
export const plainNote: Pick<NoteRule, 'title' | 'headings' | 'moderated' | 'dueWorkingDays' | 'readBy'> = {
  title: 'Note of visit',
  headings: [{ code: 'done', title: 'What was done and agreed', required: true }],
  moderated: false,
  dueWorkingDays: 10,
  readBy: 'all-concerned',
};

type Offered = { services: readonly { code: string; class: ServiceClass }[]; notes: readonly NoteRule[] };

/** The rule for a service’s notes: the one that names it, or else the one for its class, or else what holds without any. */
export function noteRuleFor({ services: offered, notes }: Offered, service: string): typeof plainNote {
  const kind = offered.find((each) => each.code === service)?.class;
  return (
    notes.find((rule) => rule.services?.includes(service)) ??
    notes.find((rule) => kind !== undefined && rule.classes?.includes(kind)) ??
    plainNote
  );
}
