// Choosing who comes: the officers who deliver the service, with what each has free in a week.
import { addDays, type CivilDate, dateText, type Half, sessionKey } from '../../../shared/calendar.ts';
import { type AvailabilityCell, AvailabilityTable, errorFor, halfDaysText, InsetText } from '../../../shared/ui/index.ts';
import { alsoValue, planLink } from './asked.ts';
import type { StepProps } from './plan.tsx';
import { around, type Window } from './sessions.tsx';
import { WaitInstead } from './waitlist/waitlist-form.tsx';

type WeekProps = Pick<StepProps, 'plan'> & {
  officers: StepProps['choices']['officers'];
  window: Window;
  slug: string;
  /** Where an officer is chosen, with the sessions given. */
  to: (officer: string, sessions?: string[]) => string;
};

/** Who has what free in a week, each half-day a way to choose it. */
function Week({ plan, officers, window, slug, to }: WeekProps) {
  const { from } = window;
  const days = [0, 1, 2, 3, 4].map((n) => addDays(from, n));
  const { previous, next } = around(window, 7);
  const weekOf = (monday: CivilDate | undefined) =>
    monday && { href: planLink(slug, plan, { from: monday }), text: `Week of ${dateText(monday)}` };
  return (
    <div class="daybook-wide-only">
      <AvailabilityTable
        caption={`Week of ${dateText(from)}`}
        days={days}
        officers={officers.map(({ officer, free }) => ({
          name: officer.name,
          detail: officer.district,
          sessions: days.map((date) => {
            const cell = (half: Half): AvailabilityCell =>
              free.includes(sessionKey(date, half))
                ? { state: 'free', href: to(officer.id, [sessionKey(date, half)]) }
                : { state: 'off', text: 'Not available' };
            return { am: cell('am'), pm: cell('pm') };
          }),
        }))}
        previous={weekOf(previous)}
        next={weekOf(next)}
      />
    </div>
  );
}

export function PickOfficer({ context, plan, choices, window, errors }: StepProps & { window: Window }) {
  const slug = context.council.slug;
  const { from } = window;
  const { adding } = plan;
  const officers = choices.officers.filter(({ officer }) => !adding || officer.id !== plan.officer);
  if (officers.length === 0 && adding) return <InsetText id="officer" text="Nobody else delivers this service at present." />;
  if (officers.length === 0) return <InsetText id="officer" text="No officer delivers this service at present. Ask the council." />;
  const to = (officer: string, sessions: string[] = []) =>
    adding
      ? planLink(slug, plan, {
          adding: officer,
          from,
          also: [...new Set([...(plan.also ?? []), ...sessions.map((session) => alsoValue(officer, session))])],
        })
      : planLink(slug, plan, { officer, from, sessions });
  return (
    <>
      <h2 class="govuk-heading-m" id="officer" tabindex={-1}>
        {adding ? 'Choose another officer' : 'Choose an officer'}
      </h2>
      {errorFor(errors, 'officer') && <p class="govuk-error-message">{errorFor(errors, 'officer')?.text}</p>}
      <p class="govuk-body">Choose an officer to see six weeks of available sessions and pick your dates.</p>
      <ul class="govuk-list govuk-list--spaced">
        {officers.map(({ officer, free }) => (
          <li>
            <a class="govuk-link" href={to(officer.id)}>
              {officer.name}
            </a>
            , {officer.title}
            <span class="govuk-hint daybook-inline-hint">
              : {free.length === 0 ? 'nothing' : halfDaysText(free.length)} available in the week of {dateText(from)}
            </span>
          </li>
        ))}
      </ul>
      <WaitInstead context={context} plan={plan} from={from} />
      <Week plan={plan} officers={officers} window={window} slug={slug} to={to} />
    </>
  );
}
