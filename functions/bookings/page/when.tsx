// When a quote's visits are and who comes to each, and apart from them what the officer takes beside the visits.
import { type CivilDate, dateOf, sessionText } from '../../../shared/calendar.ts';
import { type Element, longDateText } from '../../../shared/ui/index.ts';
import { isVisit, sessionSaid } from '../rules/work.ts';
import type { Quote } from '../schema/quotes.ts';
import type { QuotedSession } from '../schema.ts';
import { termsWord } from './package-terms.tsx';

/** The sessions of one officer as a person plans them: a day that is alike in both halves is one line. */
function datesOf(sessions: readonly QuotedSession[]): { text: string; terms: string }[] {
  const days = new Map<CivilDate, { session: QuotedSession['session']; terms: string }[]>();
  for (const { session, funding } of sessions)
    days.set(dateOf(session), [...(days.get(dateOf(session)) ?? []), { session, terms: termsWord(funding) }]);
  return [...days].flatMap(([date, halves]) => {
    const [first, second] = halves;
    if (first && second && first.terms === second.terms) return [{ text: `${longDateText(date)}, all day`, terms: first.terms }];
    return halves.map(({ session, terms }) => ({ text: sessionText(session), terms }));
  });
}

const Lines = ({ lines }: { lines: readonly { text: string; terms: string }[] }) => (
  <ul class="govuk-list govuk-list--bullet">
    {lines.map(({ text, terms }) => (
      <li>
        {text} <span class="govuk-hint daybook-inline-hint">({terms})</span>
      </li>
    ))}
  </ul>
);

export function When({ quote }: { quote: Pick<Quote, 'officer' | 'sessions'> }): Element {
  const visits = quote.sessions.filter(isVisit);
  const work = quote.sessions.filter((session) => !isVisit(session));
  // The lead officer is named first.
  const officers = [...new Set([quote.officer, ...visits.map(({ officer }) => officer)])];
  return (
    <>
      <h2 class="govuk-heading-m">When</h2>
      {officers.map((id) => {
        const own = visits.filter(({ officer }) => officer === id);
        return (
          own[0] && (
            <>
              <p class="govuk-body">With {own[0].officerName}:</p>
              <Lines lines={datesOf(own)} />
            </>
          )
        );
      })}
      {work[0] && (
        <>
          <p class="govuk-body">Beside the visits, {work[0].officerName} takes the following. Nobody comes to the school then.</p>
          <Lines lines={work.map((session) => ({ text: sessionSaid(session), terms: termsWord(session.funding) }))} />
        </>
      )}
    </>
  );
}
