// Partnerships as a list, by kind and name, and the form that records a new one.
import type { Context } from '../../../shared/context.ts';
import type { Refusal } from '../../../shared/decision.ts';
import { type Handler, parse, readForm, seeOther, type Web } from '../../../shared/http.ts';
import { problemPage } from '../../../shared/page.tsx';
import { type Element, fieldOf, Input, ScrollTable } from '../../../shared/ui/index.ts';
import { can, isStaff } from '../../identity/rules.ts';
import { recordPartnership } from '../actions/corrections.ts';
import { type ListedPartnership, listPartnerships, today } from '../actions/groups.ts';
import { newPartnershipSchema, partnershipKinds, partnershipSearchSchema } from '../schema/organisations.ts';
import { DateField, dateTyped, nothing, type Typed } from './dates.tsx';
import { groupListPage, newGroupPage } from './group-list.tsx';
import { DistrictField, faultsAtBoxes, GroupStatus, inFormsWords } from './group-parts.tsx';

const kinds = Object.entries(partnershipKinds).map(([value, text]) => ({ value, text }));
const pathIn = ({ council }: Context) => `/${council.slug}/schools/partnerships`;

const PartnershipTable = ({ context, rows }: { context: Context; rows: readonly ListedPartnership[] }): Element => (
  <ScrollTable
    label="Partnerships"
    firstCellIsHeader
    head={[{ text: 'Partnership' }, { text: 'Kind' }, { text: 'Members today', format: 'numeric' }, { text: 'Lead' }, { text: 'Status' }]}
    rows={rows.map(({ group, memberCount, lead }) => [
      {
        html: (
          <a class="govuk-link" href={`${pathIn(context)}/${group.id}`}>
            {group.name}
          </a>
        ),
      },
      { text: partnershipKinds[group.partnershipKind] },
      { text: String(memberCount), format: 'numeric' as const },
      { text: lead ?? 'None' },
      { html: <GroupStatus group={group} today={today(context)} /> },
    ])}
  />
);

async function listPage(context: Context, c: Web): Promise<Response> {
  const { kind, name, after } = c.req.query();
  const search = parse(partnershipSearchSchema, { ...(kind ? { kind } : {}), ...(name ? { name } : {}), ...(after ? { after } : {}) });
  const found = search.ok ? await listPartnerships(context, search.value) : { items: [] };
  const staff = isStaff(context.actor);
  return groupListPage(context, c, {
    title: 'Partnerships',
    path: pathIn(context),
    back: can(context.actor, 'school:search') ? { href: `/${context.council.slug}/schools`, text: 'Schools' } : undefined,
    button: 'Record a partnership',
    ...(staff ? { search: { kinds: [{ text: 'All kinds', value: '' }, ...kinds], kind, name } } : {}),
    refusal: search.ok ? undefined : search.refusal,
    table: found.items.length > 0 ? <PartnershipTable context={context} rows={found.items} /> : undefined,
    nothing: !staff
      ? 'You are in no partnership today.'
      : found.next
        ? 'None of that kind is among these names.'
        : 'No partnership is found.',
    next: found.next,
  });
}

async function newPage(context: Context, c: Web, typed: Typed, refusal?: Refusal): Promise<Response> {
  const errors = faultsAtBoxes(refusal);
  return newGroupPage(context, c, {
    title: 'Record a partnership',
    path: pathIn(context),
    back: { href: pathIn(context), text: 'Partnerships' },
    button: 'Record the partnership',
    kind: { field: 'partnershipKind', legend: 'What kind of partnership is it?', items: kinds },
    typed,
    refusal,
    errors,
    children: (
      <>
        <Input {...fieldOf(typed, errors, 'theme')} label={{ text: 'Theme' }} hint={{ text: 'What a thematic partnership is about' }} />
        <DistrictField context={context} typed={typed} errors={errors} />
        <DateField field="openedOn" legend="It begins on" typed={typed} errors={errors} />
      </>
    ),
  });
}

export const partnershipListPages = {
  'GET /schools/partnerships': listPage,
  'GET /schools/partnerships/new': (context, c) => newPage(context, c, nothing),
  'POST /schools/partnerships': async (context, c) => {
    const form = await readForm(c);
    const fields = ['partnershipKind', 'name', 'theme', 'district', 'key'] as const;
    const typed = Object.fromEntries(fields.map((field) => [field, form.one(field)]));
    const command = parse(newPartnershipSchema, { ...typed, openedOn: dateTyped(form, 'openedOn') });
    const decision = command.ok ? await recordPartnership(context, command.value) : command;
    if (!decision.ok && decision.refusal.name === 'not-allowed') return problemPage(c, context, decision.refusal);
    return decision.ok
      ? seeOther(`${pathIn(context)}/${decision.value.id}?done=recorded`)
      : newPage(context, c, form, inFormsWords(decision.refusal));
  },
} satisfies Record<string, Handler>;
