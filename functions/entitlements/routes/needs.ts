// Support plans as JSON.
import { refuse } from '../../../shared/decision.ts';
import { answer, type Handler, parse, pick, problem, readJson, type Web } from '../../../shared/http.ts';
import { idSchema, type NeedId, type OrganisationId, organisationIdSchema } from '../../../shared/ids.ts';
import { listOpenNeeds, readPlan, recordNeed, reviewNeed, type ShownNeed, withdrawNeed } from '../actions/needs.ts';
import { metHalfDays } from '../rules/needs.ts';
import { needsQuerySchema, recordNeedSchema, reviewNeedSchema, withdrawNeedSchema } from '../schema/needs.ts';

const show = (need: ShownNeed) => ({
  ...pick(need, ['id', 'school', 'schoolName', 'district', 'what', 'service', 'serviceTitle', 'skill', 'wantedHalfDays']),
  metHalfDays: metHalfDays(need),
  bookings: need.met,
  ...pick(need, ['by', 'state', 'recordedAt']),
  recordedBy: need.recordedByName,
  reviews: need.reviews.map(({ at, byName, note }) => ({ at, by: byName, note })),
  withdrawn: need.withdrawn && pick(need.withdrawn, ['at', 'reason']),
});

/** The school and the need of an address; undefined where one is no such thing. */
function named(c: Web): { school: OrganisationId; need: NeedId } | undefined {
  const school = organisationIdSchema.safeParse(c.req.param('school'));
  const need = parse(idSchema('ned'), c.req.param('need'));
  return school.success && need.ok ? { school: school.data, need: need.value } : undefined;
}

export const needRoutes = {
  'GET /api/entitlements/needs': async (context, c) => {
    const query = parse(needsQuerySchema, c.req.query());
    if (!query.ok) return problem(c, query.refusal);
    return answer(c, await listOpenNeeds(context, query.value.after), ({ items, next }) => ({ needs: items.map(show), next }));
  },
  'GET /api/entitlements/needs/{school}': async (context, c) => {
    const school = organisationIdSchema.safeParse(c.req.param('school'));
    const plan = school.success ? await readPlan(context, school.data) : refuse('unknown-school');
    return answer(c, plan, ({ school: of, needs }) => ({ school: of.id, name: of.name, needs: needs.map(show) }));
  },
  'POST /api/entitlements/needs/{school}': async (context, c) => {
    const school = organisationIdSchema.safeParse(c.req.param('school'));
    const command = await readJson(c, recordNeedSchema);
    if (!command.ok) return problem(c, command.refusal);
    return answer(c, school.success ? await recordNeed(context, school.data, command.value) : refuse('unknown-school'), show, 201);
  },
  'POST /api/entitlements/needs/{school}/{need}/review': async (context, c) => {
    const command = await readJson(c, reviewNeedSchema);
    if (!command.ok) return problem(c, command.refusal);
    const of = named(c);
    return answer(c, of ? await reviewNeed(context, of.school, of.need, command.value) : refuse('unknown-need'), show);
  },
  'POST /api/entitlements/needs/{school}/{need}/withdrawal': async (context, c) => {
    const command = await readJson(c, withdrawNeedSchema);
    if (!command.ok) return problem(c, command.refusal);
    const of = named(c);
    return answer(c, of ? await withdrawNeed(context, of.school, of.need, command.value) : refuse('unknown-need'), show);
  },
} satisfies Record<string, Handler>;
