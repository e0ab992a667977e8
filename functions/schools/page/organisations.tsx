// Trusts, federations and other bodies as a list by kind, and the form that records a body no register has.
import type { Context } from '../../../shared/context.ts';
import type { Refusal } from '../../../shared/decision.ts';
import { type Handler, parse, readForm, seeOther, type Web } from '../../../shared/http.ts';
import { type Element, errorFor, Radios, ScrollTable } from '../../../shared/ui/index.ts';
import { recordBody } from '../actions/corrections.ts';
import { listOrganisations, today } from '../actions/groups.ts';
import { bodyKinds, type Group, type GroupKind, groupKinds, newBodySchema, organisationSearchSchema } from '../schema/organisations.ts';
import { DateField, dateTyped, nothing, type Typed } from './dates.tsx';
import { groupListPage, newGroupPage } from './group-list.tsx';
import { AddressFields, DistrictField, faultsAtBoxes, GroupStatus, inFormsWords } from './group-parts.tsx';
import { addressFrom, kindTexts, sectorTexts } from './organisation-words.ts';

const title = 'Trusts and other organisations';
const kinds = groupKinds.filter((kind) => kind !== 'partnership').map((value) => ({ value, text: kindTexts[value] }));
const bodies = Object.entries(bodyKinds).map(([value, text]) => ({ value, text }));
const sectors = Object.entries(sectorTexts).map(([value, text]) => ({ value, text }));
const pathIn = ({ council }: Context) => `/${council.slug}/schools/organisations`;

const OrganisationTable = ({ context, kind, rows }: { context: Context; kind: GroupKind; rows: readonly Group[] }): Element => (
  <ScrollTable
    label={kindTexts[kind]}
    firstCellIsHeader
    head={[{ text: 'Name' }, { text: 'Postcode' }, { text: 'Status' }]}
    rows={rows.map((group) => [
      {
        html: (
          <a class="govuk-link" href={`${pathIn(context)}/${group.id}`}>
            {group.name}
          </a>
        ),
      },
      { text: group.postcode },
      { html: <GroupStatus group={group} today={today(context)} /> },
    ])}
  />
);

async function listPage(context: Context, c: Web): Promise<Response> {
  const { kind, name, after } = c.req.query();
  const search = parse(organisationSearchSchema, { ...(kind ? { kind } : {}), ...(name ? { name } : {}), ...(after ? { after } : {}) });
  const found = search.ok ? await listOrganisations(context, search.value) : { items: [] };
  const shown = search.ok ? search.value.kind : 'trust';
  return groupListPage(context, c, {
    title,
    path: pathIn(context),
    back: { href: `/${context.council.slug}/schools`, text: 'Schools' },
    button: 'Record an organisation',
    search: { kinds, kind: shown, name },
    refusal: search.ok ? undefined : search.refusal,
    table: found.items.length > 0 ? <OrganisationTable context={context} kind={shown} rows={found.items} /> : undefined,
    nothing: 'Nothing of that kind is found.',
    next: found.next,
  });
}

export const SectorField = ({ typed, errors }: { typed: Typed; errors: ReturnType<typeof faultsAtBoxes> }): Element => (
  <Radios
    name="sector"
    fieldset={{ legend: { text: 'How does it buy?', classes: 'govuk-fieldset__legend--m' } }}
    hint={{ text: 'This decides the VAT it pays.' }}
    value={typed.one('sector')}
    items={sectors}
    errorMessage={errorFor(errors, 'sector')}
  />
);

async function newPage(context: Context, c: Web, typed: Typed, refusal?: Refusal): Promise<Response> {
  const errors = faultsAtBoxes(refusal);
  return newGroupPage(context, c, {
    title: 'Record an organisation',
    path: pathIn(context),
    back: { href: pathIn(context), text: title },
    button: 'Record the organisation',
    kind: { field: 'kind', legend: 'What kind of organisation is it?', items: bodies },
    intro: 'Schools, trusts and federations come from the register. Record here whatever else is a member of a partnership or books days.',
    typed,
    refusal,
    errors,
    children: (
      <>
        <AddressFields typed={typed} errors={errors} />
        <SectorField typed={typed} errors={errors} />
        <DistrictField context={context} typed={typed} errors={errors} />
        <DateField
          field="openedOn"
          legend="Open since (optional)"
          hint="Leave it empty when it is older than 2000."
          typed={typed}
          errors={errors}
        />
      </>
    ),
  });
}

export const organisationListPages = {
  'GET /schools/organisations': listPage,
  'GET /schools/organisations/new': (context, c) => newPage(context, c, nothing),
  'POST /schools/organisations': async (context, c) => {
    const form = await readForm(c);
    const typed = Object.fromEntries(['kind', 'name', 'sector', 'district', 'key'].map((field) => [field, form.one(field)]));
    const command = parse(newBodySchema, {
      ...typed,
      addressLines: addressFrom(form.one('address')),
      postcode: form.one('postcode') ?? '',
      openedOn: dateTyped(form, 'openedOn'),
    });
    const decision = command.ok ? await recordBody(context, command.value) : command;
    return decision.ok
      ? seeOther(`${pathIn(context)}/${decision.value.id}?done=recorded`)
      : newPage(context, c, form, inFormsWords(decision.refusal));
  },
} satisfies Record<string, Handler>;
