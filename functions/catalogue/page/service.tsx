// One service: what it is, what it costs whom, who delivers it, the way to book it, and the forms of those who keep the catalogue.
import { londonDate, momentText } from '../../../shared/calendar.ts';
import type { Context } from '../../../shared/context.ts';
import type { Web } from '../../../shared/http.ts';
import { formatPence } from '../../../shared/money.ts';
import { page, problemPage } from '../../../shared/page.tsx';
import type { Booker } from '../../../shared/policy/allocations.ts';
import { bookerOf, isBookableBy } from '../../../shared/policy/bookers.ts';
import {
  Button,
  Details,
  type Element,
  History,
  LinkLine,
  longDateText,
  NotificationBanner,
  PageHeading,
} from '../../../shared/ui/index.ts';
import { can, isStaff } from '../../identity/rules.ts';
import { isBookedFor } from '../../schools/rules/buyers.ts';
import { serviceHistory, showService } from '../actions.ts';
import { forWhom } from '../rules/prices.ts';
import { changedWords, wordTexts } from '../rules/words.ts';
import { hasEnded } from '../rules.ts';
import type { Service, ServiceInForce } from '../schema.ts';
import { type Given, PriceEndForm, PriceForm, WithdrawalForm } from './forms.tsx';
import { endedText, PricesToCome } from './price-ends.tsx';
import { ServiceShown } from './shown.tsx';
import { classText } from './words.ts';

/** The service's page; after a form that was refused, or is to be changed, the same page with what was typed, and with the refusal's status. */
export async function servicePage(context: Context, c: Web, given?: Given): Promise<Response> {
  const found = await showService(context, c.req.param('service') ?? '');
  if (!found.ok) return problemPage(c, context, found.refusal);
  const { service } = found.value;
  const history = await serviceHistory(context, service);
  const base = `/${context.council.slug}`;
  const isOver = hasEnded(service, londonDate(context.now));
  const done = doneText(service, c.req.query('done'));
  const keeps = can(context.actor, 'catalogue:edit');
  return page(context, c, {
    title: service.title,
    back: { href: `${base}/catalogue`, text: 'All services' },
    refusal: given?.refusal,
    children: (
      <>
        {done && !given && <NotificationBanner type="success" text={done} />}
        <PageHeading caption={classText[service.class]}>{service.title}</PageHeading>
        <p class="govuk-body-l">{service.description}</p>
        {can(context.actor, 'quote:make') && !isOver && isOffered(service, bookerOf(context.actor)) && (
          <Button text="Choose dates" href={`${base}/bookings/new?service=${service.id}`} />
        )}
        {can(context.actor, 'order:make') && !isOver && isOffered(service, bookerOf(context.actor)) && (
          <LinkLine href={`${base}/bookings/orders/new?service=${service.id}`} text="Book it for several schools at once" />
        )}
        {mayWait(context) && !isOver && isOffered(service, bookerOf(context.actor)) && (
          <LinkLine href={`${base}/bookings/waitlist/new?service=${service.id}`} text="Nothing free? Join the waiting list" />
        )}
        <ServiceShown shown={found.value} context={context} reader={isStaff(context.actor) ? 'council' : 'school'} />
        {isStaff(context.actor) && <KeptWords service={service} base={base} keeps={keeps} />}
        {keeps && !isOver && (
          <>
            <PricesToCome service={service} base={base} today={londonDate(context.now)} />
            {service.class !== 'core' && <PriceForm service={service} base={base} given={given} />}
            <PriceEndForm service={service} base={base} given={given} today={londonDate(context.now)} />
            <WithdrawalForm service={service} base={base} given={given} />
          </>
        )}
        <History entries={history} />
      </>
    ),
  });
}

/** A place is waited for by one school or other body: a trust chooses for which of its schools first. */
const mayWait = ({ actor }: Context): boolean =>
  can(actor, 'waitlist:join') && (actor.organisation === undefined || isBookedFor(actor.organisation));

/** Whose words they are: how they differ from the policy's, and what they were before. */
function KeptWords({ service, base, keeps }: { service: ServiceInForce; base: string; keeps: boolean }): Element {
  const { policyWords, formerWords = [] } = service;
  return (
    <>
      <h2 class="govuk-heading-m">Its words</h2>
      {policyWords && (
        <>
          <p class="govuk-body">They are not the policy’s. Words that were edited stay, whatever a later version of the policy says.</p>
          <Details summaryText="What the policy in force says">
            {changedWords(service, policyWords).map((name) => (
              <p class="govuk-body">
                <strong>{wordTexts[name]}:</strong> {policyWords[name] ?? 'nothing'}
              </p>
            ))}
          </Details>
        </>
      )}
      {formerWords.length > 0 && (
        <Details summaryText="What they were before">
          {[...formerWords].reverse().map((former, i, all) => (
            <>
              <h3 class="govuk-heading-s">Until {momentText(former.until)}</h3>
              {changedWords(former, all[i - 1] ?? service).map((name) => (
                <p class="govuk-body">
                  <strong>{wordTexts[name]}:</strong> {former[name] ?? 'nothing'}
                </p>
              ))}
            </>
          ))}
        </Details>
      )}
      {!policyWords && formerWords.length === 0 && <p class="govuk-body">They are the policy’s.</p>}
      {keeps && <LinkLine href={`${base}/catalogue/${service.id}/words`} text="Edit the words" />}
    </>
  );
}

/** Says only what the service itself confirms, so that a typed address cannot claim a change that was not made. */
function doneText(service: Service, done: string | undefined): string | undefined {
  const [, from, version] = /^price-([\d-]{10})(?:-(\d+))?$/.exec(done ?? '') ?? [];
  const price = service.prices.find((each) => each.from === from && (version === undefined || each.version === Number(version)));
  if (price) return `The day rate${forWhom(price)} is ${formatPence(price.perDayExVatPence)} from ${longDateText(price.from)}.`;
  const ended = endedText(service, done);
  if (ended) return ended;
  if (done === 'withdrawal' && service.withdrawnFrom)
    return `The service is off sale from ${longDateText(service.withdrawnFrom)}. What is booked stays booked.`;
  if (done === `words-${service.version}` && service.formerWords)
    return 'The words are saved. What is booked keeps the title it was booked under.';
  return undefined;
}

/** Whether somebody of this standing can book it at all: the service itself, and where it is not sold some of the days that pay for it. */
const isOffered = (service: ServiceInForce, booker: Booker): boolean =>
  isBookableBy(service, booker) && isBookableBy({ bookableBy: service.daysBookedBy }, booker);
