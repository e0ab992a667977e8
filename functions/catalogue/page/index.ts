// The catalogue's pages, by route. A form that succeeds is answered by the service's page with a banner; a refused one by the same form again.
import { parseDate } from '../../../shared/calendar.ts';
import type { Context } from '../../../shared/context.ts';
import type { Decision } from '../../../shared/decision.ts';
import { type Handlers, parse, readForm, seeOther, type Web } from '../../../shared/http.ts';
import { parsePounds } from '../../../shared/money.ts';
import type { manifest } from '../../manifest.ts';
import { addPrice, withdrawService } from '../actions.ts';
import { priceSchema, type Service, withdrawalSchema } from '../schema.ts';
import { dateIn, dateNames, forPeople, type Typed, typedIn } from './forms.tsx';
import { listPage } from './list.tsx';
import { servicePage } from './service.tsx';

const settle = (context: Context, c: Web, decision: Decision<Service>, typed: Typed, done: string) =>
  decision.ok
    ? seeOther(`/${context.council.slug}/catalogue/${decision.value.id}?done=${done}`)
    : servicePage(context, c, { refusal: forPeople(decision.refusal), typed });

type Paths = Exclude<keyof typeof manifest.catalogue.routes, `${string} /api/${string}`>;

export const pages: Pick<Handlers<typeof manifest.catalogue.routes>, Paths> = {
  'GET /catalogue': listPage,
  'GET /catalogue/{service}': (context, c) => servicePage(context, c),
  'POST /catalogue/{service}/prices': async (context, c) => {
    const typed = typedIn(await readForm(c), ['pounds', ...dateNames('from')]);
    const command = parse(priceSchema, { from: dateIn(typed, 'from'), perDayExVatPence: parsePounds(typed.pounds ?? '') });
    const decision = command.ok ? await addPrice(context, c.req.param('service') ?? '', command.value) : command;
    return settle(context, c, decision, typed, `price-${parseDate(dateIn(typed, 'from')) ?? ''}`);
  },
  'POST /catalogue/{service}/withdrawal': async (context, c) => {
    const typed = typedIn(await readForm(c), dateNames('withdrawnFrom'));
    const command = parse(withdrawalSchema, { withdrawnFrom: dateIn(typed, 'withdrawnFrom') });
    const decision = command.ok ? await withdrawService(context, c.req.param('service') ?? '', command.value) : command;
    return settle(context, c, decision, typed, 'withdrawal');
  },
};
