// The words of the audit trail: which entries are asked for.
import * as z from 'zod';
import { addDays, type CivilDate, dateSchema, daysBetween } from '../../../shared/calendar.ts';
import { idSchema, organisationIdSchema } from '../../../shared/ids.ts';

/** The most days one question spans. */
export const mostAuditDays = 31;
/** The most entries one file holds. */
export const mostExported = 20_000;

type Days = { from: CivilDate; to: CivilDate };
/** Every day a date may name: a record's own trail is short enough to be asked for whole. */
const anyDay: Days = { from: '2000-01-01' as CivilDate, to: '2099-12-31' as CivilDate };

function daysFrom(from: CivilDate | undefined, to: CivilDate | undefined, today: CivilDate): Days {
  const last = to ?? (from && from > today ? from : today);
  return { from: from ?? addDays(last, -6), to: last };
}

/**
 * Which entries: of some days, both included (the last seven when neither is said), and of those a person’s, those done for an organisation, or a
 * record’s. A record is asked for without days, or with as many as are wanted.
 */
export const auditQuerySchema = (today: CivilDate) =>
  z
    .object({
      from: dateSchema.optional(),
      to: dateSchema.optional(),
      person: idSchema('per').optional(),
      organisation: organisationIdSchema.optional(),
      about: z
        .string()
        .regex(/^[\x21-\x7e]{1,200}$/, 'must be the identifier of a record, such as bkg_ and what follows')
        .optional(),
      after: z.string().max(200).optional(),
    })
    .transform(({ from, to, ...rest }) => ({
      ...rest,
      days: rest.about ? { from: from ?? anyDay.from, to: to ?? anyDay.to } : daysFrom(from, to, today),
    }))
    .superRefine(({ days, about }, context) => {
      const fault = (message: string) => context.addIssue({ code: 'custom', path: ['to'], message });
      if (days.to < days.from) fault('must be on or after the first day');
      else if (!about && daysBetween(days.from, days.to) >= mostAuditDays)
        fault(`must be at most ${mostAuditDays} days in all; ask for the rest separately`);
    });
export type AuditQuery = z.output<ReturnType<typeof auditQuerySchema>>;
