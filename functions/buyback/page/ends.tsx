// What notice and an end before the time would mean, each on a page of its own with the button that does it.
import type { Context } from '../../../shared/context.ts';
import type { Web } from '../../../shared/http.ts';
import { page } from '../../../shared/page.tsx';
import { halfDaysText, LinkLine, Money, PageHeading, PostButton, SummaryList, WarningText } from '../../../shared/ui/index.ts';
import type { EndingPreview, NoticePreview } from '../actions/previews.ts';
import { dayText } from './words.tsx';

type Ways = { path: string; does: 'notice' | 'ending'; text: string; fields: Record<string, string> };

/** The button that does it, and the way back for whoever would rather not. */
const DoOrKeep = ({ path, does, text, fields }: Ways) => (
  <>
    <PostButton action={`${path}/${does}`} fields={fields} classes="govuk-button--warning" text={text} />
    <LinkLine href={path} text="Keep the agreement" />
  </>
);

/** Notice, with the last day for it and what comes of it. */
export function noticePage(context: Context, c: Web, { agreement, endsOn, by, leftHalfDays, bookedHalfDays, duePence }: NoticePreview) {
  const path = `/${context.council.slug}/buyback/agreements/${agreement.id}`;
  return page(context, c, {
    title: `Give notice: ${agreement.title}`,
    back: { href: path, text: agreement.title },
    children: (
      <>
        <PageHeading caption={agreement.organisationName}>Give notice of {agreement.title}</PageHeading>
        <p class="govuk-body-l">
          It would end on {dayText(endsOn)}. The last day to give notice for that is {dayText(by)}: after it the agreement goes on for
          another year.
        </p>
        <SummaryList
          rows={[
            { key: { text: 'Half-days left' }, value: { text: leftHalfDays > 0 ? halfDaysText(leftHalfDays) : 'none' } },
            {
              key: { text: 'Booked' },
              value: { text: bookedHalfDays > 0 ? `${halfDaysText(bookedHalfDays)}: the visits stay booked` : 'none' },
            },
            {
              key: { text: 'Still to be billed' },
              value: {
                html:
                  duePence > 0 ? (
                    <>
                      <Money pence={duePence} /> before VAT, as it was agreed
                    </>
                  ) : (
                    'nothing'
                  ),
              },
            },
          ]}
        />
        <p class="govuk-body">
          Until {dayText(endsOn)} its half-days can be booked and used. What is left then lapses: there is no year after for it to go on
          into.
        </p>
        <WarningText text="Notice cannot be taken back. To have it again, agree to it anew while its window is open, at the price by then." />
        <DoOrKeep path={path} does="notice" text="Give notice" fields={{ endsOn }} />
      </>
    ),
  });
}

const daysText = (days: readonly string[]): string => days.map((day) => `the year from ${dayText(day)}`).join(', ');

/** The end before the time, with what stays, what falls away and what can be agreed to again. */
export function endingPage(context: Context, c: Web, preview: EndingPreview) {
  const { agreement, reason, chargedPence, fallsAwayPence, lapsedHalfDays, freeAgain, kept } = preview;
  const path = `/${context.council.slug}/buyback/agreements/${agreement.id}`;
  return page(context, c, {
    title: `End early: ${agreement.title}`,
    back: { href: path, text: agreement.title },
    children: (
      <>
        <PageHeading caption={agreement.organisationName}>End {agreement.title} early</PageHeading>
        <SummaryList
          rows={[
            {
              key: { text: 'Stays charged' },
              value: {
                html: (
                  <>
                    <Money pence={chargedPence} /> before VAT: the policy gives no credit for an agreement that ends early
                  </>
                ),
              },
            },
            {
              key: { text: 'Falls away' },
              value: {
                html:
                  fallsAwayPence > 0 ? (
                    <>
                      <Money pence={fallsAwayPence} /> before VAT that is not due yet
                    </>
                  ) : (
                    'nothing: no part of it is still to fall due'
                  ),
              },
            },
            { key: { text: 'Half-days that lapse' }, value: { text: lapsedHalfDays > 0 ? halfDaysText(lapsedHalfDays) : 'none' } },
            freeAgain.length > 0 && {
              key: { text: 'Can be agreed to again' },
              value: { text: `${daysText(freeAgain)}, while its window is open` },
            },
            kept.length > 0 && {
              key: { text: 'Cannot be agreed to again' },
              value: { text: `${daysText(kept)}: it would be charged a second time` },
            },
            { key: { text: 'Why, as the school reads it' }, value: { html: <span class="daybook-typed">{reason}</span> } },
          ]}
        />
        <WarningText text="It ends today, and this cannot be undone. Those who may agree for the school are told." />
        <DoOrKeep path={path} does="ending" text="End the agreement" fields={{ reason }} />
      </>
    ),
  });
}
