// The words of officers: who delivers, when they work, and the slots of their diary that are taken.
import * as z from 'zod';
import { addDays, type CivilDate, dateSchema, daysBetween, type SessionKey } from '../../shared/calendar.ts';
import { type BookingId, idSchema, type OfficerId, type OrganisationId, type ServiceId, type WaitId } from '../../shared/ids.ts';
import type { Pack } from '../../shared/policy/schema.ts';

/** When each half of the day begins and ends, as London's clocks show it. The policy pack in force may say otherwise. */
export type SessionTimes = Pack['sessions'];
/** What this room shows by, which cannot know the policy; whoever can passes the times of the pack in force. */
export const usualSessionTimes: SessionTimes = { am: { from: '09:00', to: '12:00' }, pm: { from: '13:00', to: '16:00' } };

export const nameSchema = z
  .string()
  .trim()
  .min(2)
  .max(120)
  .regex(/^[^\p{Cc}]+$/u, 'must not hold control characters');
const skillSchema = z.string().regex(/^[a-z][a-z0-9-]{1,60}$/, 'must be the code of a skill, such as school-review');
const day = z.strictObject({ am: z.boolean(), pm: z.boolean() });
/** From Monday (1) to Friday (5): which halves of the day the officer works. */
export const patternSchema = z.strictObject({ 1: day, 2: day, 3: day, 4: day, 5: day });
export type Pattern = z.infer<typeof patternSchema>;

/** What somebody is away for: as much as the council has to know. It is never told to schools, and nothing about health is asked. */
export const absenceKinds = { leave: 'Leave', training: 'Training', other: 'Something else' } as const;
export type AbsenceKind = keyof typeof absenceKinds;

/** First and last day away, both included: from the afternoon of the first, or until noon of the last, where that is said. */
const absence = z
  .strictObject({
    from: dateSchema,
    to: dateSchema,
    fromHalf: z.literal('pm').optional(),
    toHalf: z.literal('am').optional(),
    kind: z.enum(Object.keys(absenceKinds) as AbsenceKind[]).optional(),
  })
  .refine(({ from, to, fromHalf, toHalf }) => from < to || (from === to && !(fromHalf && toHalf)), {
    path: ['to'],
    message: 'must be on or after the first day of the absence',
  });
export type Absence = z.infer<typeof absence>;

export const skillsSchema = z
  .array(skillSchema)
  .min(1)
  .max(40)
  .refine((skills) => new Set(skills).size === skills.length, 'must name each skill once');

/** Absences that are over are kept too, so that a diary of long ago says what it said: one a week makes these in twenty years. */
export const mostAbsencesKept = 1_000;

/** Somebody who delivers services; the subject of the task `register-officer`. */
export const officerSchema = z.strictObject({
  id: idSchema('off'),
  name: nameSchema,
  title: nameSchema,
  skills: skillsSchema,
  district: nameSchema,
  /** What they work until another pattern begins. */
  pattern: patternSchema,
  /** Each from its day on, the earliest first. */
  laterPatterns: z
    .array(z.strictObject({ from: dateSchema, pattern: patternSchema }))
    .max(100)
    .refine((later) => later.every(({ from }, i) => i === 0 || (later[i - 1]?.from ?? from) < from), 'must be in the order of their days')
    .optional(),
  /** The first day of a pattern that was taken back, or of another put in its place unsaid: from then on visits may stand at times at which nothing is worked. */
  takenBackFrom: dateSchema.optional(),
  absences: z.array(absence).max(mostAbsencesKept),
  /** The last day on which they work for the council, of somebody who leaves. */
  leavesOn: dateSchema.optional(),
});
export type Officer = z.infer<typeof officerSchema> & { version: number };

/** A half-day of an officer's diary that is taken. With `holdUntil` it is only held, until that moment (ISO 8601, UTC). */
export type Slot = {
  officer: OfficerId;
  session: SessionKey;
  booking: BookingId;
  visit: string;
  school: OrganisationId;
  schoolName: string;
  service: ServiceId;
  serviceTitle: string;
  holdUntil?: string;
  /** It is held as an offer, for this place in a waiting list. */
  waiting?: WaitId;
  /** The officer's work before or after a visit: nobody comes to the school. */
  work?: 'preparation' | 'report';
  /** Those who share an event, beside whoever organises it. */
  sharedBy?: OrganisationId[];
};

const maximumDaysAtOnce = 92;

/** From which day to which free sessions are asked for: from today when not said, for four weeks when not said. */
export const stretchSchema = (today: CivilDate) =>
  z
    .object({ from: dateSchema.optional(), to: dateSchema.optional() })
    .transform(({ from = today, to }) => ({ from, to: to ?? addDays(from, 27) }))
    .superRefine(({ from, to }, context) => {
      if (to < from) context.addIssue({ code: 'custom', path: ['to'], message: 'must be on or after the first day' });
      else if (daysBetween(from, to) >= maximumDaysAtOnce) {
        context.addIssue({
          code: 'custom',
          path: ['to'],
          message: `must be at most ${maximumDaysAtOnce} days in all; ask for the rest separately`,
        });
      }
    });
export type Stretch = { from: CivilDate; to: CivilDate };
