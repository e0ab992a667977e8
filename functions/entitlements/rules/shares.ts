// Who has used how much of a partnership's days, beside what would be an even share: by the visits that drew on its accounts, and by largest remainder. Pure.
import type { CivilDate } from '../../../shared/calendar.ts';
import type { OrganisationId } from '../../../shared/ids.ts';
import { allocate } from '../../../shared/money.ts';
import { holdsOn, membersOf } from '../../schools/rules/events.ts';
import type { OrganisationEvent } from '../../schools/schema/events.ts';
import type { Allocation } from '../schema/allocations.ts';
import type { Use } from '../schema/uses.ts';
import { broughtIn } from './moves.ts';
import { drawnBy } from './uses.ts';

/** One member's line. A share by pupils is left out where no member's number of pupils is known. */
export type Share = {
  organisation: OrganisationId;
  name: string;
  /** A member on the day that is looked at: whoever is none, and the partnership itself, has no share. */
  isMember: boolean;
  pupils?: number;
  evenly?: number;
  byPupils?: number;
  held: number;
  used: number;
};

/** What a pot's open part had to be used: what was granted, handed over or carried to it, wherever it stands now. */
export const grantedIn = (parts: readonly Pick<Allocation, 'moved'>[]): number =>
  Math.max(
    parts.reduce((sum, { moved }) => sum + broughtIn(moved), 0),
    0,
  );

type ShareFacts = {
  partnership: OrganisationId;
  events: readonly OrganisationEvent[];
  on: CivilDate;
  /** Half-days of the open part. */
  granted: number;
  uses: readonly Use[];
  /** What they are called, and how many pupils the register has of each. */
  known: ReadonlyMap<OrganisationId, { name: string; pupils?: number | undefined }>;
};

const byName = (a: Share, b: Share): number => a.name.localeCompare(b.name, 'en-GB') || (a.organisation < b.organisation ? -1 : 1);

/** A line for each member of the day, by name, then one for whoever else had a visit. The shares of either kind sum to what was granted. */
export function sharesOf({ partnership, events, on, granted, uses, known }: ShareFacts): Share[] {
  const members = membersOf(partnership, events)
    .filter((membership) => holdsOn(membership, on))
    .map(({ member }) => member);
  const drawn = new Map(drawnBy(uses).map((each) => [each.school, each]));
  const others = [...drawn.keys()].filter((school) => !members.includes(school));
  const line = (organisation: OrganisationId, isMember: boolean): Share => {
    const { held = 0, used = 0, schoolName = organisation } = drawn.get(organisation) ?? {};
    const { name, pupils } = known.get(organisation) ?? { name: schoolName };
    return { organisation, name, isMember, ...(pupils === undefined ? {} : { pupils }), held, used };
  };
  const lines = members.map((member) => line(member, true)).sort(byName);
  const weights = lines.map(({ pupils = 0 }) => pupils);
  const evenly =
    lines.length > 0
      ? allocate(
          granted,
          lines.map(() => 1),
        )
      : [];
  const byPupils = weights.some((weight) => weight > 0) ? allocate(granted, weights) : undefined;
  const shared = lines.map((share, i) => ({ ...share, evenly: evenly[i] ?? 0, ...(byPupils ? { byPupils: byPupils[i] ?? 0 } : {}) }));
  return [...shared, ...others.map((other) => line(other, false)).sort(byName)];
}
