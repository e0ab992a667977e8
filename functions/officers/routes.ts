// Officers as JSON, and the keeping of their diaries. A school's booker is told names, titles, skills and free sessions; where and when else they work is the council's affair.
import type { Actor, Context } from '../../shared/context.ts';
import type { Decision } from '../../shared/decision.ts';
import { answer, type Handlers, parse, problem, readJson, type Web } from '../../shared/http.ts';
import { canTouch, isStaff } from '../identity/rules.ts';
import type { manifest } from '../manifest.ts';
import { addOfficer, type Preview } from './actions/changing.ts';
import * as keeping from './actions/keeping.ts';
import { readFreeSessions, readOfficer, readOfficers, today } from './actions.ts';
import type { DiaryHalf } from './rules/diary.ts';
import type { Misfit } from './rules/keeping.ts';
import {
  absenceRemovalSchema,
  absenceSchema,
  laterPatternSchema,
  leavingSchema,
  newOfficerSchema,
  patternRemovalSchema,
  recordSchema,
  stayingSchema,
} from './schema/keeping.ts';
import { type Officer, type Slot, stretchSchema } from './schema.ts';

/** What somebody is away for is told to themselves and to whoever keeps the diary. */
function show({ id, name, title, skills, district, pattern, laterPatterns, absences, leavesOn, version }: Officer, actor: Actor) {
  const inFull = canTouch(actor, 'officer:absence', { officer: id });
  const away = inFull ? absences : absences.map(({ kind: _, ...absence }) => absence);
  const times = { pattern, ...(laterPatterns ? { laterPatterns } : {}), absences: away, ...(leavesOn ? { leavesOn } : {}) };
  return { id, name, title, skills, ...(isStaff(actor) ? { district, ...times, version } : {}) };
}

/** What a change has come to: the officer, and what is booked or held with them to which they will not come. */
const showKept = ({ after, misfits, more }: Preview, actor: Actor) => ({
  ...show(after, actor),
  visits: misfits.map(showMisfit),
  moreVisits: more,
});
const showMisfit = ({ why, ...slot }: Misfit) => ({ ...showSlot(slot), why });
const showSlot = ({ session, booking, visit, school, schoolName, service, serviceTitle, work, holdUntil }: Slot) => ({
  session,
  booking,
  visit,
  school,
  schoolName,
  service,
  serviceTitle,
  ...(work ? { work } : {}),
  ...(holdUntil ? { holdUntil } : {}),
});
const showHalf = ({ session, state, slot, notThere, kind }: DiaryHalf) => ({
  ...(slot ? showSlot(slot) : { session }),
  state,
  ...(notThere ? { why: notThere } : {}),
  ...(kind ? { kind } : {}),
});

type Save<Command> = (context: Context, id: string, command: Command) => Promise<Decision<Preview>>;
async function saved<Command>(context: Context, c: Web, sent: Decision<Command>, { save }: { save: Save<Command> }): Promise<Response> {
  if (!sent.ok) return problem(c, sent.refusal);
  return answer(c, await save(context, c.req.param('officer') ?? '', sent.value), (kept) => showKept(kept, context.actor));
}

const unexplained = ({ kind: _, ...half }: DiaryHalf): DiaryHalf => half;

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
  'GET /api/officers/{officer}/diary': async (context, c) => {
    const stretch = parse(stretchSchema(today(context)), c.req.query());
    if (!stretch.ok) return problem(c, stretch.refusal);
    return answer(
      c,
      await keeping.readKeptDiary(context, c.req.param('officer') ?? '', stretch.value),
      ({ officer, from, to, halves }) => ({
        officer: officer.id,
        from,
        to,
        halfDays: halves.map((half) =>
          showHalf(canTouch(context.actor, 'officer:absence', { officer: officer.id }) ? half : unexplained(half)),
        ),
      }),
    );
  },
  'POST /api/officers': async (context, c) => {
    const command = await readJson(c, newOfficerSchema);
    if (!command.ok) return problem(c, command.refusal);
    return answer(c, await addOfficer(context, command.value), (officer) => show(officer, context.actor), 201);
  },
  'POST /api/officers/{officer}/record': async (context, c) => saved(context, c, await readJson(c, recordSchema), keeping.record),
  'POST /api/officers/{officer}/pattern': async (context, c) => saved(context, c, await readJson(c, laterPatternSchema), keeping.pattern),
  'POST /api/officers/{officer}/pattern/removal': async (context, c) =>
    saved(context, c, await readJson(c, patternRemovalSchema), keeping.patternRemoval),
  'POST /api/officers/{officer}/absences': async (context, c) => saved(context, c, await readJson(c, absenceSchema), keeping.absence),
  'POST /api/officers/{officer}/absences/removal': async (context, c) =>
    saved(context, c, await readJson(c, absenceRemovalSchema), keeping.absenceRemoval),
  'POST /api/officers/{officer}/leaving': async (context, c) => saved(context, c, await readJson(c, leavingSchema), keeping.leaving),
  'POST /api/officers/{officer}/leaving/removal': async (context, c) =>
    saved(context, c, await readJson(c, stayingSchema), keeping.staying),
};
