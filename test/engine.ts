// A table of its own for every test that asks: one in-memory engine per worker, which ends with the worker.
import { randomUUID } from 'node:crypto';
import { createTable, type Engine, type EngineOptions, startEngine } from '../infra/local/engine.ts';

const engines = new Map<EngineOptions['only'], Promise<Engine>>();

/**
 * A new, empty table with a name nobody else has. The first call starts the engine and later calls share it; `only` asks
 * for AWS's DynamoDB Local instead, which needs DYNAMODB_LOCAL_DIR.
 */
export async function testTable(only?: EngineOptions['only']): Promise<{ endpoint: string; tableName: string }> {
  const engine = engines.get(only) ?? startEngine({ only });
  engines.set(only, engine);
  const { endpoint } = await engine;
  const tableName = `test-${randomUUID()}`;
  await createTable(endpoint, tableName);
  return { endpoint, tableName };
}
