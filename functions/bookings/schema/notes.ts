// The words of a note of visit: what an officer writes of visits that took place, who reads it first, and the actions that were agreed.
import * as z from 'zod';
import { type CivilDate, dateSchema, type SessionKey } from '../../../shared/calendar.ts';
import type { BookingId, OfficerId, OrganisationId, PersonId } from '../../../shared/ids.ts';
import { mostHeadings, type plainNote } from '../../../shared/policy/notes.ts';
import { machine } from '../../../shared/transitions.ts';
import { printable, words } from '../../../shared/words.ts';
import { visits } from '../schema.ts';

export type NoteState = 'draft' | 'submitted' | 'returned' | 'shared';
export type NoteEvent = 'begin' | 'save' | 'submit' | 'return' | 'approve' | 'share' | 'add' | 'mark';
/** Approving shares. A note that nobody moderates is shared by its officer; once it is shared, what was written stays, and corrections stand below it. */
export const noteStates = machine<NoteState, NoteEvent>('note of visit', [
  { from: 'new', event: 'begin', to: 'draft' },
  { from: 'draft', event: 'save', to: 'draft' },
  { from: 'draft', event: 'share', to: 'shared' },
  { from: 'draft', event: 'submit', to: 'submitted' },
  { from: 'submitted', event: 'return', to: 'returned' },
  { from: 'submitted', event: 'approve', to: 'shared' },
  { from: 'returned', event: 'save', to: 'returned' },
  { from: 'returned', event: 'submit', to: 'submitted' },
  { from: 'shared', event: 'add', to: 'shared' },
  { from: 'shared', event: 'mark', to: 'shared' },
]);

export const mostSectionCharacters = 4000;
export const mostActions = 10;
export const mostAdditions = 20;

const sections = z
  .record(
    z.string().regex(/^[a-z][a-z0-9-]{1,60}$/, 'Write under the headings of the note'),
    z
      .string('Write text')
      .trim()
      .max(mostSectionCharacters, `Use at most ${mostSectionCharacters} characters`)
      .regex(printable, 'Use printable characters only'),
  )
  .refine((given) => Object.keys(given).length <= mostHeadings, `Write under at most ${mostHeadings} headings`)
  .default({});

const agreedSchema = z.strictObject({
  what: words(300, 'Say what is to be done'),
  who: z.enum(['school', 'officer'], { error: 'Say who does it: the school or the officer' }),
  by: dateSchema,
});

const version = z.int('Send the version that was read').min(1, 'Send the version that was read');
const written = {
  /** By the code of each heading. */
  sections,
  actions: z.array(agreedSchema, 'Give a list of actions').max(mostActions, `Give at most ${mostActions} actions`).default([]),
  /** `sent`: to the school, or where the policy has it moderated to a colleague first. */
  as: z.enum(['sent', 'draft'], { error: 'Say whether the note is sent or kept as a draft' }).default('sent'),
};

export const deliverySchema = z.strictObject({ visits, ...written });
export type DeliveryCommand = z.infer<typeof deliverySchema>;
export const writingSchema = z.strictObject({ version, ...written });
export type WritingCommand = z.infer<typeof writingSchema>;
export type Written = Pick<WritingCommand, 'sections' | 'actions' | 'as'>;

export const moderationSchema = z
  .strictObject({
    version,
    answer: z.enum(['approve', 'return'], { error: 'Say whether you approve the note or return it' }),
    reason: words(1000, 'Say what is to be changed').optional(),
  })
  .refine(({ answer, reason }) => answer === 'approve' || reason !== undefined, { path: ['reason'], message: 'Say what is to be changed' });
export type ModerationCommand = z.infer<typeof moderationSchema>;

export const additionSchema = z.strictObject({ text: words(2000, 'Write what is to be corrected') });
export type AdditionCommand = z.infer<typeof additionSchema>;

export const markSchema = z.strictObject({
  action: z.int('Choose an action of the note').min(1, 'Choose an action of the note').max(mostActions, 'Choose an action of the note'),
  done: z.boolean('Say whether it is done'),
});
export type MarkCommand = z.infer<typeof markSchema>;

/** What the policy asked of the note when the visits were marked delivered. */
export type Template = Pick<typeof plainNote, 'title' | 'headings' | 'moderated' | 'readBy'>;
/** Numbered from 1 in the order in which they were agreed. */
export type NoteAction = { number: number; what: string; who: 'school' | 'officer'; by: CivilDate; doneAt?: string; doneBy?: PersonId };

export type VisitNote = {
  booking: BookingId;
  /** In date order, and after them the officer's work on them; the note goes by the first. */
  visits: string[];
  sessions: SessionKey[];
  school: OrganisationId;
  schoolName: string;
  /** Those who share an event and take part in it: it is theirs as it is that of whoever organises it. */
  sharedBy?: OrganisationId[];
  serviceTitle: string;
  /** How many were named to take part, where it was training. */
  attendees?: number;
  officer: OfficerId;
  officerName: string;
  policy: string;
  template: Template;
  /** The day by the end of which it is to be shared. */
  dueOn: CivilDate;
  state: NoteState;
  sections: Readonly<Record<string, string>>;
  actions: NoteAction[];
  /** Who wrote it last, and everybody who ever did: none of them moderates it. */
  by: PersonId;
  writers: PersonId[];
  /** When the visits were marked delivered. */
  recordedAt: string;
  submittedAt?: string;
  returned: { by: PersonId; at: string; reason: string }[];
  approvedBy?: PersonId;
  sharedAt?: string;
  additions: { by: PersonId; at: string; text: string }[];
  version: number;
};
