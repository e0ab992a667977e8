// What may be done with a draft of a policy, and when one may become a version: a second person has looked, and nothing in the past changes. Pure.
import { type CivilDate, dateText, type Instant, londonClock, londonDate, parseDate, timestamp } from '../../../shared/calendar.ts';
import { accept, type Decision, type FieldFault, refuse } from '../../../shared/decision.ts';
import type { DraftId, PersonId } from '../../../shared/ids.ts';
import type { Fault } from '../../../shared/policy/faults.ts';
import { overlapFault } from '../../../shared/policy/rules.ts';
import { type Pack, packSchema, wordsSchema } from '../../../shared/policy/schema.ts';
import { beginningOf, fiveMinutes } from '../rules.ts';
import {
  type Draft,
  type DraftEvent,
  type DraftState,
  draftStates,
  type Json,
  mostBytes,
  type Publication,
  type Review,
  type Withdrawal,
} from '../schema/drafts.ts';
import type { PolicyPointer } from '../schema.ts';
import { at, textOf, unseenFaults } from './drafts/json.ts';

/** `pack` is there once every word of it is right, even if its parts do not fit together yet. */
type Checked = { pack?: Pack; faults: Fault[] };

/** Every fault of what was written, each with its path and a sentence. */
export function check(json: Json): Checked {
  const shaped = wordsSchema.safeParse(json);
  const whole = packSchema.safeParse(json);
  const issues = (whole.error?.issues ?? []).map(({ path, message }) => ({
    path: path.map((step) => (typeof step === 'symbol' ? String(step) : step)),
    message,
  }));
  const pack = whole.success ? whole.data : shaped.data;
  return { ...(pack ? { pack } : {}), faults: [...issues, ...unseenFaults(json)] };
}

/** A pack with its words in the order of the schema, however the table kept them; what is no pack stays as it is. */
export const inOrder = (json: Json): Json => (wordsSchema.safeParse(json).data as Json | undefined) ?? json;

export const fieldFaults = (faults: readonly Fault[]): FieldFault[] =>
  faults.map(({ path, message }) => ({ field: path.join('.'), detail: message }));

/** Why a pack that has no faults of its own may not take effect on its day: it lies in the past, or before or on that of a version. */
export function dateFaults({ effectiveFrom }: Pick<Pack, 'effectiveFrom'>, pointer: PolicyPointer | undefined, today: CivilDate): Fault[] {
  const path = ['effectiveFrom'];
  if (!pointer) return [];
  if (effectiveFrom < today)
    return [{ path, message: `${dateText(effectiveFrom)} has passed, and nothing in the past changes: give a day from today on` }];
  if (!pointer) return [];
  const overlap = overlapFault(pointer.versions, Date.parse(`${effectiveFrom}T12:00:00Z`));
  if (overlap) return [{ path, message: overlap.message }];
  const later = pointer.versions
    .map((version) => ({ ...version, day: londonDate(Date.parse(version.effectiveAt)) }))
    .filter(({ day }) => day > effectiveFrom)
    .sort((a, b) => (a.day < b.day ? -1 : 1))
    .at(-1);
  return later
    ? [{ path, message: `Version ${later.version} takes effect on ${dateText(later.day)}, after this one: give a day after that` }]
    : [];
}

type Who = { person: PersonId; now: Instant };
const deed = ({ person, now }: Who) => ({ by: person, at: timestamp(now) });

/** What a list of drafts shows of a pack, and its size. */
const summary = (json: Json, edition: number) => {
  const [title, effectiveFrom] = [at(json, ['title']), at(json, ['effectiveFrom'])];
  const day = typeof effectiveFrom === 'string' ? parseDate(effectiveFrom) : undefined;
  return {
    title: typeof title === 'string' && title.trim() !== '' ? title.slice(0, 300) : 'Untitled policy',
    ...(day ? { effectiveFrom: day } : {}),
    bytes: new TextEncoder().encode(textOf(json)).length,
    faults: check(json).faults.length,
    edition,
  };
};

const tooLarge = (bytes: number) =>
  refuse(
    'draft-too-large',
    `It measures ${Math.ceil(bytes / 1000).toLocaleString('en-GB')} KB, and a policy at most ${mostBytes / 1000} KB.`,
  );

/** A draft as it begins. Refuses `draft-too-large`. */
export function decideBegin(facts: Who & { id: DraftId }, command: { json: Json; basedOn?: number }): Decision<Draft> {
  const told = summary(command.json, 1);
  if (told.bytes > mostBytes) return tooLarge(told.bytes);
  const by = deed(facts);
  return accept({
    id: facts.id,
    state: draftStates.must('new', 'begin'),
    ...told,
    ...(command.basedOn === undefined ? {} : { basedOn: command.basedOn }),
    begun: by,
    changed: by,
    editors: [facts.person],
    version: 1,
  });
}

export const stateTexts: Readonly<Record<DraftState, string>> = {
  draft: 'being written',
  submitted: 'submitted for review',
  reviewed: 'reviewed and approved',
  published: 'published',
  withdrawn: 'withdrawn',
};

/** The draft after an event, if it is still as it was seen. Refuses `unknown-draft`, `changed-meanwhile` and `wrong-state`. */
function step(draft: Draft | undefined, event: DraftEvent, seen: number): Decision<Draft> {
  if (!draft) return refuse('unknown-draft');
  const state = draftStates.next(draft.state, event);
  if (!state) return refuse('wrong-state', `The draft is ${stateTexts[draft.state]}.`);
  if (draft.version !== seen)
    return refuse('changed-meanwhile', `It was at version ${seen} when you opened it, and is at version ${draft.version} now.`, {
      more: { version: draft.version },
    });
  return accept({ ...draft, state, version: draft.version + 1 });
}

/** The draft with another pack; it is kept whatever its faults. Refuses `unknown-draft`, `wrong-state`, `changed-meanwhile` and `draft-too-large`. */
export function decideSave(facts: Who & { draft: Draft | undefined }, command: { version: number; json: Json }): Decision<Draft> {
  const next = step(facts.draft, 'save', command.version);
  if (!next.ok) return next;
  const { effectiveFrom: _, ...draft } = next.value;
  const told = summary(command.json, draft.version);
  if (told.bytes > mostBytes) return tooLarge(told.bytes);
  const editors = draft.editors.includes(facts.person) ? draft.editors : [...draft.editors, facts.person];
  return accept({ ...draft, ...told, changed: deed(facts), editors });
}

const notReady = (faults: readonly Fault[], found = fieldFaults(faults)): Decision<never> =>
  refuse(
    'draft-not-ready',
    found.length === 1
      ? `There is one fault, at ${found[0]?.field || 'the pack itself'}: ${found[0]?.detail}.`
      : `There are ${found.length} faults.`,
    { faults: found },
  );

/** Hands a draft over for review. Refuses, besides what step refuses, `draft-not-ready` with every fault. */
export function decideSubmission(
  facts: Who & { draft: Draft | undefined; faults: readonly Fault[] },
  { version }: { version: number },
): Decision<Draft> {
  const next = step(facts.draft, 'submit', version);
  if (!next.ok) return next;
  if (facts.faults.length > 0) return notReady(facts.faults);
  const { sentBack: _, ...draft } = next.value;
  return accept({ ...draft, submitted: deed(facts) });
}

/** Takes a submission back, to go on writing, or ends the draft. Refuses `unknown-draft`, `wrong-state` and `changed-meanwhile`. */
export function decideWithdrawal(facts: Who & { draft: Draft | undefined }, { version, what }: Withdrawal): Decision<Draft> {
  const next = step(facts.draft, what === 'submission' ? 'take-back' : 'withdraw', version);
  if (!next.ok) return next;
  if (what === 'draft') return accept({ ...next.value, withdrawn: deed(facts) });
  const { submitted: _, reviewed: __, ...draft } = next.value;
  return accept(draft);
}

/** Whoever changed or submitted a draft is no second person to it. */
export const isOwn = ({ editors, submitted }: Draft, person: PersonId): boolean => editors.includes(person) || submitted?.by === person;

/** Approves a submitted draft, or sends it back with what is to be changed. Refuses `own-draft` besides `unknown-draft`, `wrong-state` and `changed-meanwhile`. */
export function decideReview(facts: Who & { draft: Draft | undefined }, { version, outcome, reason }: Review): Decision<Draft> {
  const next = step(facts.draft, outcome === 'approved' ? 'approve' : 'send-back', version);
  if (!next.ok) return next;
  if (isOwn(next.value, facts.person)) return refuse('own-draft');
  if (outcome === 'approved') return accept({ ...next.value, reviewed: deed(facts) });
  const { submitted: _, reviewed: __, ...draft } = next.value;
  return accept({ ...draft, sentBack: { ...deed(facts), reason: reason ?? '' } });
}

/** The moment at which clocks in London show a time on a day; undefined for an hour that the day has not. */
export const momentOn = (date: CivilDate, time: string): Instant | undefined =>
  [0, 60 * 60_000]
    .map((ahead) => Date.parse(`${date}T${time}:00Z`) - ahead)
    .find((moment) => {
      const clock = londonClock(moment);
      return clock.date === date && clock.time === time;
    });

/** When a pack takes effect if nobody says otherwise: as its day begins, or in five minutes where it has begun. */
export const usualMoment = (effectiveFrom: CivilDate, now: Instant): Instant => Math.max(beginningOf(effectiveFrom), now + fiveMinutes);

/**
 * The number and the moment of the version that a reviewed draft becomes. The moment lies on the day the pack names, and at least five minutes ahead, so that
 * a quote's versions can be compared at load. Refuses `draft-not-ready` with the faults that have arisen since, and `too-late-to-publish`.
 */
export function decidePublishing(
  facts: Who & { draft: Draft | undefined; pack: Pack; faults: readonly Fault[]; pointer: PolicyPointer | undefined },
  { version, effectiveAt }: Publication,
): Decision<{ draft: Draft; policy: number; effectiveAt: string }> {
  const next = step(facts.draft, 'publish', version);
  if (!next.ok) return next;
  if (facts.faults.length > 0) return notReady(facts.faults);
  const { pack, now, pointer } = facts;
  const moment = effectiveAt === undefined ? usualMoment(pack.effectiveFrom, now) : Date.parse(effectiveAt);
  if (moment < now + fiveMinutes) return refuse('too-late-to-publish', undefined, { field: 'effectiveAt' });
  if (londonDate(moment) !== pack.effectiveFrom) {
    const detail =
      effectiveAt === undefined
        ? `Too little is left of ${dateText(pack.effectiveFrom)}.`
        : `The policy is to take effect on ${dateText(pack.effectiveFrom)}: give a moment on that day.`;
    return refuse('too-late-to-publish', detail, { field: 'effectiveAt' });
  }
  const policy = (pointer?.versions.length ?? 0) + 1;
  const published = { ...deed(facts), policy, effectiveAt: timestamp(moment) };
  return accept({ draft: { ...next.value, published }, policy, effectiveAt: published.effectiveAt });
}
