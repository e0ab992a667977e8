// The words of policy drafts: a pack while it is being written, who did what with it, and the commands that edit, review and publish it.
import * as z from 'zod';
import { dateSchema } from '../../../shared/calendar.ts';
import type { DraftId, PersonId } from '../../../shared/ids.ts';
import { machine } from '../../../shared/transitions.ts';

/** What can be written down as JSON: a pack may be kept before it is one. */
export type Json = null | boolean | number | string | Json[] | { [name: string]: Json };
export type Path = (string | number)[];

export type DraftState = 'draft' | 'submitted' | 'reviewed' | 'published' | 'withdrawn';
export type DraftEvent = 'begin' | 'save' | 'submit' | 'take-back' | 'approve' | 'send-back' | 'publish' | 'withdraw';
export const draftStates = machine<DraftState, DraftEvent>('policy draft', [
  { from: 'new', event: 'begin', to: 'draft' },
  { from: 'draft', event: 'save', to: 'draft' },
  { from: 'draft', event: 'submit', to: 'submitted' },
  { from: 'submitted', event: 'take-back', to: 'draft' },
  { from: 'reviewed', event: 'take-back', to: 'draft' },
  { from: 'submitted', event: 'approve', to: 'reviewed' },
  { from: 'submitted', event: 'send-back', to: 'draft' },
  { from: 'reviewed', event: 'send-back', to: 'draft' },
  { from: 'reviewed', event: 'publish', to: 'published' },
  { from: 'draft', event: 'withdraw', to: 'withdrawn' },
  { from: 'submitted', event: 'withdraw', to: 'withdrawn' },
  { from: 'reviewed', event: 'withdraw', to: 'withdrawn' },
]);

type Deed = { by: PersonId; at: string };
/** A pack on its way to be a version. The pack itself is kept beside it, as the text of its JSON. */
export type Draft = {
  id: DraftId;
  state: DraftState;
  title: string;
  /** The day it is to take effect, as far as it reads as one. */
  effectiveFrom?: string;
  /** The version it was begun from; none for a pack that was brought along. */
  basedOn?: number;
  begun: Deed;
  changed: Deed;
  /** Everybody who ever changed it: none of them may review it. */
  editors: PersonId[];
  submitted?: Deed;
  reviewed?: Deed;
  /** The last time a reviewer sent it back, until it is submitted again. */
  sentBack?: Deed & { reason: string };
  published?: Deed & { policy: number; effectiveAt: string };
  withdrawn?: Deed;
  bytes: number;
  /** How many faults the pack had when it was last changed. */
  faults: number;
  /** The version at which the pack was last changed: its text carries the same. */
  edition: number;
  version: number;
};

/** The most a pack may measure, in bytes of its JSON: a version is one item of the table, with room to spare. */
export const mostBytes = 300_000;
/** Lists within lists within lists: a pack needs eight. */
export const mostDepth = 16;

const version = z.int('Give the version of the draft that you have seen').min(1, 'Give the version of the draft that you have seen');
const pack = z.record(z.string(), z.unknown(), 'Give the pack as one JSON object');
const step = z.union([z.string().max(100), z.int().min(0).max(10_000)], 'A step of a path is a name or a place in a list, from 0');
const path = z.array(step, 'Give a path as a list').min(1, 'Name at least one step of the path').max(mostDepth, 'The path is too long');

export const beginDraftSchema = z
  .strictObject({
    /** The number of the version it begins as a copy of. */
    from: z.int('Choose a version').min(1, 'Choose a version').optional(),
    /** A whole pack instead. */
    pack: pack.optional(),
    title: z.string().max(300, 'Use at most 300 characters for the title').optional(),
    effectiveFrom: dateSchema.optional(),
    key: z.string().min(8, 'Give a key of 8 to 64 characters').max(64, 'Give a key of 8 to 64 characters').optional(),
  })
  .refine(({ from, pack }) => (from === undefined) !== (pack === undefined), {
    path: ['from'],
    error: 'Choose a version to begin from, or bring a whole pack along',
  });
export type BeginDraft = z.infer<typeof beginDraftSchema>;

export const savePackSchema = z.strictObject({ version, pack });
/** Changes to single places of the pack, in order: a value set, put into a list before a place, or taken out. */
export const changePackSchema = z.strictObject({
  version,
  changes: z
    .array(
      z.discriminatedUnion(
        'do',
        [
          z.strictObject({ do: z.literal('set'), path, value: z.unknown() }),
          z.strictObject({ do: z.literal('insert'), path, value: z.unknown() }),
          z.strictObject({ do: z.literal('remove'), path }),
        ],
        'Say what to do: set, insert or remove',
      ),
      'Give a list of changes',
    )
    .min(1, 'Give at least one change')
    .max(500, 'Give at most 500 changes at once'),
});
export type ChangePack = z.infer<typeof changePackSchema>;
export type Change = { do: 'set' | 'insert'; path: Path; value: Json } | { do: 'remove'; path: Path };

/** One rule more, as a copy of another by its place among the rules from 0, or one less. */
export const ruleSchema = z.strictObject({ version, rule: z.int('Choose a rule').min(0, 'Choose a rule').max(1000, 'Choose a rule') });

export const submissionSchema = z.strictObject({ version });
export const withdrawalSchema = z.strictObject({
  version,
  what: z.enum(['submission', 'draft'], 'Say whether to withdraw the submission, to go on editing, or the whole draft'),
});
export type Withdrawal = z.infer<typeof withdrawalSchema>;
export const reviewSchema = z
  .strictObject({
    version,
    outcome: z.enum(['approved', 'sent-back'], 'Say whether you approve it or send it back'),
    reason: z.string().trim().max(1000, 'Use at most 1,000 characters').optional(),
  })
  .refine(({ outcome, reason }) => outcome === 'approved' || (reason !== undefined && reason.length >= 3), {
    path: ['reason'],
    error: 'Say what is to be changed, so that its author can',
  });
export type Review = z.infer<typeof reviewSchema>;
export const publicationSchema = z.strictObject({
  version,
  effectiveAt: z.iso
    .datetime({ offset: true, error: 'Give a moment with its date, time and zone, such as 2027-09-01T00:00:00+01:00' })
    .optional(),
});
export type Publication = z.infer<typeof publicationSchema>;

/** A version by its number, or a draft by its id. */
const versionOrDraft = 'Choose a version or a draft';
export const comparedSchema = z
  .string(versionOrDraft)
  .regex(/^([1-9]\d{0,5}|drf_[0-9a-z-]{1,64})$/, versionOrDraft)
  .transform((text) => (text.startsWith('drf_') ? (text as DraftId) : Number(text)));
export const comparisonSchema = z.object({ of: comparedSchema, against: comparedSchema });
export type Compared = z.infer<typeof comparedSchema>;
