// Who may answer for a school that is asked to share an event, and for which schools nobody is registered who could: what they are asked would run out in silence.
import { londonDate } from '../../../../shared/calendar.ts';
import type { Context } from '../../../../shared/context.ts';
import type { OrganisationId, PersonId } from '../../../../shared/ids.ts';
import type { Person } from '../../../identity/schema/people.ts';
import { actions } from '../../../identity/schema.ts';
import { peopleOf } from '../../../identity/store/limits.ts';
import { getPerson } from '../../../identity/store/people.ts';
import { standingOf } from '../../../schools/store/buyers.ts';

/** More people than these do not answer for one organisation. */
const mostPeople = 20;

/** Who may answer for an organisation, by a right of their own. */
export async function answering({ table }: Pick<Context, 'table'>, organisation: OrganisationId): Promise<PersonId[]> {
  const ids = (await peopleOf(table, organisation)).slice(0, mostPeople);
  const people = await Promise.all(ids.map((id) => getPerson(table, id)));
  const answers: readonly string[] = actions['event:answer'];
  const mayAnswer = (person: Person | undefined) =>
    person !== undefined &&
    !person.noEntry &&
    person.rights.some((right) => right.organisation === organisation && right.roles.some((role) => answers.includes(role)));
  return ids.filter((_, i) => mayAnswer(people[i]));
}

/** Those of some schools for which nobody could answer today: neither anybody of its own nor of the trust that pays for it. */
export async function unanswerable(context: Context, schools: readonly OrganisationId[]): Promise<OrganisationId[]> {
  const nobody = await Promise.all(
    schools.map(async (school) => {
      if ((await answering(context, school)).length > 0) return false;
      const { payer } = await standingOf(context.table, school, londonDate(context.now));
      return !payer || (await answering(context, payer.id)).length === 0;
    }),
  );
  return schools.filter((_, i) => nobody[i]);
}
