// What drafts of a policy are to whoever reads them: with what is wrong with them, what is different, and what they would bring to the catalogue.
import { londonDate } from '../../../shared/calendar.ts';
import type { Context } from '../../../shared/context.ts';
import { accept, type Decision, refuse } from '../../../shared/decision.ts';
import { type DraftId, idSchema, type PersonId } from '../../../shared/ids.ts';
import type { Fault } from '../../../shared/policy/faults.ts';
import { type AssumedValue, assumedValues } from '../../../shared/policy/rules.ts';
import type { Pack } from '../../../shared/policy/schema.ts';
import type { CouncilTable, Page } from '../../../shared/table.ts';
import { listServices } from '../../catalogue/store.ts';
import { type HistoryEntry, readHistory } from '../../identity/store/audit.ts';
import { namesOf } from '../../identity/store/people.ts';
import { type Adoption, adoptionOf } from '../rules/adoption.ts';
import { comparePacks, type SectionChange } from '../rules/compare.ts';
import { check, dateFaults, isOwn } from '../rules/drafts.ts';
import { countingTexts } from '../rules/policies/counting.ts';
import { assumedTold, faultsTold, packTold, readsAll } from '../rules/policies/withheld.ts';
import type { Draft, Json } from '../schema/drafts.ts';
import type { PolicyPointer } from '../schema.ts';
import { getDraftAndPack, pageOfDrafts } from '../store/drafts.ts';
import { getPolicyPointer, policyVersion } from '../store.ts';

export const parseDraftId = (id: string | undefined): DraftId | undefined => idSchema('drf').safeParse(id).data;

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
export const lastOf = (pointer: PolicyPointer | undefined): number | undefined =>
  [...(pointer?.versions ?? [])].sort((a, b) => (a.effectiveAt < b.effectiveAt ? -1 : 1)).at(-1)?.version;

type Judged = { pack?: Pack; faults: Fault[]; adoption?: Adoption; pointer: PolicyPointer | undefined };

/** A pack with all that is wrong with it as the next version: its own faults, its day, and prices and classes that cannot reach the catalogue. */
export async function judge({ table, now }: Context, json: Json): Promise<Judged> {
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
  const parsed = parseDraftId(id);
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
