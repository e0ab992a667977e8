// What the pages of a partnership's pot say alike: states, half-days in tables, who has said what, and the paths between them.
import { dateText } from '../../../shared/calendar.ts';
import type { Context } from '../../../shared/context.ts';
import type { OrganisationId } from '../../../shared/ids.ts';
import type { Period } from '../../../shared/ledger/chart.ts';
import { type Element, halfDaysText, Tag } from '../../../shared/ui/index.ts';
import type { PlanView, ShownWord } from '../actions/pots-plan.ts';
import type { AllocationFigures } from '../schema/allocations.ts';
import type { AgreedBy } from '../schema/plans.ts';

export const potsPath = ({ council }: Context): string => `/${council.slug}/entitlements/pots`;
export const potPath = (context: Context, group: string): string => `${potsPath(context)}/${group}`;
export const planPath = (context: Context, { partnership, id }: Pick<PlanView, 'partnership' | 'id'>): string =>
  `${potPath(context, partnership)}/plans/${id}`;

export const days = (halfDays: number): string => (halfDays === 0 ? '0' : halfDaysText(halfDays));
export const periodText = ({ from, to }: Period): string => `${dateText(from)} to ${dateText(to)}`;

export const agreementTexts: Record<AgreedBy, string> = {
  lead: 'the partnership’s lead',
  majority: 'more than half of its members',
  all: 'all of its members',
};

const stateTexts: Record<PlanView['shows'], [string, string]> = {
  open: ['Waiting for agreement', 'govuk-tag--yellow'],
  agreed: ['Agreed', 'govuk-tag--green'],
  declined: ['Declined', 'govuk-tag--red'],
  withdrawn: ['Withdrawn', 'govuk-tag--grey'],
  ended: ['Year over', 'govuk-tag--grey'],
};
export const PlanState = ({ plan }: { plan: Pick<PlanView, 'shows'> }): Element => {
  const [text, classes] = stateTexts[plan.shows];
  return <Tag text={text} classes={classes} />;
};

/** Left first, as it is what is asked for most; the five always add up. */
/** How days are to be typed. */
export const wholeOrHalf = 'Enter how many days, in whole or half days, such as 1 or 2.5';

export const figureHead = [{ text: 'Left' }, { text: 'Granted' }, { text: 'Booked' }, { text: 'Used' }, { text: 'Lapsed' }];
export const figureCells = ({ left, granted, held, used, lapsed }: AllocationFigures) =>
  [left, granted, held, used, lapsed].map((halfDays) => ({ text: days(halfDays) }));

const nameIn = ({ memberNames }: PlanView, id: OrganisationId): string => memberNames.get(id) ?? id;
const namesOf = (plan: PlanView, ids: readonly OrganisationId[]): string =>
  ids.length === 0
    ? 'nobody'
    : ids
        .map((id) => nameIn(plan, id))
        .sort((a, b) => a.localeCompare(b, 'en-GB'))
        .join(', ');

/** Where an open plan stands: how many are needed, and who has said what. */
export const Standing = ({ plan }: { plan: PlanView }): Element | null => {
  const { tally } = plan;
  if (!tally) return null;
  const of = tally.by === 'lead' ? 'The lead has to agree.' : `${tally.agreed.length} of the ${tally.needed} that are needed have agreed.`;
  return (
    <>
      {of}
      <br />
      Agreed:{' '}
      {namesOf(
        plan,
        tally.agreed.map(({ member }) => member),
      )}
      .
      <br />
      Declined:{' '}
      {namesOf(
        plan,
        tally.declined.map(({ member }) => member),
      )}
      .
      <br />
      Not heard from: {namesOf(plan, tally.waiting)}.
    </>
  );
};

/** By whom a word was said, and for minutes of which meeting they are. */
export const saidText = ({ as, said, meeting, on }: ShownWord): string =>
  as === 'minutes'
    ? `Recorded by ${said} from the minutes of ${meeting ?? ''}, ${dateText(on)}`
    : as === 'lead'
      ? `${said}, as its lead`
      : said;
