// The catalogue as JSON: the same actions and the same schemas as its pages.
import { type CivilDate, londonDate } from '../../shared/calendar.ts';
import type { Context } from '../../shared/context.ts';
import { answer, type Handlers, parse, problem, readJson } from '../../shared/http.ts';
import { isStaff } from '../identity/rules.ts';
import type { manifest } from '../manifest.ts';
import { addPrice, readService, searchServices, withdrawService } from './actions.ts';
import { onSaleOn, priceOn } from './rules.ts';
import { priceSchema, type Service, searchSchema, withdrawalSchema } from './schema.ts';

type Paths = Extract<keyof typeof manifest.catalogue.routes, `${string} /api/${string}`>;

/** A service as told to this actor: schools are not shown the council's legal power and ledger code. */
function show({ legalPower, incomeCode, version, ...service }: Service, context: Context) {
  const today: CivilDate = londonDate(context.now);
  const whole: Service = { ...service, legalPower, incomeCode, version };
  return {
    ...service,
    onSaleToday: onSaleOn(whole, today),
    priceToday: priceOn(whole, today) ?? null,
    ...(isStaff(context.actor) ? { legalPower, incomeCode, version } : {}),
  };
}

export const routes: Pick<Handlers<typeof manifest.catalogue.routes>, Paths> = {
  'GET /api/catalogue': async (context, c) => {
    const search = parse(searchSchema, { ...c.req.query(), skill: c.req.queries('skill') });
    if (!search.ok) return problem(c, search.refusal);
    return answer(c, await searchServices(context, search.value), (services) => ({
      services: services.map((each) => show(each, context)),
    }));
  },
  'GET /api/catalogue/{service}': async (context, c) =>
    answer(c, await readService(context, c.req.param('service') ?? ''), (service) => show(service, context)),
  'POST /api/catalogue/{service}/prices': async (context, c) => {
    const command = await readJson(c, priceSchema);
    if (!command.ok) return problem(c, command.refusal);
    return answer(c, await addPrice(context, c.req.param('service') ?? '', command.value), (service) => show(service, context));
  },
  'POST /api/catalogue/{service}/withdrawal': async (context, c) => {
    const command = await readJson(c, withdrawalSchema);
    if (!command.ok) return problem(c, command.refusal);
    return answer(c, await withdrawService(context, c.req.param('service') ?? '', command.value), (service) => show(service, context));
  },
};
