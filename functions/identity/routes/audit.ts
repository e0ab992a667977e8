// The audit trail as JSON: the twin of its page.
import { londonDate } from '../../../shared/calendar.ts';
import { type Handler, parse, problem } from '../../../shared/http.ts';
import { readAudit } from '../actions/audit.ts';
import { auditQuerySchema } from '../schema/audit.ts';

export const audit = {
  'GET /api/identity/audit': async (context, c) => {
    const query = parse(auditQuerySchema(londonDate(context.now)), c.req.query());
    if (!query.ok) return problem(c, query.refusal);
    const { rows, next } = await readAudit(context, query.value);
    return c.json({ entries: rows.map(({ path: _, ...row }) => row), next });
  },
} satisfies Record<string, Handler>;
