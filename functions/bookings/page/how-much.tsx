// The first step of planning a booking: how many days, for how many people, and what pays for those that are not free.
import type { Purse } from '../../../shared/policy/schema.ts';
import { Button, errorFor, fieldOf, halfDaysText, Input, InsetText, purseName, Radios } from '../../../shared/ui/index.ts';
import type { Choices } from '../actions/read.ts';
import type { StepProps } from './plan.tsx';
import { accountText } from './reclassify.tsx';

const paidFrom = (purse: Purse, { schoolName, payerName = schoolName }: Choices): string =>
  purse === 'delegated-budget'
    ? 'Any days that are not free are paid from the school’s delegated budget: recharged within the council, without VAT.'
    : `Any days that are not free are invoiced to ${payerName}, with VAT where it applies.`;

/** How much is left that can pay for it, account by account; of a service that is only free also that there is nothing. */
function Left({ choices: { left, service, schoolName, booker } }: { choices: Choices }) {
  const whose = booker === 'lead' ? 'your partnership' : schoolName;
  if (left.length === 0)
    return service.class === 'entitlement' ? <InsetText text={`No free days of ${whose} are left that could pay for this.`} /> : null;
  return (
    <InsetText>
      Free days left for it:
      <ul class="govuk-list govuk-list--bullet">
        {left.map((account) => (
          <li>{accountText(account)}</li>
        ))}
      </ul>
    </InsetText>
  );
}

const pursesHint: Readonly<Record<Purse, string>> = {
  'delegated-budget': 'Recharged within the council by journal, without VAT',
  'own-funds': 'Donations, lettings or other private funds: invoiced with VAT',
};

const TeamRadios = ({ plan, choices, errors }: Omit<StepProps, 'context'>) => (
  <Radios
    name="team"
    idPrefix="team"
    value={plan.team ?? ''}
    fieldset={{ legend: { text: 'Whose days and budget?', classes: 'govuk-fieldset__legend--m' } }}
    errorMessage={errorFor(errors, 'team')}
    items={[
      {
        value: '',
        text: `Free days of ${choices.schoolName}, or of its partnership`,
        hint: { text: 'What is charged is booked by the school that pays for it.' },
      },
      ...choices.teams.map(({ id, name }) => ({
        value: id,
        text: name,
        hint: { text: 'Its days, and from its budget the price of what is not free, by journal. The school pays nothing.' },
      })),
    ]}
  />
);

/** Where there is nothing to choose of what pays, why. */
function paysText(choices: Choices): string | undefined {
  const { service, purses, booker } = choices;
  if (service.class === 'core') return 'This is a core service: nothing is charged.';
  if (booker !== 'school') return 'Only free days can be booked here. What is charged is booked by the school that pays for it.';
  if (service.class === 'entitlement') return 'It is not sold: only free days can be booked.';
  const [only] = purses;
  return only && paidFrom(only, choices);
}

/** What pays for days that are not free: asked for where there are several. */
function WhatPays({ plan, choices, errors }: Omit<StepProps, 'context'>) {
  const { service, purses, teams, booker } = choices;
  if (service.class !== 'core' && teams.length > 0) return <TeamRadios plan={plan} choices={choices} errors={errors} />;
  if (service.class === 'traded' && booker === 'school' && purses.length > 1)
    return (
      <Radios
        name="purse"
        idPrefix="purse"
        value={plan.purse}
        fieldset={{ legend: { text: 'What pays for any days that are not free?', classes: 'govuk-fieldset__legend--m' } }}
        hint={{ text: 'VAT depends on it.' }}
        errorMessage={errorFor(errors, 'purse')}
        items={purses.map((purse) => ({ value: purse, text: `The school’s ${purseName(purse)}`, hint: { text: pursesHint[purse] } }))}
      />
    );
  return (
    <p class="govuk-body" id="purse" tabindex={-1}>
      {paysText(choices)}
    </p>
  );
}

export function AskHowMuch({ context, plan, choices, errors }: StepProps) {
  const { service, least, most } = choices;
  return (
    <form method="get" action={`/${context.council.slug}/bookings/new`} novalidate>
      <input type="hidden" name="school" value={choices.school} />
      <input type="hidden" name="service" value={service.id} />
      {plan.need && <input type="hidden" name="need" value={plan.need} />}
      {/* Whoever comes from an officer’s next free day comes to that officer’s days. */}
      {plan.officer && <input type="hidden" name="officer" value={plan.officer} />}
      {plan.officer && <input type="hidden" name="from" value={plan.from} />}
      <Left choices={choices} />
      <Input
        {...fieldOf(plan, errors, 'days')}
        label={{ text: 'How many days do you need?', classes: 'govuk-label--m' }}
        hint={{
          text: `Whole or half days, such as 3 or 2.5. At least ${halfDaysText(least)}, at most ${halfDaysText(most)} in one booking.`,
        }}
        classes="govuk-input--width-4"
        inputmode="decimal"
      />
      {choices.mostAttendees !== undefined && (
        <Input
          {...fieldOf(plan, errors, 'attendees')}
          label={{ text: 'How many people will take part? (optional)', classes: 'govuk-label--m' }}
          hint={{ text: `At most ${choices.mostAttendees}. You name them once it is booked, and may change the names until it is over.` }}
          classes="govuk-input--width-3"
          inputmode="numeric"
        />
      )}
      <WhatPays plan={plan} choices={choices} errors={errors} />
      <Button text="Show available sessions" />
    </form>
  );
}
