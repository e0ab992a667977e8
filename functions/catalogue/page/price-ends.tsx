// Day rates that are still to come, with the way to take each back, and what that or the end of some customers' own rate would do, shown before it is done.
import { type CivilDate, dateText } from '../../../shared/calendar.ts';
import type { Context } from '../../../shared/context.ts';
import type { Refusal } from '../../../shared/decision.ts';
import type { Web } from '../../../shared/http.ts';
import { page } from '../../../shared/page.tsx';
import { buyersText } from '../../../shared/policy/prices.ts';
import { Button, Details, type Element, halfDaysText, LinkLine, PageHeading, PostButton, WarningText } from '../../../shared/ui/index.ts';
import { capital } from '../../../shared/ui/text.ts';
import { mostCounted } from '../actions/delivering.ts';
import type { ChangePreview, PriceEndPreview, TakingBackPreview } from '../actions/price-previews.ts';
import { saidOf, stillToCome } from '../rules/price-ends.ts';
import { forWhom } from '../rules/prices.ts';
import type { Service } from '../schema.ts';
import type { Typed } from './forms.tsx';
import { Acknowledging, bookedText, Changes, Rising, Save, unacknowledged } from './previews.tsx';

/** What is still to come, each with a way to take it back before its day; nothing where nothing is. */
export function PricesToCome({ service, base, today }: { service: Service; base: string; today: CivilDate }): Element | null {
  const coming = stillToCome(service, today);
  if (coming.length === 0) return null;
  return (
    <>
      <h2 class="govuk-heading-m" id="to-come" tabindex={-1}>
        Day rates to come
      </h2>
      <p class="govuk-body">Until its day each can be taken back, and another set in its place. What is booked keeps the rate booked at.</p>
      {coming.map((entry) => (
        <PostButton
          action={`${base}/catalogue/${service.id}/prices/taking-back/preview`}
          fields={{ version: String(entry.version) }}
          classes="govuk-button--secondary"
          text={`Take back ${saidOf(entry)}`}
        />
      ))}
    </>
  );
}

const mostNamed = 20;

/** What is booked from the day on, by whom, and what is only asked for. */
function Concerned({ preview: { booked, service, changes } }: { preview: ChangePreview }): Element {
  const { halfDays, schools, heldHalfDays } = booked;
  const more = schools.length - mostNamed;
  const changed = changes.filter(({ beforePence, afterPence }) => beforePence !== afterPence).map(({ buyer }) => buyer);
  return (
    <>
      <p class="govuk-body">
        {changed.length > 0
          ? `It concerns ${buyersText(changed)}. They have been able to read it in the catalogue: tell those who count on it.`
          : 'Nobody is asked another rate on that day.'}
      </p>
      <p class="govuk-body">
        {halfDays === 0
          ? 'Nothing is booked from that day on yet.'
          : `${capital(bookedText(halfDays))} of it ${halfDays <= 2 ? 'is' : 'are'} booked from that day on, and ${halfDays <= 2 ? 'keeps' : 'keep'} the price booked at: none changes.`}
        {heldHalfDays > 0 &&
          ` ${capital(halfDaysText(heldHalfDays))} ${heldHalfDays <= 2 ? 'is' : 'are'} asked for or offered, and not booked: what waits for an approver is worked out again when it is approved, and the approver sees the difference first.`}
      </p>
      {schools.length > 0 && (
        <Details summaryText="Who has booked it from that day on">
          <ul class="govuk-list govuk-list--bullet">
            {schools.slice(0, mostNamed).map((name) => (
              <li>{name}</li>
            ))}
          </ul>
          {(more > 0 || halfDays > mostCounted) && <p class="govuk-body">And others who have booked {service.title}.</p>}
        </Details>
      )}
    </>
  );
}

/** What taking back would do, and the button that does it; after a refusal the same again, with what to do. */
export function takingBackPreviewPage(context: Context, c: Web, preview: TakingBackPreview, refusal?: Refusal): Promise<Response> {
  const { service, entry, changes, from, rise, told } = preview;
  const path = `/${context.council.slug}/catalogue/${service.id}`;
  const errors = refusal && unacknowledged;
  return page(context, c, {
    title: `Take back: ${service.title}`,
    back: { href: path, text: service.title },
    refusal,
    errors,
    children: (
      <>
        <PageHeading caption={service.title}>Check what is taken back</PageHeading>
        <p class="govuk-body-l">{capital(saidOf(entry))}: it never begins.</p>
        <Changes changes={changes} on={from} />
        <Concerned preview={preview} />
        {told && (
          <WarningText
            text={`It rose above inflation, and schools were to be told of it by ${dateText(told.announceBy)} (${told.clause.reference}). Tell the same schools that it is taken back.`}
          />
        )}
        {rise && <Rising rise={rise} />}
        <form method="post" action={`${path}/prices/taking-back`} novalidate>
          <input type="hidden" name="version" value={String(entry.version)} />
          {rise?.isLate && <Acknowledging errors={errors} />}
          <Button text="Take it back" classes="govuk-button--warning" preventDoubleClick />
        </form>
        <LinkLine href={path} text="Leave it as it is" />
      </>
    ),
  });
}

/** What the end of some customers' own rate would do. */
export function priceEndPreviewPage(
  context: Context,
  c: Web,
  preview: PriceEndPreview,
  typed: Typed,
  refusal?: Refusal,
): Promise<Response> {
  const { service, command, changes, from, rise } = preview;
  const base = `/${context.council.slug}`;
  const errors = refusal && unacknowledged;
  return page(context, c, {
    title: `End their own day rate: ${service.title}`,
    back: { href: `${base}/catalogue/${service.id}`, text: service.title },
    refusal,
    errors,
    children: (
      <>
        <PageHeading caption={service.title}>Check the end of their own day rate</PageHeading>
        <p class="govuk-body-l">
          The own day rate{forWhom(command)} ends: for visits from {dateText(from)} they pay what everybody else does.
        </p>
        <Changes changes={changes} on={from} />
        <Concerned preview={preview} />
        {rise && <Rising rise={rise} />}
        <Save base={base} service={service.id} of="prices/ending" typed={typed} save="End their own day rate">
          {rise?.isLate && <Acknowledging errors={errors} />}
        </Save>
      </>
    ),
  });
}

/** What was done by the address that a command leads to, as far as the service itself confirms it. */
export function endedText({ takenBack = [], priceEnds = [] }: Service, done: string | undefined): string | undefined {
  const back = takenBack.find(({ version }) => done === `taken-back-${version}`);
  if (back) return `Taken back: ${saidOf(back)}. Another can be set in its place. What is booked keeps the rate booked at.`;
  const end = priceEnds.find(({ from }) => done === `ends-${from}`);
  return end && `Their own day rate${forWhom(end)} ends: from ${dateText(end.from)} they pay what everybody else does.`;
}
