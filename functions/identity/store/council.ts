// The council's own item: what is printed on its documents, and where its people sign in.
import { create, type Write } from '../../../shared/commit.ts';
import type { Council } from '../../../shared/context.ts';
import { type CouncilTable, unkeyed } from '../../../shared/table.ts';

export async function getCouncil(table: CouncilTable): Promise<Council | undefined> {
  const item = await table.get<Council & { type: 'council' }>(table.key.council());
  if (!item) return undefined;
  const { type: _, ...council } = unkeyed(item);
  return council;
}

/** A council that was not there, or one that is as it was read: the day its ledger began stands, whoever else records it at the same moment. */
export function councilWrite(table: CouncilTable, council: Council, before: Council | undefined): Write {
  const item = { ...council, type: 'council' };
  if (!before) return create(table.key.council(), item, 'changed-meanwhile');
  return {
    op: 'put',
    key: table.key.council(),
    item,
    condition: { expression: 'ledgerFrom = :began', values: { ':began': before.ledgerFrom } },
    refusal: { name: 'changed-meanwhile' },
  };
}
