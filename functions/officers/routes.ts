// Officers as JSON. A school's booker is told names, titles, skills and free sessions; where and when else they work is the council's affair.
import type { Actor } from '../../shared/context.ts';
import { answer, type Handlers, parse, problem } from '../../shared/http.ts';
import { isStaff } from '../identity/rules.ts';
import type { manifest } from '../manifest.ts';
import { readFreeSessions, readOfficer, readOfficers, today } from './actions.ts';
import { type Officer, stretchSchema } from './schema.ts';

const show = ({ id, name, title, skills, district, pattern, absences, leavesOn, version }: Officer, actor: Actor) => ({
  id,
  name,
  title,
  skills,
  ...(isStaff(actor) ? { district, pattern, absences, ...(leavesOn ? { leavesOn } : {}), version } : {}),
});

type Paths = Extract<keyof typeof manifest.officers.routes, `${string} /api/${string}`>;

export const routes: Pick<Handlers<typeof manifest.officers.routes>, Paths> = {
  'GET /api/officers': async (context, c) =>
    answer(c, await readOfficers(context), (officers) => ({ officers: officers.map((officer) => show(officer, context.actor)) })),
  'GET /api/officers/{officer}': async (context, c) =>
    answer(c, await readOfficer(context, c.req.param('officer') ?? ''), (officer) => show(officer, context.actor)),
  'GET /api/officers/{officer}/free-sessions': async (context, c) => {
    const stretch = parse(stretchSchema(today(context)), c.req.query());
    if (!stretch.ok) return problem(c, stretch.refusal);
    return answer(c, await readFreeSessions(context, c.req.param('officer') ?? '', stretch.value), ({ officer, from, to, free }) => ({
      officer: officer.id,
      from,
      to,
      sessions: free,
    }));
  },
};
