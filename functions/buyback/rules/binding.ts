// What whoever agrees to a quote binds themselves to: for how long, to how much, and every word of it. Pure.
import { vat } from '../../../shared/money.ts';
import type { Quote } from '../schema.ts';

/** For how long a quote binds and to how much, with VAT: its years, and where it is for several each further one at what the last of them costs. A rolling one may be ended with its year. */
export function boundTo({ continues, years, term, grossPence, treatment }: Quote): { boundYears: number; boundPence: number } {
  const last = years.at(-1);
  if (continues !== 'until-renewed' || !last) return { boundYears: years.length, boundPence: grossPence };
  const more = Number(term.to.slice(0, 4)) - Number(last.to.slice(0, 4));
  const yearPence = last.instalments.reduce((sum, { netPence }) => sum + netPence + vat(netPence, treatment.rateBasisPoints), 0);
  return { boundYears: years.length + more, boundPence: grossPence + more * yearPence };
}

/** What whoever agrees has agreed to, as text: a token keeps its fingerprint, and any difference means a new quote. */
export const agreedText = (quote: Quote): string => {
  const { rail, category, rateBasisPoints } = quote.treatment;
  return JSON.stringify([
    quote.organisation,
    quote.payer,
    quote.package.code,
    quote.package.services,
    quote.clock ?? '',
    quote.continues ?? '',
    quote.carriesHalfDays,
    [quote.term.from, quote.term.to],
    quote.years.map(({ from, to, halfDays, instalments }) => [
      from,
      to,
      halfDays,
      instalments.map(({ dueOn, netPence }) => [dueOn, netPence]),
    ]),
    quote.purse,
    [rail, category, rateBasisPoints],
    quote.policy,
    quote.renews ? [quote.renews.agreement, quote.renews.how, quote.renews.version] : [],
    (quote.had ?? []).map(({ agreement }) => agreement).sort(),
  ]);
};
