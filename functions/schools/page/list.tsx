// Finding a school or another organisation: one box for words of a name, a URN or a postcode, and what is found.
import { type CivilDate, londonDate } from '../../../shared/calendar.ts';
import type { Context } from '../../../shared/context.ts';
import type { Refusal } from '../../../shared/decision.ts';
import { parse, type Web } from '../../../shared/http.ts';
import { faultsOf, page } from '../../../shared/page.tsx';
import {
  Button,
  Checkboxes,
  type Element,
  errorFor,
  Input,
  LinkList,
  PageHeading,
  Pagination,
  ScrollTable,
} from '../../../shared/ui/index.ts';
import { can } from '../../identity/rules.ts';
import { findOrganisations } from '../actions/schools.ts';
import { searchFor } from '../rules/search.ts';
import { type Found, type SearchCommand, searchSchema } from '../schema/search.ts';
import { pathOf } from './partnership.tsx';
import { kindText, StandingTag } from './words.tsx';

type Results = { found: readonly Found[]; slug: string; caption: string; today: CivilDate };

const FoundTable = ({ found, slug, caption, today }: Results): Element => (
  <ScrollTable
    caption={caption}
    captionClasses="govuk-table__caption--m"
    firstCellIsHeader
    head={[{ text: 'Name' }, { text: 'Kind' }, { text: 'URN' }, { text: 'Town' }, { text: 'Postcode' }, { text: 'Status' }]}
    rows={found.map((each) => [
      {
        html: (
          <a class="govuk-link" href={pathOf(slug, each.id)}>
            {each.name}
          </a>
        ),
      },
      { text: kindText(each) },
      { text: each.urn === undefined ? '' : String(each.urn) },
      { text: each.town ?? '' },
      { text: each.postcode },
      { html: <StandingTag found={each} today={today} /> },
    ])}
  />
);

function noneText({ name, show }: SearchCommand): string {
  if (!name) return 'No schools have been imported yet.';
  const closed = show === 'all' ? '' : ' It may have closed: include what is closed.';
  const { by } = searchFor(name);
  if (by === 'urn') return `No school has the URN ${name}. Check the number, or search by a word of its name.`;
  if (by === 'postcode')
    return `No school is found at “${name}”. Try the first part of its postcode alone, or a word of its name.${closed}`;
  return `No school is found for “${name}”. Try another word of its name, or its postcode.${closed}`;
}

/** What to do about a search that many names answer to, or undefined: whoever typed a common word alone wants one of them. */
function manyText({ name = '' }: SearchCommand): string | undefined {
  const search = searchFor(name);
  if (search.by !== 'name' || search.among === undefined) return undefined;
  return `Many names have “${name}” in them. To find one of them, add a word that few share, such as its place or its saint: “${name} Chelmer”.`;
}

/** What else is kept of schools and organisations, for those who may see it. */
function ways({ actor, council }: Context): { href: string; text: string }[] {
  const path = `/${council.slug}/schools`;
  return [
    can(actor, 'partnership:read') && { href: `${path}/partnerships`, text: 'Partnerships' },
    { href: `${path}/organisations`, text: 'Trusts, federations and other organisations' },
    { href: `${path}/named-officers`, text: 'Named officers' },
    can(actor, 'import:read') && { href: `${path}/imports`, text: 'Imports of the national register' },
  ].filter((way) => way !== false);
}

type SearchProps = { slug: string; name: string; all: boolean; refusal: Refusal | undefined };
const SearchForm = ({ slug, name, all, refusal }: SearchProps): Element => (
  <search aria-label="Schools">
    <form method="get" action={`/${slug}/schools`}>
      <Input
        name="name"
        type="search"
        value={name}
        label={{ text: 'Find a school or another organisation' }}
        hint={{ text: 'Any words of its name, its URN, or its postcode or the first part of it, such as CM1' }}
        errorMessage={errorFor(refusal && faultsOf(refusal), 'name')}
        classes="govuk-!-width-one-half"
        spellcheck={false}
      />
      <Checkboxes
        name="show"
        classes="govuk-checkboxes--small"
        items={[{ value: 'all', text: 'Include what is closed' }]}
        values={all ? ['all'] : []}
      />
      <Button text="Search" classes="govuk-button--secondary" />
    </form>
  </search>
);

export async function listPage(context: Context, c: Web): Promise<Response> {
  const search = parse(searchSchema, c.req.query());
  const found = search.ok ? await findOrganisations(context, search.value) : { items: [] };
  const name = c.req.query('name')?.trim() ?? '';
  const all = c.req.query('show') === 'all';
  const slug = context.council.slug;
  const next = new URLSearchParams({
    ...(name ? { name } : {}),
    ...(all ? { show: 'all' } : {}),
    ...(found.next ? { after: found.next } : {}),
  });
  const refusal = search.ok ? undefined : search.refusal;
  const nothing = search.ok && found.items.length === 0;
  const many = search.ok && !nothing && found.next ? manyText(search.value) : undefined;
  return page(context, c, {
    title: 'Schools',
    wide: true,
    refusal,
    children: (
      <>
        <PageHeading>Schools</PageHeading>
        <SearchForm slug={slug} name={name} all={all} refusal={refusal} />
        <LinkList links={ways(context)} />
        {many && <p class="govuk-body">{many}</p>}
        {found.items.length > 0 && (
          <FoundTable
            found={found.items}
            slug={slug}
            caption={name ? `Found for “${name}”` : 'Schools by name'}
            today={londonDate(context.now)}
          />
        )}
        {search.ok && nothing && (
          <p class="govuk-body">
            {found.next
              ? 'Nothing is found among the names looked through so far. Look on at the next page, or add a word that few share, such as its place.'
              : noneText(search.value)}
          </p>
        )}
        {found.next && <Pagination next={{ href: `/${slug}/schools?${next}`, text: 'Next page' }} />}
      </>
    ),
  });
}
