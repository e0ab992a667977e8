// What a pack says of training: how many may take part, and what is asked of those who did before they have a certificate.
import * as z from 'zod';
import { assumption, clauseSchema, code, oneOf, services, strictly, title } from './words.ts';

export const mostAttendeesEver = 60;
export const attendeesSchema = strictly(
  {
    most: z
      .int('Give how many people may take part as a whole number')
      .min(1, 'At least one person takes part')
      .max(mostAttendeesEver, `Give at most ${mostAttendeesEver} people`),
  },
  'the attendees of a service',
);

/** A rating is from 1 (not at all) to 5 (very much); a text is in words of one's own. */
const questionKinds = ['rating', 'text'] as const;
export const mostQuestions = 8;

const questionSchema = strictly(
  {
    code,
    text: title.max(200, 'Use at most 200 characters for a question'),
    kind: oneOf(questionKinds),
    required: z.boolean('Say true or false'),
  },
  'a question',
);
export type Question = z.infer<typeof questionSchema>;

export const evaluationRuleSchema = strictly(
  {
    code,
    title,
    /** The services it asks about, by their codes. */
    services,
    questions: z.array(questionSchema).min(1, 'Give at least one question').max(mostQuestions, `Give at most ${mostQuestions} questions`),
    /** Whether a certificate waits for the answers. */
    beforeCertificate: z.boolean('Say true or false'),
    /** Days from the delivery on in which it may be answered by a link. */
    openDays: z.int('Give whole days').min(1, 'Give at least 1 day').max(180, 'Give at most 180 days'),
    clause: clauseSchema.optional(),
    ...assumption,
  },
  'a rule of evaluation',
);
export type EvaluationRule = z.infer<typeof evaluationRuleSchema>;

/** What is asked about a service; undefined where nothing is. */
export const evaluationFor = ({ evaluations }: { evaluations: readonly EvaluationRule[] }, service: string): EvaluationRule | undefined =>
  evaluations.find((rule) => rule.services.includes(service));

/** How many may take part in a service, where it has attendees. */
export const mostAttendees = (
  { services: offered }: { services: readonly { code: string; attendees?: { most: number } | undefined }[] },
  service: string,
): number | undefined => offered.find((each) => each.code === service)?.attendees?.most;
