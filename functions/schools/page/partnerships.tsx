// Partnerships as a list, by kind and name, and the form that records a new one.
import { dateText } from '../../../shared/calendar.ts';
import type { Context } from '../../../shared/context.ts';
import type { Refusal } from '../../../shared/decision.ts';
import { type Handler, parse, readForm, seeOther, type Web } from '../../../shared/http.ts';
import { faultsOf, page, problemPage } from '../../../shared/page.tsx';
import {
  Button,
  type Element,
  errorFor,
  Input,
  PageHeading,
  Pagination,
  Radios,
  ScrollTable,
  Select,
  Tag,
} from '../../../shared/ui/index.ts';
import { can, isStaff } from '../../identity/rules.ts';
import { freshKey, type ListedPartnership, listPartnerships, recordPartnership, today } from '../actions/groups.ts';
import { newPartnershipSchema, partnershipKinds, partnershipSearchSchema } from '../schema/organisations.ts';

const kinds = Object.entries(partnershipKinds).map(([value, text]) => ({ value, text }));

const PartnershipTable = ({ context, rows }: { context: Context; rows: readonly ListedPartnership[] }): Element => (
  <ScrollTable
    label="Partnerships"
    firstCellIsHeader
    head={[{ text: 'Partnership' }, { text: 'Kind' }, { text: 'Members today', format: 'numeric' }, { text: 'Lead' }, { text: 'Status' }]}
    rows={rows.map(({ group, memberCount, lead }) => {
      const closed = group.closedOn !== undefined && group.closedOn <= today(context);
      return [
        {
          html: (
            <a class="govuk-link" href={`/${context.council.slug}/schools/partnerships/${group.id}`}>
              {group.name}
            </a>
          ),
        },
        { text: partnershipKinds[group.partnershipKind] },
        { text: String(memberCount), format: 'numeric' as const },
        { text: lead ?? 'None' },
        { html: <Tag text={closed ? 'Closed' : 'Open'} classes={closed ? 'govuk-tag--grey' : 'govuk-tag--green'} /> },
      ];
    })}
  />
);

async function listPage(context: Context, c: Web): Promise<Response> {
  const { kind, name, after } = c.req.query();
  const search = parse(partnershipSearchSchema, { ...(kind ? { kind } : {}), ...(name ? { name } : {}), ...(after ? { after } : {}) });
  const found = search.ok ? await listPartnerships(context, search.value) : { items: [] };
  const slug = context.council.slug;
  const refusal = search.ok ? undefined : search.refusal;
  const next = new URLSearchParams({ ...(kind ? { kind } : {}), ...(name ? { name } : {}), ...(found.next ? { after: found.next } : {}) });
  return page(context, c, {
    title: 'Partnerships',
    wide: true,
    refusal,
    ...(can(context.actor, 'school:search') ? { back: { href: `/${slug}/schools`, text: 'Schools' } } : {}),
    children: (
      <>
        <PageHeading>Partnerships</PageHeading>
        {can(context.actor, 'organisation:record') && <Button text="Record a partnership" href={`/${slug}/schools/partnerships/new`} />}
        {isStaff(context.actor) && (
          <search aria-label="Partnerships">
            <form method="get" action={`/${slug}/schools/partnerships`}>
              <Select name="kind" label={{ text: 'Kind' }} value={kind} items={[{ text: 'All kinds', value: '' }, ...kinds]} />
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
        )}
        {found.items.length > 0 ? (
          <PartnershipTable context={context} rows={found.items} />
        ) : (
          <p class="govuk-body">{isStaff(context.actor) ? 'No partnership is found.' : 'You are in no partnership today.'}</p>
        )}
        {found.next && <Pagination next={{ href: `/${slug}/schools/partnerships?${next}`, text: 'Next page' }} />}
      </>
    ),
  });
}

type Typed = Partial<Record<'partnershipKind' | 'name' | 'theme' | 'district' | 'openedOn' | 'key', string | undefined>>;

async function newPage(context: Context, c: Web, typed: Typed, refusal?: Refusal): Promise<Response> {
  const slug = context.council.slug;
  const errors = refusal && faultsOf(refusal);
  const districts = context.council.districts ?? [];
  return page(context, c, {
    title: 'Record a partnership',
    refusal,
    back: { href: `/${slug}/schools/partnerships`, text: 'Partnerships' },
    children: (
      <>
        <PageHeading>Record a partnership</PageHeading>
        <form method="post" action={`/${slug}/schools/partnerships`} novalidate>
          <input type="hidden" name="key" value={typed.key ?? freshKey()} />
          <Radios
            name="partnershipKind"
            fieldset={{ legend: { text: 'What kind of partnership is it?', classes: 'govuk-fieldset__legend--m' } }}
            value={typed.partnershipKind}
            items={kinds}
            errorMessage={errorFor(errors, 'partnershipKind')}
          />
          <Input name="name" label={{ text: 'Name' }} value={typed.name} errorMessage={errorFor(errors, 'name')} />
          <Input
            name="theme"
            label={{ text: 'Theme' }}
            hint={{ text: 'What a thematic partnership is about' }}
            value={typed.theme}
            errorMessage={errorFor(errors, 'theme')}
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
            label={{ text: 'It begins on' }}
            hint={{ text: `For example, ${dateText(today(context))}` }}
            value={typed.openedOn}
            classes="govuk-input--width-10"
            errorMessage={errorFor(errors, 'openedOn')}
          />
          <Button text="Record the partnership" preventDoubleClick />
        </form>
      </>
    ),
  });
}

export const partnershipListPages = {
  'GET /schools/partnerships': listPage,
  'GET /schools/partnerships/new': (context, c) => newPage(context, c, {}),
  'POST /schools/partnerships': async (context, c) => {
    const form = await readForm(c);
    const fields = ['partnershipKind', 'name', 'theme', 'district', 'openedOn', 'key'] as const;
    const typed: Typed = Object.fromEntries(fields.map((field) => [field, form.one(field)]));
    const command = parse(newPartnershipSchema, typed);
    const decision = command.ok ? await recordPartnership(context, command.value) : command;
    if (!decision.ok && decision.refusal.name === 'not-allowed') return problemPage(c, context, decision.refusal);
    return decision.ok
      ? seeOther(`/${context.council.slug}/schools/partnerships/${decision.value.id}?done=recorded`)
      : newPage(context, c, typed, decision.refusal);
  },
} satisfies Record<string, Handler>;
