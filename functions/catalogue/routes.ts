// The catalogue as JSON: the same actions and the same schemas as its pages.
import { type CivilDate, londonDate } from '../../shared/calendar.ts';
import type { Context } from '../../shared/context.ts';
import type { Decision } from '../../shared/decision.ts';
import { answer, type Handlers, parse, problem, readJson, type Web } from '../../shared/http.ts';
import type { BuyerKind } from '../../shared/policy/prices.ts';
import { isStaff } from '../identity/rules.ts';
import type { manifest } from '../manifest.ts';
import { buyerOf } from './actions/looking.ts';
import { addPrice, editWords, endPrice, searchServices, showService, takePriceBack, withdrawService } from './actions.ts';
import { councilsOwn, onSaleOn, priceOn } from './rules.ts';
import {
  priceEndSchema,
  priceSchema,
  type ServiceInForce,
  searchSchema,
  takingBackSchema,
  withdrawalSchema,
  wordsSchema,
} from './schema.ts';

type Paths = Extract<keyof typeof manifest.catalogue.routes, `${string} /api/${string}`>;

/** A service as told to this actor, at the price of their kind of customer: schools are not shown the council's own words of it, its legal power and its ledger code. */
function show(service: ServiceInForce, context: Context, buyer: BuyerKind) {
  const { legalPower, incomeCode, version, policyWords, formerWords, takenBack, ...shown } = service;
  const today: CivilDate = londonDate(context.now);
  const own = {
    legalPower,
    incomeCode,
    version,
    ...(policyWords ? { policyWords } : {}),
    ...(formerWords ? { formerWords } : {}),
    ...(takenBack ? { takenBack } : {}),
  };
  return {
    ...shown,
    onSaleToday: onSaleOn(service, today),
    priceToday: priceOn(service, today, buyer) ?? null,
    ...(isStaff(context.actor) ? own : {}),
  };
}

const idIn = (c: Web): string => c.req.param('service') ?? '';
/** The answer to a command of those who keep the catalogue, who look at prices as the council does. */
const changed = (context: Context, c: Web, decision: Decision<ServiceInForce>) =>
  answer(c, decision, (service) => show(service, context, councilsOwn));

export const routes: Pick<Handlers<typeof manifest.catalogue.routes>, Paths> = {
  'GET /api/catalogue': async (context, c) => {
    const search = parse(searchSchema, { ...c.req.query(), skill: c.req.queries('skill') });
    if (!search.ok) return problem(c, search.refusal);
    return answer(c, await searchServices(context, search.value), ({ services, looking }) => ({
      services: services.map((each) => show(each, context, buyerOf(looking))),
    }));
  },
  'GET /api/catalogue/{service}': async (context, c) =>
    answer(c, await showService(context, idIn(c)), ({ service, looking, customers, deliverers, terms }) => ({
      ...show(service, context, buyerOf(looking)),
      customers: customers.map(({ buyer, ways }) => ({
        buyer,
        priceToday: priceOn(service, londonDate(context.now), buyer) ?? null,
        ways,
      })),
      deliveredBy: deliverers,
      cancellation: terms,
    })),
  'POST /api/catalogue/{service}/words': async (context, c) => {
    const command = await readJson(c, wordsSchema);
    return command.ok ? changed(context, c, await editWords(context, idIn(c), command.value)) : problem(c, command.refusal);
  },
  'POST /api/catalogue/{service}/prices': async (context, c) => {
    const command = await readJson(c, priceSchema);
    return command.ok ? changed(context, c, await addPrice(context, idIn(c), command.value)) : problem(c, command.refusal);
  },
  'POST /api/catalogue/{service}/prices/taking-back': async (context, c) => {
    const command = await readJson(c, takingBackSchema);
    return command.ok ? changed(context, c, await takePriceBack(context, idIn(c), command.value)) : problem(c, command.refusal);
  },
  'POST /api/catalogue/{service}/prices/ending': async (context, c) => {
    const command = await readJson(c, priceEndSchema);
    return command.ok ? changed(context, c, await endPrice(context, idIn(c), command.value)) : problem(c, command.refusal);
  },
  'POST /api/catalogue/{service}/withdrawal': async (context, c) => {
    const command = await readJson(c, withdrawalSchema);
    return command.ok ? changed(context, c, await withdrawService(context, idIn(c), command.value)) : problem(c, command.refusal);
  },
};
