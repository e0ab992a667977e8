// The catalogue's pages, by route. A form leads to a preview, and the preview to the change: that is answered by the service's page with a banner; what is refused by the
// form it came from.
import type { Context } from '../../../shared/context.ts';
import type { Decision } from '../../../shared/decision.ts';
import { type Handlers, parse, readForm, seeOther, type Web } from '../../../shared/http.ts';
import { parsePounds } from '../../../shared/money.ts';
import { dateTyped } from '../../../shared/ui/index.ts';
import type { manifest } from '../../manifest.ts';
import { previewPrice, previewWithdrawal, previewWords } from '../actions/previews.ts';
import { previewPriceEnd, previewTakingBack } from '../actions/price-previews.ts';
import { addPrice, editWords, endPrice, takePriceBack, withdrawService } from '../actions.ts';
import { standingWith } from '../rules/prices.ts';
import {
  type PriceCommand,
  type PriceEndCommand,
  priceEndSchema,
  priceSchema,
  type Service,
  type TakingBackCommand,
  takingBackSchema,
  type WithdrawalCommand,
  type WordsCommand,
  withdrawalSchema,
  wordsSchema,
} from '../schema.ts';
import { wordsPage } from './edit.tsx';
import { forPeople, ofPriceEnd, priceEndTyped, priceTyped, type Typed, withdrawalTyped, wordsTyped } from './forms.tsx';
import { listPage } from './list.tsx';
import { pricePreviewPage, withdrawalPreviewPage, wordsPreviewPage } from './previews.tsx';
import { priceEndPreviewPage, takingBackPreviewPage } from './price-ends.tsx';
import { servicePage } from './service.tsx';

const idIn = (c: Web): string => c.req.param('service') ?? '';
const settled = (context: Context, service: Service, done: string) =>
  seeOther(`/${context.council.slug}/catalogue/${service.id}?done=${done}`);

const priceFrom = (typed: Typed, acknowledged?: boolean): Decision<PriceCommand> =>
  parse(priceSchema, {
    from: dateTyped(typed, 'from'),
    perDayExVatPence: parsePounds(typed.pounds ?? ''),
    ...(typed.buyers ? { buyers: typed.buyers.split(' ') } : {}),
    ...(acknowledged ? { acknowledged } : {}),
  });
type Form = Awaited<ReturnType<typeof readForm>>;
const takingBackFrom = (form: Form): Decision<TakingBackCommand> =>
  parse(takingBackSchema, {
    version: Number(form.one('version')),
    ...(form.one('acknowledged') === 'yes' ? { acknowledged: true } : {}),
  });
const priceEndFrom = (typed: Typed, acknowledged?: boolean): Decision<PriceEndCommand> =>
  parse(priceEndSchema, {
    from: dateTyped(typed, 'endsFrom'),
    buyers: typed.ending?.split(' ') ?? [],
    ...(acknowledged ? { acknowledged } : {}),
  });
const withdrawalFrom = (typed: Typed): Decision<WithdrawalCommand> =>
  parse(withdrawalSchema, { withdrawnFrom: dateTyped(typed, 'withdrawnFrom') });
const wordsFrom = ({ version, ...words }: Typed): Decision<WordsCommand> => parse(wordsSchema, { ...words, version: Number(version) });

/** Which of the prices from that day it was: of several from one day, each for other customers, by its version. */
function doneWith(service: Service, command: PriceCommand): string {
  const several = service.prices.filter(({ from }) => from === command.from).length > 1;
  return `price-${command.from}${several ? `-${standingWith(service, command)?.version ?? ''}` : ''}`;
}

type Paths = Exclude<keyof typeof manifest.catalogue.routes, `${string} /api/${string}`>;

export const pages: Pick<Handlers<typeof manifest.catalogue.routes>, Paths> = {
  'GET /catalogue': listPage,
  'GET /catalogue/{service}': (context, c) => servicePage(context, c),
  'GET /catalogue/{service}/words': (context, c) => wordsPage(context, c),
  'POST /catalogue/{service}/words/preview': async (context, c) => {
    const form = await readForm(c);
    const typed = wordsTyped(form);
    if (form.one('change')) return wordsPage(context, c, { typed });
    const command = wordsFrom(typed);
    const preview = command.ok ? await previewWords(context, idIn(c), command.value) : command;
    return preview.ok ? wordsPreviewPage(context, c, preview.value, typed) : wordsPage(context, c, { refusal: preview.refusal, typed });
  },
  'POST /catalogue/{service}/words': async (context, c) => {
    const typed = wordsTyped(await readForm(c));
    const command = wordsFrom(typed);
    const decision = command.ok ? await editWords(context, idIn(c), command.value) : command;
    return decision.ok
      ? settled(context, decision.value, `words-${decision.value.version}`)
      : wordsPage(context, c, { refusal: decision.refusal, typed });
  },
  'POST /catalogue/{service}/prices/preview': async (context, c) => {
    const form = await readForm(c);
    const typed = priceTyped(form);
    if (form.one('change')) return servicePage(context, c, { typed });
    const command = priceFrom(typed);
    const preview = command.ok ? await previewPrice(context, idIn(c), command.value) : command;
    return preview.ok
      ? pricePreviewPage(context, c, preview.value, typed)
      : servicePage(context, c, { refusal: forPeople(preview.refusal), typed });
  },
  'POST /catalogue/{service}/prices': async (context, c) => {
    const form = await readForm(c);
    const typed = priceTyped(form);
    const command = priceFrom(typed, form.one('acknowledged') === 'yes');
    const decision = command.ok ? await addPrice(context, idIn(c), command.value) : command;
    if (decision.ok) return settled(context, decision.value, command.ok ? doneWith(decision.value, command.value) : '');
    if (decision.refusal.name === 'above-inflation' && command.ok) {
      const preview = await previewPrice(context, idIn(c), command.value);
      if (preview.ok) return pricePreviewPage(context, c, preview.value, typed, decision.refusal);
    }
    return servicePage(context, c, { refusal: forPeople(decision.refusal), typed });
  },
  'POST /catalogue/{service}/prices/taking-back/preview': async (context, c) => {
    const command = takingBackFrom(await readForm(c));
    const preview = command.ok ? await previewTakingBack(context, idIn(c), command.value) : command;
    return preview.ok
      ? takingBackPreviewPage(context, c, preview.value)
      : servicePage(context, c, { refusal: ofPriceEnd(preview.refusal), typed: {} });
  },
  'POST /catalogue/{service}/prices/taking-back': async (context, c) => {
    const command = takingBackFrom(await readForm(c));
    const decision = command.ok ? await takePriceBack(context, idIn(c), command.value) : command;
    if (decision.ok) return settled(context, decision.value, command.ok ? `taken-back-${command.value.version}` : '');
    const preview =
      decision.refusal.name === 'above-inflation' && command.ok ? await previewTakingBack(context, idIn(c), command.value) : undefined;
    return preview?.ok
      ? takingBackPreviewPage(context, c, preview.value, decision.refusal)
      : servicePage(context, c, { refusal: ofPriceEnd(decision.refusal), typed: {} });
  },
  'POST /catalogue/{service}/prices/ending/preview': async (context, c) => {
    const form = await readForm(c);
    const typed = priceEndTyped(form);
    if (form.one('change')) return servicePage(context, c, { typed });
    const command = priceEndFrom(typed);
    const preview = command.ok ? await previewPriceEnd(context, idIn(c), command.value) : command;
    return preview.ok
      ? priceEndPreviewPage(context, c, preview.value, typed)
      : servicePage(context, c, { refusal: ofPriceEnd(preview.refusal), typed });
  },
  'POST /catalogue/{service}/prices/ending': async (context, c) => {
    const form = await readForm(c);
    const typed = priceEndTyped(form);
    const command = priceEndFrom(typed, form.one('acknowledged') === 'yes');
    const decision = command.ok ? await endPrice(context, idIn(c), command.value) : command;
    if (decision.ok) return settled(context, decision.value, command.ok ? `ends-${command.value.from}` : '');
    const preview =
      decision.refusal.name === 'above-inflation' && command.ok ? await previewPriceEnd(context, idIn(c), command.value) : undefined;
    return preview?.ok
      ? priceEndPreviewPage(context, c, preview.value, typed, decision.refusal)
      : servicePage(context, c, { refusal: ofPriceEnd(decision.refusal), typed });
  },
  'POST /catalogue/{service}/withdrawal/preview': async (context, c) => {
    const form = await readForm(c);
    const typed = withdrawalTyped(form);
    if (form.one('change')) return servicePage(context, c, { typed });
    const command = withdrawalFrom(typed);
    const preview = command.ok ? await previewWithdrawal(context, idIn(c), command.value) : command;
    return preview.ok
      ? withdrawalPreviewPage(context, c, preview.value, typed)
      : servicePage(context, c, { refusal: forPeople(preview.refusal), typed });
  },
  'POST /catalogue/{service}/withdrawal': async (context, c) => {
    const typed = withdrawalTyped(await readForm(c));
    const command = withdrawalFrom(typed);
    const decision = command.ok ? await withdrawService(context, idIn(c), command.value) : command;
    return decision.ok
      ? settled(context, decision.value, 'withdrawal')
      : servicePage(context, c, { refusal: forPeople(decision.refusal), typed });
  },
};
