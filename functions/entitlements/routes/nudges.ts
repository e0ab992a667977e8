// Reminders as JSON: when they are sent and to whom, and the council's switch.
import { answer, type Handler, parse, problem, readJson } from '../../../shared/http.ts';
import { readNudges, switchNudges } from '../actions/nudges.ts';
import { nudgesQuerySchema, switchSchema } from '../schema/nudges.ts';

export const nudgeRoutes = {
  'GET /api/entitlements/nudges': async (context, c) => {
    const query = parse(nudgesQuerySchema, c.req.query());
    if (!query.ok) return problem(c, query.refusal);
    const { on, days, rounds, recipients, next } = await readNudges(context, query.value.after);
    const told = rounds.map(({ on: day, leftAtLeastBasisPoints, state, looked, written, startedAt, finishedAt }) => ({
      on: day,
      leftAtLeastBasisPoints,
      state,
      looked,
      written,
      startedAt,
      finishedAt,
    }));
    return c.json({ on, days, rounds: told, recipients, next });
  },
  'POST /api/entitlements/nudges/switch': async (context, c) => {
    const command = await readJson(c, switchSchema);
    return command.ok ? answer(c, await switchNudges(context, command.value), (value) => value) : problem(c, command.refusal);
  },
} satisfies Record<string, Handler>;
