// The named officers of an academic year: who serves which partnership and school, where nobody is named yet, and publishing the year to those they serve.
//
// Partnerships are few and are listed whole, a page of fifty at a time, each with its own events. Schools are hundreds: they are looked through a page of
// twenty-five by name, so that no page reads more than that many partitions.
import { academicYearText, londonDate, timestamp } from '../../../shared/calendar.ts';
import { change } from '../../../shared/commit.ts';
import type { Context } from '../../../shared/context.ts';
import { accept, type Decision, refuse } from '../../../shared/decision.ts';
import { organisationIdSchema } from '../../../shared/ids.ts';
import { can } from '../../identity/rules.ts';
import { namedOfficersIn, yearOn } from '../rules/events.ts';
import { groupRow, isClosed, schoolRow } from '../rules/search.ts';
import type { NamedOfficer, NamedOfficersSearch, Publication, PublishYear } from '../schema/events.ts';
import type { Found } from '../schema/search.ts';
import { type NamedPerson, officersToName, publicationsOf, publicationWrite } from '../store/named-officers.ts';
import { eventsOf, getOrganisation, pageOfGroups } from '../store/organisations.ts';
import { pageOfSchoolsByName } from '../store/search.ts';

export type NamedList = {
  year: number;
  list: 'partnerships' | 'schools';
  publication: Publication | undefined;
  rows: { organisation: Found; officers: NamedOfficer[] }[];
  next?: string | undefined;
};

async function rowsOf(context: Context, list: NamedList['list'], after: string | undefined): Promise<{ items: Found[]; next?: string }> {
  if (list === 'schools') {
    const page = await pageOfSchoolsByName(context.table, after);
    return { ...page, items: page.items.map(schoolRow) };
  }
  const page = await pageOfGroups(context.table, 'partnership', '', after);
  return { ...page, items: page.items.map(groupRow) };
}

/** A page of the open partnerships, or of the open schools, each with its named officers of a year; whoever has none is a gap. */
export async function listNamedOfficers(context: Context, search: NamedOfficersSearch): Promise<NamedList> {
  const { table, now } = context;
  const today = londonDate(now);
  const { year = yearOn(today), list = 'partnerships', after } = search;
  const [page, publications] = await Promise.all([rowsOf(context, list, after), publicationsOf(table, [year])]);
  const open = page.items.filter((row) => !isClosed(row, today));
  const events = await Promise.all(open.map(({ id }) => eventsOf(table, id)));
  const rows = open.map((organisation, i) => ({ organisation, officers: namedOfficersIn(organisation.id, events[i] ?? [], year) }));
  return { year, list, publication: publications.get(year), rows, next: page.next };
}

/** Publishes a year to the schools and partnerships its officers serve: from then on each change is seen at once. Refuses `already-published`. */
export const publishNamedOfficers = (context: Context, { year }: PublishYear): Promise<Decision<Publication>> =>
  change(context, async () => {
    const known = (await publicationsOf(context.table, [year])).get(year);
    if (known) return refuse('already-published', undefined, { field: 'year' });
    const publication: Publication = { type: 'named-officers', year, publishedAt: timestamp(context.now), by: context.actor.person };
    return accept({
      writes: [publicationWrite(context.table, publication)],
      result: publication,
      audit: { action: 'named-officers:publish', about: `named-officers:${year}`, detail: academicYearText(year) },
    });
  });

export type NamingView = {
  organisation: Found;
  officers: NamedPerson[];
  /** Who is named in the years that can be chosen. */
  years: { year: number; published: boolean; named: NamedOfficer[] }[];
};

/** What the form to name an officer needs. Refuses `unknown-organisation`. */
export async function readNaming(context: Context, id: string | undefined): Promise<Decision<NamingView>> {
  const { table, now, actor } = context;
  const parsed = organisationIdSchema.safeParse(id);
  if (!parsed.success || !can(actor, 'named-officers:record')) return refuse('unknown-organisation');
  const year = yearOn(londonDate(now));
  const years = [year, year + 1];
  const [organisation, events, officers, publications] = await Promise.all([
    getOrganisation(table, parsed.data),
    eventsOf(table, parsed.data),
    officersToName(table),
    publicationsOf(table, years),
  ]);
  if (!organisation) return refuse('unknown-organisation');
  return accept({
    organisation: 'urn' in organisation ? schoolRow(organisation) : groupRow(organisation),
    officers,
    years: years.map((each) => ({ year: each, published: publications.has(each), named: namedOfficersIn(parsed.data, events, each) })),
  });
}
