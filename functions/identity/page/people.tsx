// Everybody with rights here, by name, for whoever decides on them or looks into it.
import type { Context } from '../../../shared/context.ts';
import { type Handler, parse } from '../../../shared/http.ts';
import { page, problemPage } from '../../../shared/page.tsx';
import { Button, type Element, Input, LinkList, MoreLink, PageHeading, ScrollTable, Tag } from '../../../shared/ui/index.ts';
import { listPeople } from '../actions/people.ts';
import { can } from '../rules.ts';
import { peopleQuery } from '../schema/people.ts';
import { rightText } from './rights.tsx';

/** The ways to the other lists of who may do what. */
export function Lists({ context: { actor, council }, here }: { context: Context; here: 'people' | 'invitations' | 'clients' }): Element {
  const lists = [
    { at: 'people', text: 'People' },
    { at: 'invitations', text: can(actor, 'people:edit') ? 'Invite somebody' : 'Invitations' },
    { at: 'clients', text: 'Programs that use the API' },
  ];
  return (
    <LinkList links={lists.filter(({ at }) => at !== here).map(({ at, text }) => ({ href: `/${council.slug}/identity/${at}`, text }))} />
  );
}

const noneText = (more: boolean): string =>
  more ? 'Nobody was found so far. Look on among more people.' : 'Nobody’s name or e-mail address has that in it. Try fewer letters.';

const peoplePage: Handler = async (context, c) => {
  const { slug, name: council } = context.council;
  const query = parse(peopleQuery, c.req.query());
  const found = query.ok ? await listPeople(context, query.value) : query;
  if (!found.ok) return problemPage(c, context, found.refusal);
  const { name = '' } = query.ok ? query.value : {};
  const { items, next } = found.value;
  return page(context, c, {
    title: 'People',
    wide: true,
    children: (
      <>
        <PageHeading>People</PageHeading>
        <Lists context={context} here="people" />
        <form method="get" action={`/${slug}/identity/people`}>
          <Input
            id="name"
            name="name"
            type="search"
            label={{ text: 'Find a person' }}
            hint={{ text: 'Any part of their name or e-mail address' }}
            value={name}
            classes="govuk-input--width-20"
          />
          <Button text="Find" classes="govuk-button--secondary" />
        </form>
        {items.length > 0 ? (
          <ScrollTable
            caption={name ? `People found for “${name}”` : 'Everybody with rights here'}
            head={[{ text: 'Name' }, { text: 'Rights' }, { text: 'E-mail' }]}
            rows={items.map((person) => [
              {
                html: (
                  <>
                    <a class="govuk-link" href={`/${slug}/identity/people/${person.id}`}>
                      {person.name}
                    </a>
                    {person.noEntry && (
                      <>
                        {' '}
                        <Tag text="No entry" classes="govuk-tag--red" />
                      </>
                    )}
                  </>
                ),
              },
              {
                html: (
                  <ul class="govuk-list govuk-!-margin-bottom-0">
                    {person.rights.length > 0 ? person.rights.map((right) => <li>{rightText(council, right)}</li>) : <li>None</li>}
                  </ul>
                ),
              },
              { text: person.email ?? '' },
            ])}
          />
        ) : (
          <p class="govuk-body">{name ? noneText(next !== undefined) : 'Nobody has rights here yet.'}</p>
        )}
        {next && <MoreLink query={{ ...(name ? { name } : {}), after: next }} text="More people" />}
      </>
    ),
  });
};

export const people = { 'GET /identity/people': peoplePage } satisfies Record<string, Handler>;
