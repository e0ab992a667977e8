// The words of training: who takes part, by name and role alone; what they are asked afterwards; and the certificate they have.
import * as z from 'zod';
import type { CivilDate } from '../../../shared/calendar.ts';
import { type BookingId, idSchema, type OfficerId, type ServiceId } from '../../../shared/ids.ts';
import { mostAttendeesEver, mostQuestions } from '../../../shared/policy/evaluations.ts';
import { printable } from '../../../shared/words.ts';
import { visitSchema } from '../schema.ts';

/** Two digits, never given to a second person of the same booking: certificates and answers are named after it. */
const number = z.string('Choose somebody from the list').regex(/^\d{2}$/, 'Choose somebody from the list');

/** `name` and `role` are all that is kept of a person, and go when they are forgotten: the number stays, so that sums and certificates given out still add up. */
export type Attendee = {
  number: string;
  name?: string;
  role?: string;
  forgottenAt?: string;
  /** The visits they took part in. */
  attended: string[];
};

export type AttendeeList = {
  type: 'attendees';
  booking: BookingId;
  people: Attendee[];
  /** The highest number that was given. */
  last: number;
  /** When those who took part were first marked, and whoever booked was told that there are questions. */
  markedAt?: string;
  version: number;
};

const named = (most: number, empty: string) =>
  z
    .string({ error: empty })
    .trim()
    .min(1, empty)
    .max(most, `Use at most ${most} characters`)
    .regex(printable, 'Use printable characters only')
    .refine((text) => !/[\n\r\t]/.test(text), 'Use one line');

/** The whole list as it is to be: who is left out is taken off it, who has no number is added, and another name beside a number replaces somebody. */
export const namingSchema = z.strictObject({
  version: z.int('Send the version that you looked at').min(0, 'Send the version that you looked at'),
  people: z
    .array(
      z.strictObject({
        number: number.optional(),
        name: named(80, 'Give the name'),
        role: named(80, 'Give the role, such as governor or teaching assistant'),
      }),
      'Give a list of people, each with name and role',
    )
    .max(mostAttendeesEver, `Give at most ${mostAttendeesEver} people`),
});
export type NamingCommand = z.infer<typeof namingSchema>;

/** Who took part in which of the officer's visits that are over: whoever is not named took part in none of them. */
export const attendanceSchema = z.strictObject({
  version: z.int('Send the version that you looked at').min(1, 'Send the version that you looked at'),
  attended: z
    .array(
      z.strictObject({
        attendee: number,
        visits: z.array(visitSchema).max(100),
      }),
      'Give a list of those who took part',
    )
    .max(mostAttendeesEver, `Give at most ${mostAttendeesEver} people`),
});
export type AttendanceCommand = z.infer<typeof attendanceSchema>;

export const forgettingSchema = z.strictObject({ attendee: number });
export type ForgettingCommand = z.infer<typeof forgettingSchema>;

export const mostAnswerCharacters = 1000;
/** An answer to each question by its code: a rating from 1 to 5, or words. */
export const answersSchema = z.strictObject({
  answers: z
    .record(
      z.string().max(61),
      z.union(
        [
          z.int(),
          z
            .string()
            .trim()
            .max(mostAnswerCharacters, `Use at most ${mostAnswerCharacters} characters`)
            .regex(printable, 'Use printable characters only'),
        ],
        'Give a rating as a whole number from 1 to 5, or words',
      ),
      'Give an answer to each question',
    )
    .refine((answers) => Object.keys(answers).length <= mostQuestions, `Give at most ${mostQuestions} answers`),
});
export type AnswersCommand = z.infer<typeof answersSchema>;

/** Who answers: an attendee by number, or the school itself where nobody is named. */
export type Answering = string & {};
export const theSchool: Answering = 'school';

/** What was said of a booking's training: it holds nobody's name and no school's. */
export type Evaluation = {
  type: 'evaluation';
  booking: BookingId;
  by: Answering;
  service: ServiceId;
  serviceTitle: string;
  officer: OfficerId;
  officerName: string;
  answeredAt: string;
  ratings: Record<string, number>;
  texts: Record<string, string>;
};

/** What was said of a service by an officer, added up: for each rating its sum and how many gave it. */
export type EvaluationSums = {
  service: ServiceId;
  serviceTitle: string;
  officer: OfficerId;
  officerName: string;
  count: number;
  ratings: Record<string, { sum: number; count: number }>;
};

/** What the link carries that an attendee answers by. Until when it is open follows from the booking. */
export const answerTokenSchema = z.strictObject({
  for: z.literal('evaluation'),
  council: z.string(),
  booking: idSchema('bkg'),
  attendee: number,
});
export type AnswerToken = z.infer<typeof answerTokenSchema>;

/** What a certificate says; `name` is gone once its holder is forgotten. */
export type Certificate = {
  number: string;
  name?: string;
  role?: string;
  schoolName: string;
  serviceTitle: string;
  officerNames: string[];
  dates: CivilDate[];
  halfDays: number;
  minutes: number;
};
