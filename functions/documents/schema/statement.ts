// A year statement as it is printed: what was free and what was bought, each in a table of its own. A free line has no field that could hold a price.
import * as z from 'zod';
import { dateSchema } from '../../../shared/calendar.ts';
import { customer, pence, positivePence, supplier, text } from '../schema.ts';

/** Half-days, or the pence of a team's budget; nothing is less than nothing. */
const amount = z.int().min(0).max(1_000_000_000_00);

const session = z.strictObject({
  on: dateSchema,
  half: z.enum(['am', 'pm']),
  service: text(300),
  /** For whom, where that is not the holder itself. */
  school: text(160).optional(),
  state: z.enum(['used', 'held']),
});

const freeLine = z.strictObject({
  title: text(300),
  clause: text(300).optional(),
  unit: z.enum(['half-day', 'penny']),
  granted: z.int(),
  broughtIn: amount,
  passedOn: amount,
  held: amount,
  used: amount,
  lapsed: amount,
  left: amount,
  sessions: z.array(session).max(5_000),
});
export type PrintedFreeLine = z.infer<typeof freeLine>;

/** The figures of a free line with their names, in the order in which a page and a paper tell them. */
const freeFigures = [
  ['left', 'Left'],
  ['granted', 'Granted'],
  ['broughtIn', 'Brought in'],
  ['passedOn', 'Passed on'],
  ['held', 'Booked'],
  ['used', 'Used'],
  ['lapsed', 'Lapsed'],
] as const;

/** Of the figures those that a table of these lines has: what came from elsewhere or went there stands only where something did. */
export const figuresOf = (lines: readonly Pick<PrintedFreeLine, 'broughtIn' | 'passedOn'>[]): (typeof freeFigures)[number][] =>
  freeFigures.filter(([name]) => (name !== 'broughtIn' && name !== 'passedOn') || lines.some((line) => line[name] !== 0));

const boughtLine = z.strictObject({
  number: text(40),
  issuedOn: dateSchema,
  service: text(300),
  school: text(160).optional(),
  deliveredOn: z.array(dateSchema).min(1).max(1_000),
  // A fee and an instalment are billed and are no visits.
  halfDays: z.int().min(0, 'cannot be negative').max(10_000),
  sharedHalfDays: z.int().min(1).max(10_000).describe('half-days of which this is one school’s share').optional(),
  netPence: positivePence,
});

export const yearStatementModel = z
  .strictObject({
    kind: z.literal('year-statement'),
    /** The day of the figures, and all the clock that the file knows. */
    issuedOn: dateSchema,
    supplier,
    customer: customer.extend({ addressLines: z.array(text(80)).max(7) }),
    year: text(60),
    periodFrom: dateSchema,
    periodTo: dateSchema,
    free: z.array(freeLine).max(500),
    /** Null where whoever prints it may not know, or where nothing can be bought. */
    bought: z.strictObject({ lines: z.array(boughtLine).max(2_000), netPence: pence }).nullable(),
  })
  .superRefine((model, context) => {
    model.free.forEach(({ granted, broughtIn, passedOn, held, used, lapsed, left }, index) => {
      if (granted + broughtIn - passedOn !== held + used + lapsed + left)
        context.addIssue({
          code: 'custom',
          path: ['free', index, 'left'],
          message: 'does not sum with what is held, used and lapsed to what was granted',
        });
    });
    const net = model.bought?.lines.reduce((sum, { netPence }) => sum + netPence, 0);
    if (net !== model.bought?.netPence)
      context.addIssue({ code: 'custom', path: ['bought', 'netPence'], message: 'is not the sum of the lines' });
    if (model.periodFrom > model.periodTo) context.addIssue({ code: 'custom', path: ['periodTo'], message: 'is before the period begins' });
  });
export type YearStatementModel = z.infer<typeof yearStatementModel>;
