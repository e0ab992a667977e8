// The JSON API of entitlements.
import { refuse } from '../../shared/decision.ts';
import { answer, type Handlers, parse, pick, problem, readJson } from '../../shared/http.ts';
import { idSchema, organisationIdSchema } from '../../shared/ids.ts';
import type { manifest } from '../manifest.ts';
import { closeVacancy, listOpenVacancies, listVacancies, recordVacancy } from './actions.ts';
import { closeVacancySchema, recordVacancySchema, type Vacancy } from './schema.ts';

type Routes = (typeof manifest)['entitlements']['routes'];
type Elsewhere = `${string} /api/entitlements/${'runs' | 'policies' | 'pots' | 'statements' | 'needs' | 'nudges'}${string}`;
type Api = { [R in keyof Routes as R extends Elsewhere ? never : R extends `${string} /api/${string}` ? R : never]: Routes[R] };

const told = [
  'id',
  'school',
  'schoolName',
  'post',
  'postTitle',
  'vacantFrom',
  'state',
  'rule',
  'clause',
  'account',
  'grantedHalfDays',
  'lapsedHalfDays',
  'recordedAt',
  'closedAt',
] as const;
const showVacancy = (vacancy: Vacancy) => pick(vacancy, told);

export const routes: Handlers<Api> = {
  'GET /api/entitlements/vacancies': async (context, c) => {
    const school = c.req.query('school') ?? context.actor.organisation;
    if (school === undefined) {
      const open = await listOpenVacancies(context, c.req.query('after'));
      return answer(c, open, ({ items, next }) => ({ vacancies: items.map(showVacancy), next }));
    }
    const id = organisationIdSchema.safeParse(school);
    const decision = id.success ? await listVacancies(context, id.data) : refuse('unknown-school');
    return answer(c, decision, ({ vacancies }) => ({ vacancies: vacancies.map(showVacancy) }));
  },
  'POST /api/entitlements/vacancies': async (context, c) => {
    const command = await readJson(c, recordVacancySchema);
    return command.ok ? answer(c, await recordVacancy(context, command.value), showVacancy, 201) : problem(c, command.refusal);
  },
  'POST /api/entitlements/vacancies/{school}/{vacancy}/closing': async (context, c) => {
    const school = organisationIdSchema.safeParse(c.req.param('school'));
    const vacancy = parse(idSchema('vac'), c.req.param('vacancy'));
    const command = await readJson(c, closeVacancySchema);
    if (!command.ok) return problem(c, command.refusal);
    if (!school.success || !vacancy.ok) return problem(c, { name: 'unknown-vacancy' });
    return answer(c, await closeVacancy(context, school.data, vacancy.value, command.value), showVacancy);
  },
};
