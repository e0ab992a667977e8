// What is sent to keep an officer's diary: the record, a pattern from a day on, an absence, a last day. Each names the version that was read.
import * as z from 'zod';
import { dateSchema, sessionKeySchema } from '../../../shared/calendar.ts';
import { type AbsenceKind, absenceKinds, nameSchema, patternSchema, skillsSchema } from '../schema.ts';

/** The version of the officer that whoever sends this has seen. */
const version = z.number().int().min(1);
/** A pattern by which nothing is worked is a leaving or an absence. */
const worked = patternSchema.refine(
  (pattern) => Object.values(pattern).some(({ am, pm }) => am || pm),
  'must have a half-day that is worked',
);

const record = { name: nameSchema, title: nameSchema, skills: skillsSchema, district: nameSchema };
export const recordSchema = z.strictObject({ ...record, version });
export type RecordCommand = z.infer<typeof recordSchema>;

export const newOfficerSchema = z.strictObject({
  ...record,
  pattern: worked,
  /** The first day on which they work. */
  from: dateSchema,
  /** Made by whoever asks: the same key records nobody twice. */
  key: z.uuid('must be a UUID of its own for each officer'),
});
export type NewOfficer = z.infer<typeof newOfficerSchema>;

export const laterPatternSchema = z.strictObject({ from: dateSchema, pattern: worked, version });
export type LaterPattern = z.infer<typeof laterPatternSchema>;
export const patternRemovalSchema = z.strictObject({ from: dateSchema, version });
export type PatternRemoval = z.infer<typeof patternRemovalSchema>;

const stretch = { from: sessionKeySchema, to: sessionKeySchema };
export const absenceSchema = z
  .strictObject({ ...stretch, kind: z.enum(Object.keys(absenceKinds) as AbsenceKind[]), version })
  .refine(({ from, to }) => from <= to, { path: ['to'], message: 'must not be before the absence begins' });
export type AbsenceCommand = z.infer<typeof absenceSchema>;
export const absenceRemovalSchema = z.strictObject({ ...stretch, version });
export type AbsenceRemoval = z.infer<typeof absenceRemovalSchema>;

export const leavingSchema = z.strictObject({ leavesOn: dateSchema, version });
export type Leaving = z.infer<typeof leavingSchema>;
export const stayingSchema = z.strictObject({ version });
export type Staying = z.infer<typeof stayingSchema>;
