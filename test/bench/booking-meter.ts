// What a booking asks of the table: read and write units, calls, and how long each kind of call is waited for; read from the engine in a pass of its own.
import { commandOf } from './booking-floor.ts';
import type { BenchHost } from './host.ts';

export type Meter = { readUnits: number; writeUnits: number; byCommand: Map<string, { calls: number; ms: number }> };

/** Meters a piece of work, and nothing outside it. */
export function meterOf(host: BenchHost) {
  let metering: Meter | undefined;
  host.client.middlewareStack.add(
    (next, context) => async (args) => {
      const meter = metering;
      if (!meter) return next(args);
      (args.input as { ReturnConsumedCapacity?: string }).ReturnConsumedCapacity = 'TOTAL';
      const started = performance.now();
      const reply = await next(args);
      const name = commandOf(context);
      const known = meter.byCommand.get(name) ?? { calls: 0, ms: 0 };
      meter.byCommand.set(name, { calls: known.calls + 1, ms: known.ms + performance.now() - started });
      count(meter, name, (reply.output as { ConsumedCapacity?: unknown }).ConsumedCapacity);
      return reply;
    },
    { step: 'initialize', name: 'meter' },
  );
  return async (work: () => Promise<unknown>): Promise<Meter> => {
    const meter: Meter = { readUnits: 0, writeUnits: 0, byCommand: new Map() };
    metering = meter;
    await work();
    metering = undefined;
    return meter;
  };
}

function count(meter: Meter, name: string, consumed: unknown): void {
  for (const entry of Array.isArray(consumed) ? consumed : [consumed]) {
    const units = Number((entry as { CapacityUnits?: number } | undefined)?.CapacityUnits ?? 0);
    if (name.startsWith('Transact')) meter.writeUnits += units;
    else meter.readUnits += units;
  }
}
