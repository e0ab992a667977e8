// Sealing and proving a ledger of 20,000 transfers over three months, most of them settled on another day: how many transfers a second, in how much memory, and
// how near that comes to the mere reading of what a proof must look at.

import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DynamoDBClient, QueryCommand } from '@aws-sdk/client-dynamodb';
import { sealDue } from '../../functions/nightly/actions.ts';
import { startProof } from '../../functions/reports/actions/proof.ts';
import { createTable, startEngine } from '../../infra/local/engine.ts';
import { addDays, type CivilDate } from '../../shared/calendar.ts';
import type { Context } from '../../shared/context.ts';
import { accepted } from '../../shared/decision.ts';
import type { PersonId } from '../../shared/ids.ts';
import { CouncilTable, shards, tableClient } from '../../shared/table.ts';
import { fillLedger } from '../ledger-volume.ts';
import { atOnce } from './host.ts';

const volume = { transfers: 20_000, from: '2026-09-01' as CivilDate, days: 90 };

/** Milliseconds in which a bare client reads every entry of every day once, so many partitions side by side as a proof does, and looks at none of it. */
async function bareReading(endpoint: string, table: CouncilTable): Promise<number> {
  const client = new DynamoDBClient({ region: 'eu-west-2', endpoint, credentials: { accessKeyId: 'local', secretAccessKey: 'local' } });
  const partitions = Array.from({ length: volume.days }, (_, day) =>
    Array.from({ length: shards }, (_, shard) => table.key.ledgerEntry(addDays(volume.from, day), String(shard).padStart(2, '0'), '').pk),
  ).flat();
  let entries = 0;
  const read = async (pk: string) => {
    let ExclusiveStartKey: QueryCommand['input']['ExclusiveStartKey'];
    do {
      const { Items = [], LastEvaluatedKey } = await client.send(
        new QueryCommand({
          TableName: table.name,
          KeyConditionExpression: 'pk = :pk',
          ExpressionAttributeValues: { ':pk': { S: pk } },
          ConsistentRead: true,
          ExclusiveStartKey,
        }),
      );
      entries += Items.length;
      ExclusiveStartKey = LastEvaluatedKey;
    } while (ExclusiveStartKey);
  };
  try {
    const ms = await atOnce(partitions, 64, read);
    if (entries < volume.transfers) throw new Error(`${entries} entries were read`);
    return ms;
  } finally {
    client.destroy();
  }
}

export async function benchProof(): Promise<Record<string, number>> {
  const directory = mkdtempSync(join(tmpdir(), 'daybook-bench-'));
  const engine = await startEngine({ file: join(directory, 'table.db') });
  const name = `bench-${randomUUID()}`;
  await createTable(engine.endpoint, name);
  const client = tableClient({ DYNAMODB_ENDPOINT: engine.endpoint });
  try {
    const table = new CouncilTable(client, name, 'essex');
    const context = {
      actor: { person: 'per_bench' as PersonId, name: 'A. Person', roles: ['auditor'] },
      council: { slug: 'essex', ledgerFrom: volume.from } as unknown as Context['council'],
      now: Date.parse('2026-12-01T10:00:00Z'),
      table,
      logger: { info: () => {}, error: () => {} },
    } satisfies Context;
    const { transfers, settlements } = await fillLedger(table, volume);
    const timed = async <T>(work: () => Promise<T>) => {
      const started = performance.now();
      const answer = await work();
      return { answer, seconds: (performance.now() - started) / 1000 };
    };
    const sealed = await timed(() => sealDue(context, Number.POSITIVE_INFINITY));
    let peak = 0;
    const look = setInterval(() => {
      peak = Math.max(peak, process.memoryUsage().rss);
    }, 50);
    const before = process.memoryUsage().rss;
    const proved = await timed(async () => accepted(await startProof(context, async () => {}, Number.POSITIVE_INFINITY)));
    clearInterval(look);
    const { state, entries, seals } = proved.answer;
    if (state !== 'proved' || entries.transfers !== transfers || seals.entries !== transfers + settlements)
      throw new Error(`the ledger was not proved: ${JSON.stringify(proved.answer.faults)}`);
    const floorSeconds = (await bareReading(engine.endpoint, table)) / 1000;
    return {
      proofTransfersPerSecond: Math.round(transfers / proved.seconds),
      proofFloorTransfersPerSecond: Math.round(transfers / floorSeconds),
      proofVsFloor: Math.round((floorSeconds / proved.seconds) * 100) / 100,
      proofMemoryGrowthMb: Math.max(0, Math.round((peak - before) / 1_000_000)),
      sealEntriesPerSecond: Math.round((transfers + settlements) / sealed.seconds),
    };
  } finally {
    client.destroy();
    await engine.stop();
    rmSync(directory, { recursive: true, force: true });
  }
}
