// The proof of a large ledger, in slices as the worker runs them: every transfer is read, progress is told, memory stays bounded, and one entry that was
// changed is found among all of them. Two thousand transfers in `npm test`; a million in `npm run soak -- 40 proof-volume`.
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { expect, test } from 'vitest';
import { sealDue } from '../../functions/nightly/actions.ts';
import { continueProof, readProof, sliceMs, startProof } from '../../functions/reports/actions/proof.ts';
import type { CivilDate } from '../../shared/calendar.ts';
import type { Context } from '../../shared/context.ts';
import { accepted } from '../../shared/decision.ts';
import type { PersonId } from '../../shared/ids.ts';
import { dayOfTransfer } from '../../shared/ledger/transfers.ts';
import { CouncilTable, shardOf, tableClient } from '../../shared/table.ts';
import { testTable } from '../engine.ts';
import { fillLedger } from '../ledger-volume.ts';
import { soaking } from '../properties/budget.ts';

const transfers = Number(process.env.DAYBOOK_TRANSFERS ?? (soaking ? 1_000_000 : 2_000));
const volume = { transfers, from: '2026-09-01' as CivilDate, days: soaking ? 90 : 12 };
const now = Date.parse(soaking ? '2026-12-01T10:00:00Z' : '2026-09-14T10:00:00Z');
// What is really held, and not what the collector has not got round to yet.
setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;
function held(): number {
  collect();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}
const megabytes = (bytes: number) => Math.round(bytes / 1_000_000);

test(
  `${transfers.toLocaleString('en-GB')} transfers are sealed and proved in bounded memory, with progress`,
  async () => {
    const { endpoint, tableName } = await testTable();
    const client = tableClient({ DYNAMODB_ENDPOINT: endpoint }, 60_000);
    const context = (): Context => ({
      actor: { person: 'per_auditor' as PersonId, name: 'Ada Quill', roles: ['auditor'] },
      council: { slug: 'essex', ledgerFrom: volume.from } as unknown as Context['council'],
      now,
      table: new CouncilTable(client, tableName, 'essex'),
      logger: { info: () => {}, error: () => {} },
    });
    const said = (what: string, started: number) =>
      soaking && console.log(`${what}: ${((performance.now() - started) / 1000).toFixed(0)} s`);
    try {
      let started = performance.now();
      const made = await fillLedger(context().table, volume);
      said(`${made.transfers} transfers and ${made.settlements} settlements written`, started);
      started = performance.now();
      while ((await sealDue(context(), sliceMs)).state === 'more');
      said('sealed', started);

      const id = `trf_${'20260901'}-0-grant`;
      const key = context().table.key.ledgerEntry(dayOfTransfer(id), shardOf(id), id);
      // What it was granted for changes no sum, so that only the seal can tell.
      await client.send(
        new UpdateCommand({
          TableName: tableName,
          Key: key,
          UpdateExpression: 'SET #cause = :cause',
          ConditionExpression: 'attribute_exists(pk)',
          ExpressionAttributeNames: { '#cause': 'cause' },
          ExpressionAttributeValues: { ':cause': { clause: 'A9' } },
        }),
      );

      started = performance.now();
      const before = held();
      let most = 0;
      const look = setInterval(
        () => {
          most = Math.max(most, held() - before);
        },
        soaking ? 2_000 : 50,
      );
      const begun = accepted(await startProof(context(), async () => {}, 0));
      const progress: number[] = [];
      for (;;) {
        const slice = await continueProof(context(), begun.job, soaking ? sliceMs : 100);
        progress.push(slice.progress?.done ?? 0);
        if (slice.state === 'done') break;
      }
      clearInterval(look);
      said(`proved in ${progress.length} slices, holding at most ${megabytes(most)} MB more than before`, started);
      const { latest } = await readProof(context());
      expect(latest?.entries).toEqual({ transfers: made.transfers, settlements: made.settlements, claims: made.settlements });
      expect(latest?.accounts.count).toBe(made.accounts);
      expect(latest?.seals).toMatchObject({ entries: made.transfers + made.settlements, count: soaking ? 91 : 13 });
      expect(latest?.faults.listed).toMatchObject([{ name: 'sealed-entry-edited', where: `${id} (2026-09-01, shard ${shardOf(id)})` }]);
      expect(progress).toEqual([...progress].sort((a, b) => a - b));
      expect(progress.length).toBeGreaterThan(1);
      // What is held grows with the accounts put aside at once, not with the ledger.
      expect(megabytes(most)).toBeLessThan(150);
    } finally {
      client.destroy();
    }
  },
  soaking ? 7_200_000 : 120_000,
);
