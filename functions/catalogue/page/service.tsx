// One service: what it is, what it costs by date, the clause it rests on, the way to book it, and the forms of those who keep the catalogue.
import { londonDate } from '../../../shared/calendar.ts';
import type { Context } from '../../../shared/context.ts';
import type { Web } from '../../../shared/http.ts';
import { allocate, formatPence } from '../../../shared/money.ts';
import { page, problemPage } from '../../../shared/page.tsx';
import type { Booker } from '../../../shared/policy/allocations.ts';
import { bookerOf, isBookableBy } from '../../../shared/policy/bookers.ts';
import {
  Button,
  type Element,
  History,
  halfDaysText,
  InsetText,
  LongDate,
  longDateText,
  NotificationBanner,
  PageHeading,
  ScrollTable,
  SummaryList,
  type SummaryRow,
} from '../../../shared/ui/index.ts';
import { can, isStaff } from '../../identity/rules.ts';
import { readService, serviceHistory } from '../actions.ts';
import { hasEnded } from '../rules.ts';
import type { Service, ServiceInForce } from '../schema.ts';
import { PriceForm, type Refused, WithdrawalForm } from './forms.tsx';
import { allocationText, bookersSaid, classText, costText, lifeText, skillText } from './words.ts';

/** The service's page; after a refused form the same page with what was typed, and with the refusal's status. */
export async function servicePage(context: Context, c: Web, refused?: Refused): Promise<Response> {
  const id = c.req.param('service') ?? '';
  const found = await readService(context, id);
  if (!found.ok) return problemPage(c, context, found.refusal);
  const service = found.value;
  const history = await serviceHistory(context, service);
  const base = `/${context.council.slug}`;
  const isOver = hasEnded(service, londonDate(context.now));
  const done = doneText(service, c.req.query('done'));
  return page(context, c, {
    title: service.title,
    back: { href: `${base}/catalogue`, text: 'All services' },
    refusal: refused?.refusal,
    children: (
      <>
        {done && !refused && <NotificationBanner type="success" text={done} />}
        <PageHeading caption={classText[service.class]}>{service.title}</PageHeading>
        <p class="govuk-body-l">{service.description}</p>
        {can(context.actor, 'quote:make') && !isOver && isOffered(service, bookerOf(context.actor)) && (
          <Button text="Choose dates" href={`${base}/bookings/new?service=${service.id}`} />
        )}
        <SummaryList rows={summaryOf(service, context)} />
        {service.prices.length > 0 && <Prices service={service} />}
        <h2 class="govuk-heading-m">What it rests on</h2>
        <InsetText>
          <blockquote class="govuk-!-margin-0">
            <p class="govuk-body">“{service.clause.text}”</p>
          </blockquote>
          <p class="govuk-body-s govuk-!-margin-bottom-0">{service.clause.reference}</p>
        </InsetText>
        {can(context.actor, 'catalogue:edit') && !isOver && (
          <>
            {service.class !== 'core' && <PriceForm service={service} base={base} refused={refused} />}
            <WithdrawalForm service={service} base={base} refused={refused} />
          </>
        )}
        <History entries={history} />
      </>
    ),
  });
}

/** Says only what the service itself confirms, so that a typed address cannot claim a change that was not made. */
function doneText(service: Service, done: string | undefined): string | undefined {
  const price = done?.startsWith('price-') ? service.prices.find(({ from }) => from === done.slice('price-'.length)) : undefined;
  if (price) return `The day rate is ${formatPence(price.perDayExVatPence)} from ${longDateText(price.from)}.`;
  if (done === 'withdrawal' && service.withdrawnFrom)
    return `The service is off sale from ${longDateText(service.withdrawnFrom)}. What is booked stays booked.`;
  return undefined;
}

/** Whether somebody of this standing can book it at all: the service itself, and where it is not sold some of the days that pay for it. */
const isOffered = (service: ServiceInForce, booker: Booker): boolean =>
  isBookableBy(service, booker) && isBookableBy({ bookableBy: service.daysBookedBy }, booker);

function summaryOf(service: ServiceInForce, context: Context): (SummaryRow | false | undefined)[] {
  const row = (key: string, text: string | undefined): SummaryRow | undefined =>
    text ? { key: { text: key }, value: { text } } : undefined;
  const staff = isStaff(context.actor);
  return [
    row('Cost', costText(service, context)),
    row('Free days', allocationText(service)),
    row('On sale', lifeText(service, context)),
    row('What you get', service.outcomes),
    row('Who books it', bookersSaid(service)),
    row('Who delivers it', `Officers with the skill “${skillText(service.skill)}”`),
    row('Smallest booking', halfDaysText(service.minimumHalfDays)),
    service.class !== 'core' && row('CFR code for your accounts', service.cfrCode),
    staff && row('Legal power', service.legalPower),
    staff && row('Income code', service.incomeCode),
  ];
}

function Prices({ service }: { service: Service }): Element {
  return (
    <ScrollTable
      caption="Day rate by date of visit"
      captionClasses="govuk-table__caption--m"
      head={[
        { text: 'Visits from' },
        { text: 'A day, excluding VAT', format: 'numeric' },
        { text: 'Half a day, excluding VAT', format: 'numeric' },
      ]}
      rows={service.prices.map((price) => [
        { html: <LongDate date={price.from} /> },
        { text: formatPence(price.perDayExVatPence), format: 'numeric' },
        { text: formatPence(allocate(price.perDayExVatPence, [1, 1])[0] ?? 0), format: 'numeric' },
      ])}
    />
  );
}
