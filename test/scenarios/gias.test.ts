// probe
import { createReadStream } from 'node:fs';
import { test } from 'vitest';
import { tasks } from '../../functions/schools/tasks/import-gias.ts';
import { CouncilTable, tableClient } from '../../shared/table.ts';
import { testTable } from '../engine.ts';
test('probe', async () => {
  const { endpoint, tableName } = await testTable();
  const table = new CouncilTable(tableClient({ DYNAMODB_ENDPOINT: endpoint }), tableName, 'essex');
  const context = { actor: { person: 'per_x', name: 'x', roles: [] }, council: { slug: 'essex', laCode: 881 }, now: Date.parse('2026-11-22T10:00:00Z'), table, logger: { info: console.log, error: console.error } } as never;
  const run = tasks((key) => createReadStream(key));
  for (const [file, all] of [['test/golden/gias-extract.csv', true], ['test/golden/gias-extract.csv', true], ['infra/local/demo/schools.csv', false]] as const) {
    const s = performance.now();
    console.log(JSON.stringify(await run['import-gias'](context, { file, allAuthorities: all }), null, 1), performance.now() - s);
  }
});
