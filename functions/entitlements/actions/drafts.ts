// What is done with drafts of a policy: begun, changed, submitted, reviewed by somebody else and published. Load, decide, commit.
import { momentText, timestamp } from '../../../shared/calendar.ts';
import { type Change as Changing, change, once } from '../../../shared/commit.ts';
import type { Context } from '../../../shared/context.ts';
import { accept, type Decision, refuse } from '../../../shared/decision.ts';
import { newId } from '../../../shared/ids.ts';
import { effectWrite } from '../../../shared/outbox.ts';
import { asJson, changedAll } from '../rules/drafts/json.ts';
import { decideBegin, decidePublishing, decideReview, decideSave, decideSubmission, decideWithdrawal, inOrder } from '../rules/drafts.ts';
import { differsUnseen, faultsTold, readsAll } from '../rules/policies/withheld.ts';
import type { BeginDraft, Change, Draft, Json, Publication, Review, Withdrawal } from '../schema/drafts.ts';
import type { PolicyVersion } from '../schema.ts';
import { draftWrite, getDraft, getDraftAndPack, newDraftWrites, savedDraftWrites } from '../store/drafts.ts';
import { getPolicyPointer, policyVersion, policyWrites } from '../store.ts';
import { judge, lastOf, parseDraftId } from './drafts-read.ts';

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
    const parsed = parseDraftId(id);
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
    const parsed = parseDraftId(id);
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
    const parsed = parseDraftId(id);
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
    const parsed = parseDraftId(id);
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
    const parsed = parseDraftId(id);
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
