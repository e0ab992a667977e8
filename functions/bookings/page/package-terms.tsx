// What a quote and a booking say of half-days that a package has paid for, and the choice to keep them for another time.
import { dateText } from '../../../shared/calendar.ts';
import { halfDaysText } from '../../../shared/ui/index.ts';
import type { Quote } from '../schema/quotes.ts';
import type { Funding, FundingLine } from '../schema.ts';
import { planOf, quoteLink } from './asked.ts';

/** On what terms one session is, in a word or a few. */
export const termsWord = ({ fund }: Funding): string => (fund === 'traded' ? 'charged' : fund === 'package' ? 'from your package' : 'free');

/** `From your package: three visits`, and what is left of it after this. */
export const PackageTerms = ({ line }: { line: Extract<FundingLine, { fund: 'package' }> }) => (
  <>
    <strong>From your package</strong>: {line.title.toLowerCase()}
    <br />
    <span class="govuk-hint">
      {halfDaysText(line.leftHalfDays)} of {halfDaysText(line.boughtHalfDays)} left after this, until {dateText(line.expires)}
      {line.clause && (
        <>
          . “{line.clause.text}” ({line.clause.reference})
        </>
      )}
    </span>
  </>
);

/** The school decides whether its package pays: a link to the same quote the other way. */
export function PackageChoice({ slug, quote }: { slug: string; quote: Quote }) {
  const isDrawn = quote.lines.some(({ fund }) => fund === 'package');
  if (!isDrawn && !quote.withoutPackage) return null;
  const plan = planOf(quote);
  return (
    <p class="govuk-body">
      {isDrawn ? 'Your package pays first. ' : 'Your package is kept for another time. '}
      <a class="govuk-link" href={quoteLink(slug, plan, isDrawn ? { package: 'keep' } : {})}>
        {isDrawn ? 'Keep the package, and pay for these sessions' : 'Use the package'}
      </a>
    </p>
  );
}
