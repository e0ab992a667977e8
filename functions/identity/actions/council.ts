// Recording a council: what the operator of a deployment does first, and again whenever something of it changes.
import { isDeepStrictEqual } from 'node:util';
import { change } from '../../../shared/commit.ts';
import type { Context, Council } from '../../../shared/context.ts';
import { accept, type Decision } from '../../../shared/decision.ts';
import { councilWrite, getCouncil } from '../store/council.ts';

type CouncilRecorded = { council: string; ledgerFrom: string; changed: string[] };

/**
 * Records the context's council. Its ledger begins on the day it is first recorded, and that day never moves. Doing it again changes what differs
 * and answers which fields did.
 */
export const recordCouncil = (context: Context): Promise<Decision<CouncilRecorded>> =>
  change(context, async () => {
    const before = await getCouncil(context.table);
    const ledgerFrom = before?.ledgerFrom ?? context.council.ledgerFrom;
    const council: Council = { ...context.council, ledgerFrom };
    const fields = [...new Set([...Object.keys(before ?? {}), ...Object.keys(council)])] as (keyof Council)[];
    const changed = fields.filter((field) => !isDeepStrictEqual(before?.[field], council[field])).sort();
    const result = { council: council.slug, ledgerFrom, changed };
    const detail = before ? `Changed: ${changed.join(', ')}` : 'Recorded';
    return accept({
      writes: changed.length > 0 ? [councilWrite(context.table, council, before)] : [],
      result,
      audit: { action: 'council:record', about: council.slug, detail },
    });
  });
