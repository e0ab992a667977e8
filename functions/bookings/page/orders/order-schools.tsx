// The first steps of planning an order: which service, and of which schools how many days each has, or how they are shared.
import type { Context } from '../../../../shared/context.ts';
import type { Refusal } from '../../../../shared/decision.ts';
import type { Web } from '../../../../shared/http.ts';
import { faultsOf, page } from '../../../../shared/page.tsx';
import {
  Button,
  Checkboxes,
  DateField,
  type Element,
  errorFor,
  type FieldError,
  halfDaysText,
  Input,
  InsetText,
  PageHeading,
  Radios,
  Select,
} from '../../../../shared/ui/index.ts';
import { type OrderChoices, type OrderSchool, orderableServices } from '../../actions/orders/order-plan.ts';
import { daysTyped } from '../asked.ts';
import { fromTyped, type OrderAsked, ordersPath } from './order-asked.ts';

const noService: Refusal = { name: 'invalid-request', faults: [{ field: 'service', detail: 'Choose a service' }] };

export async function servicePage(context: Context, c: Web, asked: OrderAsked): Promise<Response> {
  const services = await orderableServices(context);
  const refusal = c.req.query('asked') === undefined ? undefined : noService;
  return page(context, c, {
    title: 'Book for several schools',
    refusal,
    back: { href: ordersPath(context), text: 'Orders' },
    children: (
      <>
        <PageHeading>Book for several schools</PageHeading>
        <p class="govuk-body">One service for some or all of your schools: one quote, one confirmation, and a booking for each school.</p>
        {services.length === 0 ? (
          <InsetText text="There is no service that you can order at present. Ask the council." />
        ) : (
          <form method="get" action={`${ordersPath(context)}/new`} novalidate>
            {asked.group && <input type="hidden" name="group" value={asked.group} />}
            <input type="hidden" name="asked" value="yes" />
            <Radios
              name="service"
              idPrefix="service"
              fieldset={{ legend: { text: 'Which service?', classes: 'govuk-fieldset__legend--m' } }}
              items={services.map(({ id, title }) => ({ value: id, text: title }))}
              errorMessage={errorFor(refusal && faultsOf(refusal), 'service')}
            />
            <Button text="Go on" />
          </form>
        )}
      </>
    ),
  });
}

const leftText = ({ left }: OrderSchool): string => {
  const sum = left.reduce((all, { available }) => all + available, 0);
  if (sum === 0) return 'nothing left free';
  const shared = left.find(({ holderName }) => holderName);
  return `${halfDaysText(sum)} left free${shared ? `, also of ${shared.holderName}, which its members share` : ''}`;
};

const hintOf = (school: OrderSchool): string =>
  [school.phase, school.pupils === undefined ? undefined : `${school.pupils} pupils`, leftText(school)].filter(Boolean).join('; ');

type StepProps = { context: Context; asked: OrderAsked; choices: OrderChoices; errors: readonly FieldError[] | undefined };

const changedLater = 'You can change the number of each on the next page.';
/** How many days there are, and how they are shared: a school may come to none, and is then not in the quote. */
const HowMuch = ({ asked, choices, errors }: Omit<StepProps, 'context'>): Element => (
  <>
    <Input
      id="days"
      name="days"
      label={{ text: 'How many days?', classes: 'govuk-label--m' }}
      hint={{ text: `Whole or half days, such as 3 or 2.5. A school that is to have any needs at least ${halfDaysText(choices.least)}.` }}
      value={asked.days ?? daysTyped(Math.max(choices.least, 2))}
      classes="govuk-input--width-4"
      inputmode="decimal"
      errorMessage={errorFor(errors, 'days')}
    />
    <Radios
      name="share"
      idPrefix="share"
      value={asked.share === 'named' ? 'each' : (asked.share ?? 'each')}
      fieldset={{ legend: { text: 'How are they meant?', classes: 'govuk-fieldset__legend--m' } }}
      errorMessage={errorFor(errors, 'share')}
      items={[
        { value: 'each', text: 'So many for each school', hint: { text: changedLater } },
        {
          value: 'equal',
          text: 'So many in all, shared equally',
          hint: { text: `Fewer half-days than schools leave some with none. ${changedLater}` },
        },
        {
          value: 'pupils',
          text: 'So many in all, shared by the number of pupils',
          hint: { text: `Few days may leave a small school with none. ${changedLater}` },
        },
      ]}
    />
  </>
);

export const SchoolsForm = ({ context, asked, choices, errors }: StepProps): Element => (
  <form method="get" action={`${ordersPath(context)}/new`} novalidate>
    <input type="hidden" name="service" value={choices.service.id} />
    {choices.group && asked.group && <input type="hidden" name="group" value={asked.group} />}
    {choices.schools.length > 0 && (
      <Checkboxes
        name="school"
        idPrefix="school"
        values={asked.schools.map(({ school }) => school)}
        fieldset={{ legend: { text: 'Which schools?', classes: 'govuk-fieldset__legend--m' } }}
        errorMessage={errorFor(errors, 'school')}
        items={choices.schools.map((school) => ({ value: school.id, text: school.name, hint: { text: hintOf(school) } }))}
      />
    )}
    {choices.booker === 'council' && (
      <Input
        id="urns"
        name="urns"
        label={{ text: choices.schools.length > 0 ? 'Further schools' : 'Which schools?', classes: 'govuk-label--m' }}
        hint={{
          text: 'Their URNs, six digits each, with spaces between them. The schools of a trust or a partnership are chosen from its page.',
        }}
        spellcheck={false}
        errorMessage={choices.schools.length > 0 ? undefined : errorFor(errors, 'school')}
      />
    )}
    <HowMuch asked={asked} choices={choices} errors={errors} />
    <Select
      id="officer"
      name="officer"
      label={{ text: 'Who comes?', classes: 'govuk-label--m' }}
      value={asked.officer}
      items={[
        { value: '', text: 'Each school’s named officer, or one of its district' },
        ...choices.officers.map(({ id, name }) => ({ value: id, text: name })),
      ]}
    />
    <DateField
      field="from"
      legend="From which day on? (optional)"
      hint="The next free dates are proposed: from a week ahead, unless you say otherwise."
      typed={fromTyped(asked)}
      errors={errors}
      legendClasses="govuk-fieldset__legend--m"
    />
    <Button text="Propose dates" />
  </form>
);
