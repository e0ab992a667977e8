// Cancelling on a page: what each session costs to cancel today stands beside it, and where it costs anything the exact sum is shown and agreed to before it is done.
import { formatPence } from '../../../shared/money.ts';
import { oneMoreTexts } from '../../../shared/policy/terms.ts';
import {
  Button,
  CharacterCount,
  Checkboxes,
  capital,
  type Element,
  errorFor,
  fieldOf,
  InsetText,
  Radios,
  Select,
} from '../../../shared/ui/index.ts';
import { workingDaysText } from '../../../shared/ui/text.ts';
import type { Seen } from '../actions/read.ts';
import { type Cost, type Ladder, rungText, type Terms, waiverOf } from '../rules/ladder.ts';
import { saidAmong } from '../rules/work.ts';
import { type BookedSession, mostVisitsAtOnce } from '../schema.ts';
import type { Given } from './booking.tsx';
import { errorsOf } from './changes.tsx';

export type Cancelling = NonNullable<Seen['cancelling']>;

/** What a session draws on that has no price: nothing that was paid for in advance is called free. */
export const halfDaySaid = ({ ofPackage }: Pick<Terms, 'ofPackage'>): string =>
  ofPackage ? 'its half-day of the package' : 'its free half-day';

/** What cancelling one session costs, as it stands beside it. */
function costOf({ rung, feePence, halfDay, ofPackage }: Terms): string {
  const its = halfDaySaid({ ofPackage });
  if (!rung || (feePence === undefined && halfDay !== 'consumed')) return halfDay ? `Costs nothing: ${its} goes back` : 'Costs nothing';
  if (feePence !== undefined) return `Costs ${formatPence(feePence)} before VAT: ${rungText(rung, true)}`;
  return `${capital(its)} counts as used: ${rungText(rung, false)}`;
}

/** What makes a late cancellation cost nothing after all, in the words of the ladder. */
export function waiversText(ladder: Ladder): string | undefined {
  const rebooked = waiverOf(ladder, 'rebooked');
  const ways = [
    ...(rebooked ? [`it is booked again and takes place within ${workingDaysText(rebooked.withinWorkingDays)} of its date`] : []),
    ...(waiverOf(ladder, 'substitute') ? ['another school takes the session'] : []),
    ...(waiverOf(ladder, 'ofsted-call') ? ['Ofsted has announced an inspection'] : []),
  ];
  if (ways.length === 0) return undefined;
  const said = `A late cancellation costs nothing if ${[ways.slice(0, -1).join(', if '), ways.at(-1)].filter(Boolean).join(', or if ')}.`;
  return [said, ...(rebooked?.oneMore ? oneMoreTexts : [])].join(' ');
}

type WishProps = { id: string; at: string | undefined; errors: Parameters<typeof errorFor>[0]; hint: string };
/** At whose wish the council cancels or moves, which decides what it costs; `hint` is what its own wish means. */
export const WishRadios = ({ id, at, errors, hint }: WishProps): Element => (
  <>
    <input type="hidden" name="asksWish" value="yes" />
    <Radios
      name="at"
      idPrefix={id}
      fieldset={{ legend: { text: 'At whose wish?' } }}
      items={[
        {
          value: 'council',
          text: 'The council’s own',
          hint: { text: hint },
          checked: at === 'council',
        },
        { value: 'school', text: 'The school’s, or whoever booked for it', checked: at === 'school' },
      ]}
      errorMessage={errorFor(errors, id)}
    />
  </>
);

type Form = { one: (name: string) => string | undefined };
/** At whose wish, as a form has it: nothing where it does not ask, and nothing that is a wish where it asks and was not answered. */
export const wishTyped = (form: Form): { at?: string } => {
  const at = form.one('at') ?? (form.one('asksWish') ? '' : undefined);
  return at === undefined ? {} : { at };
};

type Props = {
  action: string;
  sessions: readonly BookedSession[];
  /** The officer takes more than the visits for it. */
  work?: boolean;
  given: Given;
  seen: Pick<Seen, 'lapsing' | 'overdrawn' | 'partners'>;
  cancelling: Cancelling;
  byCouncil: boolean;
};

/** What cancelling costs and gives back, before anything is chosen. */
function Consequences({ sessions, seen: { lapsing, overdrawn }, cancelling: { ladder, terms }, byCouncil, work = false }: Props) {
  const hasTerms = ladder.rungs.length > 0;
  const waivers = hasTerms ? waiversText(ladder) : undefined;
  const isUsed = (visit: string) => !byCouncil && terms.some((each) => each.visit === visit && each.halfDay === 'consumed');
  const goesBack = sessions.some(({ visit, funding }) => funding.fund === 'entitlement' && !lapsing.includes(visit) && !isUsed(visit));
  return (
    <>
      <p class="govuk-body">
        {!hasTerms && 'Nothing is charged. '}
        {byCouncil &&
          hasTerms &&
          'What the council calls off costs nothing. At the school’s wish it costs what stands beside each session. '}
        The officer is available again then.{' '}
        {work &&
          'The preparation and the report of a visit are cancelled with it, at the same share of their price, unless another visit is left that they are for. '}
        {goesBack &&
          (overdrawn
            ? 'Free days go back to the account they came from. More of them is booked or used than is due by now, so that what comes back makes good for that first.'
            : 'Free days go back to the account they came from, to be booked again.')}
      </p>
      {waivers && <p class="govuk-body">{waivers}</p>}
      {lapsing.length > 0 && (
        <InsetText>
          What granted the free days of {lapsing.length === 1 ? 'this session' : 'these sessions'} has ended, so they lapse and cannot be
          booked again:{' '}
          {sessions
            .filter(({ visit }) => lapsing.includes(visit))
            .map(saidAmong(sessions))
            .join('; ')}
          .
        </InsetText>
      )}
    </>
  );
}

/** To whom of the same trust or partnership the place may be given. */
const GiveTo = ({ partners, given }: Pick<Seen, 'partners'> & { given: Given }) => (
  <Select
    id="giveTo"
    name="giveTo"
    label={{ text: 'Give the place to another school? (optional)' }}
    hint={{
      text: 'Of the same trust or partnership. It is offered the place before anybody who waits. What cancelling late costs is waived once another school takes the place, where the policy says so.',
    }}
    value={given.giveTo ?? ''}
    items={[{ value: '', text: 'No: to whoever is next in line' }, ...partners.map(({ id, name }) => ({ value: id, text: name }))]}
    errorMessage={errorFor(errorsOf(given), 'giveTo')}
  />
);

export function CancelForm(props: Props): Element {
  const { action, sessions, given, seen, cancelling, byCouncil } = props;
  const { terms, ladder } = cancelling;
  const errors = errorsOf(given);
  const hasTerms = ladder.rungs.length > 0;
  const said = saidAmong(sessions);
  const told = new Map(terms.map((each) => [each.visit, costOf(each)]));
  return (
    <form method="post" action={action} id="cancel" novalidate>
      <h2 class="govuk-heading-m">Cancel sessions</h2>
      <Consequences {...props} />
      <Checkboxes
        name="visits"
        idPrefix="visits"
        fieldset={{ legend: { text: 'Which sessions?' } }}
        hint={
          sessions.length > mostVisitsAtOnce
            ? { text: `Choose at most ${mostVisitsAtOnce} at a time, and the others after them.` }
            : undefined
        }
        items={sessions.map((session) => ({
          value: session.visit,
          text: said(session),
          checked: given.visits?.includes(session.visit) ?? false,
          ...(hasTerms ? { hint: { text: told.get(session.visit) ?? '' } } : {}),
        }))}
        errorMessage={errorFor(errors, 'visits')}
      />
      {byCouncil && hasTerms && (
        <WishRadios
          id="at"
          at={given.moving ? undefined : given.at}
          errors={errors}
          hint="Nothing is charged, and free half-days go back."
        />
      )}
      <CharacterCount {...fieldOf(given, errors, 'reason')} maxlength={500} rows={3} label={{ text: 'Reason' }} />
      {seen.partners.length > 0 && <GiveTo partners={seen.partners} given={given} />}
      <Button text="Cancel the sessions" classes="govuk-button--warning" preventDoubleClick />
    </form>
  );
}

/** What a form of cancelling holds: sums are numbers where they were sent. */
export const cancellationFrom = (form: Form & { many: (name: string) => string[] }) => {
  const sums = (['feePence', 'consumedHalfDays'] as const satisfies (keyof Cost)[]).flatMap((name) => {
    const typed = form.one(name);
    return typed === undefined ? [] : [[name, /^\d{1,9}$/.test(typed) ? Number(typed) : typed] as const];
  });
  const giveTo = form.one('giveTo');
  return {
    visits: form.many('visits'),
    reason: form.one('reason'),
    ...(giveTo ? { giveTo } : {}),
    ...wishTyped(form),
    ...Object.fromEntries(sums),
  };
};
