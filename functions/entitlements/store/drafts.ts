// Drafts of policies in the table: what is known of each in one partition to be listed, and its pack beside it as text.
import { create, replace, type Write } from '../../../shared/commit.ts';
import type { DraftId } from '../../../shared/ids.ts';
import { type CouncilTable, type Page, unkeyed } from '../../../shared/table.ts';
import { textOf } from '../rules/drafts/json.ts';
import type { Draft, Json } from '../schema/drafts.ts';

type PackText = { text: string; edition: number };

export async function getDraft(table: CouncilTable, id: DraftId): Promise<Draft | undefined> {
  const item = await table.get<Draft & { type: string }>(table.key.draft(id));
  if (!item) return undefined;
  const { type: _, ...draft } = unkeyed(item);
  return draft;
}

/** A draft and its pack as of one moment: the two items are read again while somebody saves between them. */
export async function getDraftAndPack(table: CouncilTable, id: DraftId): Promise<{ draft: Draft; json: Json } | undefined> {
  for (let tries = 0; tries < 4; tries++) {
    const [draft, pack] = await Promise.all([getDraft(table, id), table.get<PackText>(table.key.draftPack(id))]);
    if (!draft || !pack) return undefined;
    if (draft.edition === pack.edition) return { draft, json: JSON.parse(pack.text) as Json };
  }
  throw new Error('a draft and its pack kept differing');
}

/** Drafts, the last begun first. */
export async function pageOfDrafts(table: CouncilTable, after?: string): Promise<Page<Draft>> {
  const page = await table.page<Draft>(table.range.drafts(), { limit: 25, descending: true, ...(after ? { after } : {}) });
  return { ...page, items: page.items.map(unkeyed) };
}

const item = (draft: Draft) => ({ type: 'policy-draft', ...draft });
const packItem = (draft: Draft, json: Json) => ({ type: 'policy-draft-pack', text: textOf(json), edition: draft.edition });

export const newDraftWrites = (table: CouncilTable, draft: Draft, json: Json): Write[] => [
  create(table.key.draft(draft.id), item(draft), 'changed-meanwhile'),
  create(table.key.draftPack(draft.id), packItem(draft, json), 'changed-meanwhile'),
];

/** The draft at its next version: whoever writes it second is refused, and reads again. */
export const draftWrite = (table: CouncilTable, draft: Draft): Write => replace(table.key.draft(draft.id), item(draft));

/** The pack follows the draft, whose version guards both. */
export const savedDraftWrites = (table: CouncilTable, draft: Draft, json: Json): Write[] => [
  draftWrite(table, draft),
  { op: 'put', key: table.key.draftPack(draft.id), item: packItem(draft, json), refusal: { name: 'changed-meanwhile' } },
];
