// Who may answer for a school that is asked to share an event, and for which schools nobody is registered who could: what they are asked would run out in silence.
import { londonDate } from '../../../../shared/calendar.ts';
import type { Context } from '../../../../shared/context.ts';
import { accept, type Decision, refuse } from '../../../../shared/decision.ts';
import type { OrganisationId, PersonId } from '../../../../shared/ids.ts';
import { listText } from '../../../../shared/ui/text.ts';
import { actions } from '../../../identity/schema.ts';
import { actingFor } from '../../../identity/store/limits.ts';
import { standingOf } from '../../../schools/store/buyers.ts';
import type { AskedShare, DivideCommand } from '../../schema/events.ts';

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

type Asked = Pick<AskedShare, 'school' | 'schoolName' | 'state'>;

/**
 * What the trail keeps of those of some shares that are asked for and that nobody could answer: nothing where there are none. Refuses `nobody-to-answer` for a school
 * that whoever asks has not said they know of: it would hear of nothing, and hold the sessions from others until the event runs out.
 */
export async function knowingUnanswered(
  context: Context,
  shares: readonly Asked[],
  { acknowledged = [] }: Pick<DivideCommand, 'acknowledged'>,
): Promise<Decision<string>> {
  const asked = shares.filter(({ state }) => state === 'asked');
  const nobody = await unanswerable(
    context,
    asked.map(({ school }) => school),
  );
  const named = asked.filter(({ school }) => nobody.includes(school));
  const names = listText(named.map(({ schoolName }) => schoolName));
  if (named.some(({ school }) => !acknowledged.includes(school)))
    return refuse('nobody-to-answer', `Nobody could answer for ${names} yet.`, { field: 'acknowledged', more: { schools: nobody } });
  return accept(named.length > 0 ? `, though nobody could answer for ${names} yet` : '');
}
