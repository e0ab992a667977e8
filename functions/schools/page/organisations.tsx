// Trusts, federations and other bodies as a list by kind, and the form that records a body no register has.
import type { Context } from '../../../shared/context.ts';
import type { Refusal } from '../../../shared/decision.ts';
import { type Handler, parse, readForm, seeOther, type Web } from '../../../shared/http.ts';
import { faultsOf, page } from '../../../shared/page.tsx';
import { Button, errorFor, Input, PageHeading, Pagination, Radios, ScrollTable, Select, Tag, Textarea } from '../../../shared/ui/index.ts';
import { can } from '../../identity/rules.ts';
import { freshKey, listOrganisations, recordBody, today } from '../actions/groups.ts';
import { bodyKinds, groupKinds, newBodySchema, organisationSearchSchema } from '../schema/organisations.ts';
import { kindTexts, sectorTexts } from './organisation-words.ts';

const kinds = groupKinds.filter((kind) => kind !== 'partnership').map((value) => ({ value, text: kindTexts[value] }));
const bodies = Object.entries(bodyKinds).map(([value, text]) => ({ value, text }));
const sectors = Object.entries(sectorTexts).map(([value, text]) => ({ value, text }));

async function listPage(context: Context, c: Web): Promise<Response> {
  const { kind, name, after } = c.req.query();
  const search = parse(organisationSearchSchema, { ...(kind ? { kind } : {}), ...(name ? { name } : {}), ...(after ? { after } : {}) });
  const found = search.ok ? await listOrganisations(context, search.value) : { items: [] };
  const slug = context.council.slug;
  const refusal = search.ok ? undefined : search.refusal;
  const shown = search.ok ? search.value.kind : 'trust';
  const next = new URLSearchParams({ kind: shown, ...(name ? { name } : {}), ...(found.next ? { after: found.next } : {}) });
  return page(context, c, {
    title: 'Trusts and other organisations',
    wide: true,
    refusal,
    back: { href: `/${slug}/schools`, text: 'Schools' },
    children: (
      <>
        <PageHeading>Trusts and other organisations</PageHeading>
        {can(context.actor, 'organisation:record') && <Button text="Record an organisation" href={`/${slug}/schools/organisations/new`} />}
        <search aria-label="Trusts and other organisations">
          <form method="get" action={`/${slug}/schools/organisations`}>
            <Select
              name="kind"
              label={{ text: 'Kind' }}
              value={shown}
              items={kinds}
              errorMessage={errorFor(refusal && faultsOf(refusal), 'kind')}
            />
            <Input
              name="name"
              type="search"
              label={{ text: 'Its name begins with' }}
              value={name}
              classes="govuk-!-width-one-half"
              errorMessage={errorFor(refusal && faultsOf(refusal), 'name')}
            />
            <Button text="Search" classes="govuk-button--secondary" />
          </form>
        </search>
        {found.items.length > 0 ? (
          <ScrollTable
            label={kindTexts[shown]}
            firstCellIsHeader
            head={[{ text: 'Name' }, { text: 'Postcode' }, { text: 'Status' }]}
            rows={found.items.map(({ id, name: called, postcode, closedOn }) => {
              const closed = closedOn !== undefined && closedOn <= today(context);
              return [
                {
                  html: (
                    <a class="govuk-link" href={`/${slug}/schools/organisations/${id}`}>
                      {called}
                    </a>
                  ),
                },
                { text: postcode },
                { html: <Tag text={closed ? 'Closed' : 'Open'} classes={closed ? 'govuk-tag--grey' : 'govuk-tag--green'} /> },
              ];
            })}
          />
        ) : (
          search.ok && <p class="govuk-body">Nothing of that kind is found.</p>
        )}
        {found.next && <Pagination next={{ href: `/${slug}/schools/organisations?${next}`, text: 'Next page' }} />}
      </>
    ),
  });
}

const fields = ['kind', 'name', 'address', 'postcode', 'sector', 'district', 'openedOn', 'key'] as const;
type Typed = Partial<Record<(typeof fields)[number], string | undefined>>;

/** An address as it is typed, a line each. */
export const addressFrom = (text: string | undefined): string[] =>
  (text ?? '')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');

async function newPage(context: Context, c: Web, typed: Typed, refusal?: Refusal): Promise<Response> {
  const slug = context.council.slug;
  const errors =
    refusal && faultsOf(refusal).map(({ field, text }) => ({ field: field.startsWith('addressLines') ? 'address' : field, text }));
  const districts = context.council.districts ?? [];
  return page(context, c, {
    title: 'Record an organisation',
    refusal,
    errors,
    back: { href: `/${slug}/schools/organisations`, text: 'Trusts and other organisations' },
    children: (
      <>
        <PageHeading>Record an organisation</PageHeading>
        <p class="govuk-body">
          Schools, trusts and federations come from the register. Record here whatever else is a member of a partnership or books days.
        </p>
        <form method="post" action={`/${slug}/schools/organisations`} novalidate>
          <input type="hidden" name="key" value={typed.key ?? freshKey()} />
          <Radios
            name="kind"
            fieldset={{ legend: { text: 'What kind of organisation is it?', classes: 'govuk-fieldset__legend--m' } }}
            value={typed.kind}
            items={bodies}
            errorMessage={errorFor(errors, 'kind')}
          />
          <Input name="name" label={{ text: 'Name' }} value={typed.name} errorMessage={errorFor(errors, 'name')} />
          <Textarea name="address" rows={4} label={{ text: 'Address' }} value={typed.address} errorMessage={errorFor(errors, 'address')} />
          <Input
            name="postcode"
            label={{ text: 'Postcode' }}
            value={typed.postcode}
            classes="govuk-input--width-10"
            errorMessage={errorFor(errors, 'postcode')}
          />
          <Radios
            name="sector"
            fieldset={{ legend: { text: 'How does it buy?', classes: 'govuk-fieldset__legend--m' } }}
            hint={{ text: 'This decides the VAT it pays.' }}
            value={typed.sector}
            items={sectors}
            errorMessage={errorFor(errors, 'sector')}
          />
          {districts.length > 0 ? (
            <Select
              name="district"
              label={{ text: 'District' }}
              value={typed.district}
              items={[{ text: 'No one district', value: '' }, ...districts.map((each) => ({ text: each.name, value: each.name }))]}
              errorMessage={errorFor(errors, 'district')}
            />
          ) : (
            <Input name="district" label={{ text: 'District' }} value={typed.district} errorMessage={errorFor(errors, 'district')} />
          )}
          <Input
            name="openedOn"
            type="date"
            label={{ text: 'Open since (optional)' }}
            hint={{ text: 'Leave it empty when it is older than 2000.' }}
            value={typed.openedOn}
            classes="govuk-input--width-10"
            errorMessage={errorFor(errors, 'openedOn')}
          />
          <Button text="Record the organisation" preventDoubleClick />
        </form>
      </>
    ),
  });
}

export const organisationListPages = {
  'GET /schools/organisations': listPage,
  'GET /schools/organisations/new': (context, c) => newPage(context, c, {}),
  'POST /schools/organisations': async (context, c) => {
    const form = await readForm(c);
    const typed: Typed = Object.fromEntries(fields.map((field) => [field, form.one(field)]));
    const { address, ...rest } = typed;
    const command = parse(newBodySchema, { ...rest, addressLines: addressFrom(address), postcode: typed.postcode ?? '' });
    const decision = command.ok ? await recordBody(context, command.value) : command;
    return decision.ok
      ? seeOther(`/${context.council.slug}/schools/organisations/${decision.value.id}?done=recorded`)
      : newPage(context, c, typed, decision.refusal);
  },
} satisfies Record<string, Handler>;
