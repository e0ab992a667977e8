// The forms for what staff change of a trust, federation or other body by hand, each shown again with what was typed when it is refused.
import type { Context } from '../../../shared/context.ts';
import type { Refusal } from '../../../shared/decision.ts';
import type { Web } from '../../../shared/http.ts';
import { type Element, errorFor, Input, InsetText, Radios } from '../../../shared/ui/index.ts';
import type { Seen } from '../actions/groups.ts';
import type { Withdrawable } from '../actions/withdrawals.ts';
import { isTrust } from '../rules/buyers.ts';
import { isBody } from '../rules/groups.ts';
import type { Group } from '../schema/organisations.ts';
import { DateField, nothing, type Typed } from './dates.tsx';
import { AddressFields, DateOf, type Errors, faultsAtBoxes, groupFormPage, NameFields, Reason } from './group-parts.tsx';
import { billedTexts } from './organisation-words.ts';
import { SectorField } from './organisations.tsx';
import { goingOf, WithdrawalFields } from './partnership-changes.tsx';

export const organisationChanges = ['details', 'name', 'sector', 'billing', 'closing', 'withdrawals'] as const;
export type OrganisationChange = (typeof organisationChanges)[number];

/** What staff may change of an organisation by hand: the register tells the name of a trust or federation. */
export const waysOf = (group: Group): { change: OrganisationChange; text: string }[] => [
  ...(isBody(group) ? [{ change: 'name' as const, text: 'It is called otherwise' }] : []),
  { change: 'details', text: 'Change its address' },
  ...(isBody(group) ? [{ change: 'sector' as const, text: 'Change how it buys' }] : []),
  ...(isTrust(group) ? [{ change: 'billing' as const, text: 'Change who is billed' }] : []),
  ...(group.closedOn === undefined ? [{ change: 'closing' as const, text: 'It closes' }] : []),
];

type FormProps = { seen: Seen; typed: Typed; errors: Errors; going: readonly Withdrawable[]; refused?: Refusal | undefined };

/** What somebody else has recorded since the form was opened: it is this that what was typed would replace. */
function RecordedMeanwhile({ group }: { group: Group }): Element {
  const number = isTrust(group) && group.companiesHouseNumber;
  const now = [...group.addressLines, group.postcode, number ? `company number ${number}` : ''].filter((line) => line !== '');
  return (
    <InsetText>
      Recorded now: {now.length > 0 ? now.join(', ') : 'no address'}. What you typed is still below. Save it to replace what is recorded, or
      go back and leave it.
    </InsetText>
  );
}

function DetailsFields({ seen: { group }, typed, errors, refused }: FormProps): Element {
  // Whoever was told that it had changed has now seen what to.
  const changed = refused?.name === 'changed-meanwhile';
  const version = (changed ? undefined : typed.one('version')) ?? String(group.version);
  // What was typed, all of it, or else what is recorded: a box that was emptied stays so.
  const sent = typed.one('version') !== undefined;
  const recorded: Record<string, string> = { address: group.addressLines.join('\n'), postcode: group.postcode };
  const shown: Typed = { many: typed.many, one: (name) => typed.one(name) ?? (sent ? undefined : recorded[name]) };
  const number = isTrust(group) ? group.companiesHouseNumber : undefined;
  return (
    <>
      {changed && <RecordedMeanwhile group={group} />}
      <input type="hidden" name="version" value={version} />
      <AddressFields typed={shown} errors={errors} hint="As its invoices carry it, each line on its own" />
      {isTrust(group) && (
        <Input
          name="companiesHouseNumber"
          label={{ text: 'Company number (optional)' }}
          value={sent ? typed.one('companiesHouseNumber') : number}
          classes="govuk-input--width-10"
          errorMessage={errorFor(errors, 'companiesHouseNumber')}
        />
      )}
    </>
  );
}

const SectorFields = ({ typed, errors }: FormProps): Element => (
  <>
    <SectorField typed={typed} errors={errors} />
    <DateField
      field="from"
      legend="From"
      hint="What is billed already stays as it was; what is not is billed anew from then on."
      typed={typed}
      errors={errors}
    />
  </>
);

const BillingFields = ({ typed, errors }: FormProps): Element => (
  <>
    <Radios
      name="to"
      fieldset={{ legend: { text: 'Who is billed for what its schools book?', classes: 'govuk-fieldset__legend--m' } }}
      value={typed.one('to')}
      items={Object.entries(billedTexts).map(([value, text]) => ({ value, text }))}
      errorMessage={errorFor(errors, 'to')}
    />
    <DateField field="from" legend="From" hint="Today or later: what was billed stays billed as it was." typed={typed} errors={errors} />
  </>
);

const ClosingFields = (props: FormProps): Element => (
  <>
    <DateOf {...props} label="Closed from" />
    <Reason {...props} />
  </>
);

const forms: Record<OrganisationChange, { title: string; button: string; Fields(props: FormProps): Element }> = {
  details: { title: 'Change its address', button: 'Save the address', Fields: DetailsFields },
  name: {
    title: 'It is called otherwise',
    button: 'Record the name',
    Fields: (props) => <NameFields {...props} group={props.seen.group} />,
  },
  sector: { title: 'Change how it buys', button: 'Record how it buys', Fields: SectorFields },
  billing: { title: 'Change who is billed', button: 'Record who is billed', Fields: BillingFields },
  closing: { title: 'It closes', button: 'Record the closing', Fields: ClosingFields },
  withdrawals: { title: 'Withdraw an event', button: 'Withdraw it', Fields: WithdrawalFields },
};

export async function organisationChangePage(
  context: Context,
  c: Web,
  seen: Seen,
  name: OrganisationChange,
  typed: Typed = nothing,
  refused?: Refusal,
): Promise<Response> {
  const { title, button, Fields } = forms[name];
  const looked = name === 'withdrawals' ? await goingOf(context, c, seen, typed) : { going: [] };
  const refusal = refused ?? ('refusal' in looked ? looked.refusal : undefined);
  const errors = faultsAtBoxes(refusal);
  return groupFormPage(context, c, {
    group: seen.group,
    path: `/${context.council.slug}/schools/organisations/${seen.group.id}`,
    name,
    title,
    button,
    refusal,
    errors,
    closed: 'refusal' in looked,
    children: <Fields seen={seen} typed={typed} errors={errors} going={looked.going} refused={refused} />,
  });
}
