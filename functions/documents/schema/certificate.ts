// A certificate of training as it is printed: who took part, in what, when and with whom, and where its number is checked.
import * as z from 'zod';
import { dateSchema } from '../../../shared/calendar.ts';
import { supplier, text } from '../schema.ts';

export const certificateModel = z.strictObject({
  kind: z.literal('certificate'),
  /** The day it is printed, and all the clock that the file knows. */
  issuedOn: dateSchema,
  supplier,
  number: z.string().regex(/^[0-9A-Z]{10,40}-\d{2}-[0-9A-F]{12}$/, 'must be the number of a certificate'),
  name: text(80),
  role: text(80).optional(),
  school: text(160),
  service: text(300),
  officers: z.array(text(120)).min(1).max(20),
  dates: z.array(dateSchema).min(1).max(100),
  halfDays: z.int().min(1).max(100),
  hours: text(60),
  /** The page on which anybody who holds it can check the number. */
  checkedAt: z.url().max(400),
});
export type CertificateModel = z.infer<typeof certificateModel>;
