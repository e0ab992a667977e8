// The small words that every part of a pack is made of, and how a fault in one is told to whoever writes packs.
import * as z from 'zod';

/**
 * An object that knows no words but its own. A word too many is a fault at its own path, told in a sentence: `of` says what the object is, such as “a condition”.
 */
export function strictly<S extends z.ZodRawShape>(shape: S, of: string): z.ZodObject<S, z.core.$strict> {
  const known = Object.keys(shape).join(', ');
  const unknown = z
    .any()
    .refine(() => false, { error: ({ path }) => `“${String(path?.at(-1))}” is not a word of ${of}: leave it out, or use one of ${known}` })
    .meta({ not: {} });
  return z.object(shape).catchall(unknown) as z.ZodType as z.ZodObject<S, z.core.$strict>;
}

/** One of a few words. */
export const oneOf = <const W extends readonly [string, ...string[]]>(words: W) => z.enum(words, `Choose one of: ${words.join(', ')}`);
/** Several of a few words, at least one. */
export const someOf = <const W extends readonly [string, ...string[]]>(words: W) =>
  z.array(oneOf(words), `Give a list of: ${words.join(', ')}`).min(1, `Name at least one of: ${words.join(', ')}`);

export const code = z
  .string('Give a code of lower-case letters, digits and hyphens')
  .regex(
    /^[a-z][a-z0-9-]{1,60}$/,
    'A code begins with a letter and holds lower-case letters, digits and hyphens, such as partnership-days',
  );
export const title = z
  .string('Give it a title')
  .min(3, 'Give it a title of at least 3 characters')
  .max(300, 'Use at most 300 characters for the title');
export const legalBasis = z
  .string('Name the law it rests on')
  .min(3, 'Name the law it rests on')
  .max(300, 'Use at most 300 characters for the law it rests on');

/** How a service or a package is charged: its VAT class, and the codes it is booked under. The income code is part of an account's name in the ledger. */
export const vatClass = oneOf(['standard', 'exempt']);
export const ledgerCodes = {
  incomeCode: z
    .string('Give an income code')
    .regex(/^[A-Za-z0-9_.:-]{1,20}$/, 'An income code holds at most 20 letters, digits and _ . : -'),
  cfrCode: z.string('Give a CFR code').min(2, 'Give a CFR code, such as E27').max(10, 'Give a CFR code, such as E27'),
};

/** The sentence of the source that a rule carries out. */
export const clauseSchema = strictly(
  {
    reference: z.string('Say where in the source it is').min(1, 'Say where in the source it is').max(300, 'Use at most 300 characters'),
    text: z.string('Quote the source').min(1, 'Quote the source').max(2000, 'Quote at most 2,000 characters'),
  },
  'a clause',
);
export type Clause = z.infer<typeof clauseSchema>;

/** `assumed`: the source gives no number, and this one was put in its place; `note` says on what ground. */
export const assumption = {
  assumed: z.literal(true, 'Give true where the source has no number, and leave it out where it has').optional(),
  note: z.string('Say on what ground').max(300, 'Use at most 300 characters to say on what ground').optional(),
};

const dayOfYear = 'Give a day of the year as month and day, such as 12-31';
/** Whether every year has that day is seen to with the rest of the pack's faults, once it reads as one. */
export const monthDay = z.string(dayOfYear).regex(/^(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/, { error: dayOfYear, abort: true });

/** A share in hundredths of a per cent: 2500 is a quarter. */
export const basisPoints = (least: 0 | 1) =>
  z
    .int('Give a share in hundredths of a per cent: 2500 is a quarter')
    .min(least, least === 0 ? 'A share cannot be negative' : 'Give a share above nothing')
    .max(10_000, 'A share is at most the whole: 100%, which is 10000 hundredths');

/** A list of services by their codes. */
export const services = z
  .array(code, 'Name at least one service')
  .min(1, 'Name at least one service')
  .max(200, 'Name at most 200 services');
