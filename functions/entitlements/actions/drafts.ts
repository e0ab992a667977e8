// What is done with drafts of a policy: begun, changed, submitted, reviewed by somebody else and published. Load, decide, commit.
import { londonDate, momentText, timestamp } from '../../../shared/calendar.ts';
import { type Change as Changing, change, once } from '../../../shared/commit.ts';
import type { Context } from '../../../shared/context.ts';
import { accept, type Decision, refuse } from '../../../shared/decision.ts';
import { type DraftId, idSchema, newId, type PersonId } from '../../../shared/ids.ts';
import { effectWrite } from '../../../shared/outbox.ts';
import type { Fault } from '../../../shared/policy/faults.ts';
import { type AssumedValue, assumedValues } from '../../../shared/policy/rules.ts';
import type { Pack } from '../../../shared/policy/schema.ts';
import type { CouncilTable, Page } from '../../../shared/table.ts';
import { listServices } from '../../catalogue/store.ts';
import { type HistoryEntry, readHistory } from '../../identity/store/audit.ts';
import { namesOf } from '../../identity/store/people.ts';
import { type Adoption, adoptionOf } from '../rules/adoption.ts';
import { comparePacks, type SectionChange } from '../rules/compare.ts';
import { asJson, changedAll } from '../rules/drafts/json.ts';
import {
  check,
  dateFaults,
  decideBegin,
  decidePublishing,
  decideReview,
  decideSave,
  decideSubmission,
  decideWithdrawal,
  inOrder,
  isOwn,
} from '../rules/drafts.ts';
import { countingTexts } from '../rules/policies/counting.ts';
import { assumedTold, differsUnseen, faultsTold, packTold, readsAll } from '../rules/policies/withheld.ts';
import type { BeginDraft, Change, Draft, Json, Publication, Review, Withdrawal } from '../schema/drafts.ts';
import type { PolicyPointer, PolicyVersion } from '../schema.ts';
import { draftWrite, getDraft, getDraftAndPack, newDraftWrites, pageOfDrafts, savedDraftWrites } from '../store/drafts.ts';
import { getPolicyPointer, policyVersion, policyWrites } from '../store.ts';

const parseId = (id: string | undefined): DraftId | undefined => idSchema('drf').safeParse(id).data;

export type ListedDraft = Draft & { changedByName: string };
const named = async (table: CouncilTable, drafts: readonly Draft[]): Promise<ListedDraft[]> => {
  const names = await namesOf(
    table,
    drafts.map(({ changed }) => changed.by),
  );
  return drafts.map((draft) => ({ ...draft, changedByName: names.get(draft.changed.by) ?? '' }));
};

/** Drafts, the last begun first. */
export async function listDrafts({ table }: Context, after?: string): Promise<Page<ListedDraft>> {
  const page = await pageOfDrafts(table, after);
  return { ...page, items: await named(table, page.items) };
}

/** A draft with everything that a page says of it. */
export type SeenDraft = {
  draft: Draft;
  /** As far as whoever reads it may know. */
  json: Json;
  /** There once every word of it is right. */
  pack?: Pack;
  /** What keeps it from being submitted or published, by path. */
  faults: Fault[];
  assumed: AssumedValue[];
  /** What is different from the version that takes effect last, and whether that was published since the draft was begun. */
  against?: { policy: number; sections: SectionChange[]; newer: boolean; counting: string[] };
  adoption?: Adoption;
  /** Whether whoever reads it changed or submitted it, and so cannot review it. */
  own: boolean;
  names: ReadonlyMap<PersonId, string>;
  history: HistoryEntry[];
};

/** The version that takes effect last: what a draft is to follow. */
const lastOf = (pointer: PolicyPointer | undefined): number | undefined =>
  [...(pointer?.versions ?? [])].sort((a, b) => (a.effectiveAt < b.effectiveAt ? -1 : 1)).at(-1)?.version;

type Judged = { pack?: Pack; faults: Fault[]; adoption?: Adoption; pointer: PolicyPointer | undefined };

/** A pack with all that is wrong with it as the next version: its own faults, its day, and prices and classes that cannot reach the catalogue. */
async function judge({ table, now }: Context, json: Json): Promise<Judged> {
  const [pointer, services] = await Promise.all([getPolicyPointer(table), listServices(table)]);
  const { pack, faults } = check(json);
  if (!pack) return { faults, pointer };
  const today = londonDate(now);
  const last = lastOf(pointer);
  const adoption = adoptionOf(pack, services, today, last === undefined ? undefined : (await policyVersion(table, last))?.pack);
  return { pack, adoption, pointer, faults: [...faults, ...dateFaults(pack, pointer, today), ...adoption.leftOut] };
}

/** Refuses `unknown-draft`. */
export async function readDraft(context: Context, id: string | undefined): Promise<Decision<SeenDraft>> {
  const { table, actor } = context;
  const parsed = parseId(id);
  const found = parsed && (await getDraftAndPack(table, parsed));
  if (!found) return refuse('unknown-draft');
  const { draft, json } = found;
  const { pack, faults, adoption, pointer } = await judge(context, json);
  const last = lastOf(pointer);
  const people = [draft.begun, draft.changed, draft.submitted, draft.reviewed, draft.sentBack, draft.published, draft.withdrawn];
  const [version, names, history] = await Promise.all([
    last === undefined || last === draft.published?.policy ? undefined : policyVersion(table, last),
    namesOf(table, [...draft.editors, ...people.flatMap((deed) => deed?.by ?? [])]),
    readHistory(context, draft.id),
  ]);
  const over = draft.state === 'published' || draft.state === 'withdrawn';
  const whole = readsAll(actor);
  const assumed = pack ? assumedValues(pack) : [];
  return accept({
    draft,
    json: whole ? json : packTold(json),
    ...(pack ? { pack } : {}),
    // What is over is not judged by what came after it.
    faults: over ? [] : whole ? faults : faultsTold(faults, json),
    assumed: whole ? assumed : assumedTold(assumed, json),
    ...(version && pack && !over
      ? {
          against: {
            policy: version.version,
            sections: comparePacks(version.pack, pack, whole),
            newer: version.version > (draft.basedOn ?? 0),
            counting: countingTexts(version.pack, pack, whole),
          },
        }
      : {}),
    ...(adoption && !over ? { adoption } : {}),
    own: isOwn(draft, actor.person),
    names,
    history,
  });
}

const who = ({ actor, now }: Context) => ({ person: actor.person, now });
const notAPack = (detail: string) => refuse('invalid-request', undefined, { faults: [{ field: 'pack', detail }] });

/**
 * Begins a draft as a copy of a version, or of a pack that was brought along; sent twice under one key it begins once. Refuses `unknown-policy`,
 * `draft-too-large`, and what cannot be kept as JSON as `invalid-request`.
 */
export async function beginDraft(context: Context, command: BeginDraft): Promise<Decision<Draft>> {
  const { table } = context;
  const { from, pack, title, effectiveFrom, key } = command;
  const id = newId('drf');
  const attempt = async (): Promise<Decision<Changing<Draft>>> => {
    const base = from === undefined ? undefined : await policyVersion(table, from);
    if (from !== undefined && !base) return refuse('unknown-policy', undefined, { field: 'from' });
    const read = asJson(base ? inOrder(base.pack as Json) : pack);
    if ('fault' in read) return notAPack(read.fault);
    const changes: Change[] = [
      ...(title === undefined ? [] : [{ do: 'set' as const, path: ['title'], value: title }]),
      ...(effectiveFrom === undefined ? [] : [{ do: 'set' as const, path: ['effectiveFrom'], value: effectiveFrom }]),
    ];
    const made = changedAll(read.json, changes);
    const json = 'json' in made ? made.json : read.json;
    const decision = decideBegin({ ...who(context), id }, { json, ...(from === undefined ? {} : { basedOn: from }) });
    if (!decision.ok) return decision;
    const draft = decision.value;
    return accept({
      writes: newDraftWrites(table, draft, json),
      result: draft,
      audit: { action: 'policy:draft', about: draft.id, detail: from === undefined ? 'begun from a pack' : `begun from version ${from}` },
    });
  };
  return key === undefined ? change(context, attempt) : once(context, { key, payload: command }, attempt);
}

/** Loads a draft, decides on it and keeps it; the pack is written only where it is another. */
function edit(
  context: Context,
  id: string | undefined,
  detail: string,
  make: (json: Json) => Decision<Json>,
  version: number,
): Promise<Decision<Draft>> {
  const { table } = context;
  return change(context, async () => {
    const parsed = parseId(id);
    const found = parsed && (await getDraftAndPack(table, parsed));
    if (!found) return refuse('unknown-draft');
    // A path means something in the pack that was seen, and in no other.
    const unchanged = decideSave({ ...who(context), draft: found.draft }, { version, json: found.json });
    if (!unchanged.ok) return unchanged;
    const json = make(found.json);
    if (!json.ok) return json;
    const decision = decideSave({ ...who(context), draft: found.draft }, { version, json: json.value });
    if (!decision.ok) return decision;
    return accept({
      writes: savedDraftWrites(table, decision.value, json.value),
      result: decision.value,
      audit: { action: 'policy:draft', about: decision.value.id, detail },
    });
  });
}

/**
 * Keeps a whole pack in place of the draft's, whatever its faults. Refuses `unknown-draft`, `wrong-state` once it is submitted, `changed-meanwhile` and
 * `draft-too-large`.
 */
export const savePack = (
  context: Context,
  id: string | undefined,
  { version, pack }: { version: number; pack: unknown },
): Promise<Decision<Draft>> =>
  edit(
    context,
    id,
    'written anew as text',
    () => {
      const read = asJson(pack);
      return 'fault' in read ? notAPack(read.fault) : accept(read.json);
    },
    version,
  );

/** Makes changes at single places of the pack. Refuses as `savePack` does, and as `invalid-request` a place that is not there. */
export const changePack = (
  context: Context,
  id: string | undefined,
  { version, changes }: { version: number; changes: readonly Change[] },
  detail = 'changed',
): Promise<Decision<Draft>> =>
  edit(
    context,
    id,
    detail,
    (json) => {
      const made = changedAll(json, changes);
      if ('json' in made) {
        const read = asJson(made.json);
        return 'fault' in read ? notAPack(read.fault) : accept(read.json);
      }
      const field = `changes.${made.missing}.path`;
      return refuse('invalid-request', undefined, {
        faults: [{ field, detail: `There is no such place in the pack: ${changes[made.missing]?.path.join('.')}` }],
      });
    },
    version,
  );

/** Keeps the pack that a form makes of the draft's. Refuses as `savePack` does. */
export const reshapePack = (
  context: Context,
  id: string | undefined,
  version: number,
  detail: string,
  make: (json: Json) => Decision<Json>,
): Promise<Decision<Draft>> => edit(context, id, detail, make, version);

/** Hands a draft over for review. Refuses `unknown-draft`, `wrong-state`, `changed-meanwhile`, and `draft-not-ready` with every fault. */
export const submitDraft = (context: Context, id: string | undefined, command: { version: number }): Promise<Decision<Draft>> =>
  change(context, async () => {
    const parsed = parseId(id);
    const found = parsed && (await getDraftAndPack(context.table, parsed));
    if (!found) return refuse('unknown-draft');
    const { faults } = await judge(context, found.json);
    const decision = decideSubmission({ ...who(context), draft: found.draft, faults }, command);
    return decision.ok ? stepped(context, decision.value, 'policy:draft', 'submitted for review') : decision;
  });

const stepped = ({ table }: Context, draft: Draft, action: string, detail: string): Decision<Changing<Draft>> =>
  accept({ writes: [draftWrite(table, draft)], result: draft, audit: { action, about: draft.id, detail } });

/** Takes a submission back, or ends the draft. Refuses `unknown-draft`, `wrong-state` and `changed-meanwhile`. */
export const withdrawDraft = (context: Context, id: string | undefined, command: Withdrawal): Promise<Decision<Draft>> =>
  change(context, async () => {
    const parsed = parseId(id);
    const decision = decideWithdrawal({ ...who(context), draft: parsed && (await getDraft(context.table, parsed)) }, command);
    const detail = command.what === 'submission' ? 'submission taken back' : 'withdrawn';
    return decision.ok ? stepped(context, decision.value, 'policy:draft', detail) : decision;
  });

/** Whether there is something in a draft, different from the version that takes effect last, that whoever reviews it is not shown. */
async function isPartlyUnseen({ table, actor }: Context, json: Json): Promise<boolean> {
  if (readsAll(actor)) return false;
  const last = lastOf(await getPolicyPointer(table));
  const before = last === undefined ? undefined : await policyVersion(table, last);
  return differsUnseen(inOrder(json), before && inOrder(before.pack as Json));
}

/** Approves a draft or sends it back. Refuses `own-draft` and `draft-partly-unseen` besides `unknown-draft`, `wrong-state` and `changed-meanwhile`. */
export const reviewDraft = (context: Context, id: string | undefined, command: Review): Promise<Decision<Draft>> =>
  change(context, async () => {
    const parsed = parseId(id);
    const found = parsed && (await getDraftAndPack(context.table, parsed));
    const decision = decideReview({ ...who(context), draft: found?.draft }, command);
    if (!decision.ok) return decision;
    if (command.outcome === 'approved' && found && (await isPartlyUnseen(context, found.json))) return refuse('draft-partly-unseen');
    const detail = command.outcome === 'approved' ? 'approved' : 'sent back';
    return stepped(context, decision.value, 'policy:review', detail);
  });

/**
 * Makes a reviewed draft the next version. Its services and prices reach the catalogue through the outbox, once for each version and in their order. Refuses
 * `unknown-draft`, `wrong-state`, `changed-meanwhile`, `too-late-to-publish`, and `draft-not-ready` where another version has come in between.
 */
export const publishDraft = (context: Context, id: string | undefined, command: Publication): Promise<Decision<Draft>> =>
  change(context, async () => {
    const { table, now } = context;
    const parsed = parseId(id);
    const found = parsed && (await getDraftAndPack(table, parsed));
    if (!found) return refuse('unknown-draft');
    const { pack, faults, pointer } = await judge(context, found.json);
    if (!pack) return refuse('draft-not-ready');
    const told = readsAll(context.actor) ? faults : faultsTold(faults, found.json);
    const decision = decidePublishing({ ...who(context), draft: found.draft, pack, faults: told, pointer }, command);
    if (!decision.ok) return decision;
    const { draft, policy: version, effectiveAt } = decision.value;
    const policy: PolicyVersion = { version, effectiveAt, publishedAt: timestamp(now), pack };
    return accept({
      writes: [
        ...policyWrites(table, pointer, policy),
        draftWrite(table, draft),
        effectWrite(table, {
          subject: 'policy',
          version,
          function: 'entitlements',
          task: 'adopt-policy',
          payload: { policy: version },
          now,
        }),
      ],
      result: draft,
      audit: { action: 'policy:publish', about: draft.id, detail: `version ${version}, in force from ${momentText(effectiveAt)}` },
    });
  });
