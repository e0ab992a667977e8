// Who may answer for a school that is asked to share an event, and for which schools nobody is registered who could: what they are asked would run out in silence.
import { londonDate } from '../../../../shared/calendar.ts';
import type { Context } from '../../../../shared/context.ts';
import type { OrganisationId, PersonId } from '../../../../shared/ids.ts';
import { actions } from '../../../identity/schema.ts';
import { actingFor } from '../../../identity/store/limits.ts';
import { standingOf } from '../../../schools/store/buyers.ts';

/** Who may answer for an organisation, by a right of their own. */
export const answering = ({ table }: Pick<Context, 'table'>, organisation: OrganisationId): Promise<PersonId[]> =>
  actingFor(table, organisation, actions['event:answer']);

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
