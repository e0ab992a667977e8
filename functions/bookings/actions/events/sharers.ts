// Who shares an event, as its rules are given them: each school with whoever pays for it today.
import { londonDate } from '../../../../shared/calendar.ts';
import type { Context } from '../../../../shared/context.ts';
import type { OrganisationId } from '../../../../shared/ids.ts';
import { standingOf } from '../../../schools/store/buyers.ts';
import { getOrganisations } from '../../../schools/store/organisations.ts';
import type { Sharer, SharingFacts } from '../../rules/facts.ts';
import type { Share, Sharing } from '../../schema/shares.ts';

/** What is known of a share beside its school. */
type Kept = Omit<Sharer, 'school' | 'payer' | 'succeeded' | 'becoming'> & { school: OrganisationId };

/** These schools with whoever pays for each today; those that are in no register are left out. */
export async function sharersOf({ table, now }: Pick<Context, 'table' | 'now'>, shares: readonly Kept[]): Promise<Sharer[]> {
  const ids = shares.map(({ school }) => school);
  const [organisations, standings] = await Promise.all([
    getOrganisations(table, ids),
    Promise.all(ids.map((id) => standingOf(table, id, londonDate(now)))),
  ]);
  return shares.flatMap((share, i): Sharer[] => {
    const school = organisations.get(share.school);
    const { payer = school, succeeded = false, becoming } = standings[i] ?? {};
    return school && payer ? [withStanding(share, { school, payer, succeeded, becoming })] : [];
  });
}

type Standing = Pick<Sharer, 'school' | 'payer' | 'succeeded'> & { becoming?: Sharer['becoming'] | undefined };
const withStanding = ({ school: _, ...share }: Kept, { school, payer, succeeded, becoming }: Standing): Sharer => ({
  ...share,
  school,
  payer,
  succeeded,
  ...(becoming ? { becoming } : {}),
});

type Shared = Pick<Share, 'number' | 'school' | 'weight' | 'purse' | 'purchaseOrder' | 'agreedBy' | 'agreedAt'>;
const kept = ({ number, school, weight, purse, purchaseOrder, agreedBy, agreedAt }: Shared): Kept => ({
  number,
  school,
  weight,
  ...(purse ? { purse } : {}),
  ...(purchaseOrder ? { purchaseOrder } : {}),
  ...(agreedBy ? { agreedBy } : {}),
  ...(agreedAt ? { agreedAt } : {}),
});

/** Who shares an event, as far as its shares are known: asked for, or agreed to. */
export const sharersIn = (context: Pick<Context, 'table' | 'now'>, shares: readonly Shared[]): Promise<Sharer[]> =>
  sharersOf(context, shares.map(kept));

/** The same schools as they were read, with what has been said of their shares since. */
export const sharersSince = (sharers: readonly Sharer[], shares: readonly Shared[]): Sharer[] =>
  shares.flatMap((share) => {
    const known = sharers.find(({ school }) => school.id === share.school);
    return known ? [withStanding(kept(share), known)] : [];
  });

/** The facts of an event among some of its shares. */
export const sharingOf = async (
  context: Pick<Context, 'table' | 'now'>,
  { id, title, split }: Pick<Sharing, 'id' | 'title' | 'split'>,
  shares: readonly Share[],
): Promise<SharingFacts> => ({ id, title, split, sharers: await sharersIn(context, shares) });
