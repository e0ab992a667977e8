// Officers as pages: who delivers, and one officer with the working pattern and the available sessions of the next four weeks.
import { addDays, bankHoliday, type CivilDate, mondayOf, sessionKey } from '../../shared/calendar.ts';
import type { Context } from '../../shared/context.ts';
import type { Handlers, Web } from '../../shared/http.ts';
import { page, problemPage } from '../../shared/page.tsx';
import {
  type AvailabilityCell,
  AvailabilityTable,
  type Element,
  History,
  LongDate,
  longDateText,
  PageHeading,
  ScrollTable,
  SummaryList,
  type SummaryRow,
} from '../../shared/ui/index.ts';
import { isStaff } from '../identity/rules.ts';
import type { manifest } from '../manifest.ts';
import { type Diary, officerHistory, readFreeSessions, readOfficers, today } from './actions.ts';
import { worksThen } from './rules.ts';
import type { Officer } from './schema.ts';

const skillsText = (officer: Officer): string => officer.skills.map((skill) => skill.replaceAll('-', ' ')).join(', ');

async function listPage(context: Context, c: Web): Promise<Response> {
  const found = await readOfficers(context);
  if (!found.ok) return problemPage(c, context, found.refusal);
  const staff = isStaff(context.actor);
  return page(context, c, {
    title: 'Officers',
    children: (
      <>
        <PageHeading>Officers</PageHeading>
        {found.value.length === 0 ? (
          <p class="govuk-body">No officers are registered yet.</p>
        ) : (
          <ScrollTable
            label="Officers"
            firstCellIsHeader
            head={[{ text: 'Name' }, { text: 'Title' }, { text: 'Skills' }, ...(staff ? [{ text: 'District' }] : [])]}
            rows={found.value.map((officer) => [
              {
                html: (
                  <a class="govuk-link" href={`/${context.council.slug}/officers/${officer.id}`}>
                    {officer.name}
                  </a>
                ),
              },
              { text: officer.title },
              { text: skillsText(officer) },
              ...(staff ? [{ text: officer.district }] : []),
            ])}
          />
        )}
      </>
    ),
  });
}

const weeks = 4;
const weekdays = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday'] as const;

/** The first week shown: this one, or the next when this one's working days are over. */
const firstMonday = (date: CivilDate): CivilDate => mondayOf(addDays(date, 2));

async function officerPage(context: Context, c: Web): Promise<Response> {
  const start = firstMonday(today(context));
  const found = await readFreeSessions(context, c.req.param('officer') ?? '', { from: start, to: addDays(start, 7 * weeks - 1) });
  if (!found.ok) return problemPage(c, context, found.refusal);
  const diary = found.value;
  const { officer } = diary;
  const history = await officerHistory(context, officer);
  const staff = isStaff(context.actor);
  const row = (key: string, text: string): SummaryRow => ({ key: { text: key }, value: { text } });
  return page(context, c, {
    title: officer.name,
    wide: true,
    back: { href: `/${context.council.slug}/officers`, text: 'All officers' },
    children: (
      <>
        <PageHeading caption={officer.title}>{officer.name}</PageHeading>
        <SummaryList rows={[row('Skills', skillsText(officer)), staff && row('District', officer.district)]} />
        {staff && <Pattern officer={officer} />}
        {staff && <Absences officer={officer} from={today(context)} />}
        <h2 class="govuk-heading-m">Available sessions in the next four weeks</h2>
        <p class="govuk-body">Choose an available session to see the services this officer delivers.</p>
        {Array.from({ length: weeks }, (_, week) => (
          <Week diary={diary} monday={addDays(start, 7 * week)} context={context} />
        ))}
        <History entries={history} />
      </>
    ),
  });
}

function Pattern({ officer }: { officer: Officer }): Element {
  const works = (does: boolean) => ({ text: does ? 'Works' : 'Does not work' });
  return (
    <ScrollTable
      caption="Working pattern"
      captionClasses="govuk-table__caption--m"
      firstCellIsHeader
      head={[{ text: 'Day' }, { text: 'Morning' }, { text: 'Afternoon' }]}
      rows={weekdays.map((name, index) => {
        const day = officer.pattern[(index + 1) as 1 | 2 | 3 | 4 | 5];
        return [{ text: name }, works(day.am), works(day.pm)];
      })}
    />
  );
}

function Absences({ officer, from }: { officer: Officer; from: CivilDate }): Element | null {
  const ahead = officer.absences.filter(({ to }) => to >= from);
  const leaves = officer.leavesOn && (
    <p class="govuk-body">
      Works for the council until <LongDate date={officer.leavesOn} />.
    </p>
  );
  if (ahead.length === 0) return leaves || null;
  return (
    <>
      {leaves}
      <ScrollTable
        caption="Away"
        captionClasses="govuk-table__caption--m"
        head={[{ text: 'First day' }, { text: 'Last day' }]}
        rows={ahead.map((absence) => [{ html: <LongDate date={absence.from} /> }, { html: <LongDate date={absence.to} /> }])}
      />
    </>
  );
}

function Week({ diary, monday, context }: { diary: Diary; monday: CivilDate; context: Context }): Element {
  const { officer, taken, free } = diary;
  const days = weekdays.map((_, index) => addDays(monday, index));
  const services = officer.skills.map((skill) => `skill=${skill}`).join('&');
  const cell = (date: CivilDate, half: 'am' | 'pm'): AvailabilityCell => {
    const session = sessionKey(date, half);
    if (free.includes(session)) return { state: 'free', href: `/${context.council.slug}/catalogue?${services}` };
    if (bankHoliday(date)) return { state: 'off', text: 'Bank holiday' };
    if (!isStaff(context.actor)) return { state: 'off', text: 'Not available' };
    if (taken.has(session)) return { state: 'busy' };
    return worksThen(officer, session) ? { state: 'off', text: 'Past' } : { state: 'off' };
  };
  return (
    <AvailabilityTable
      caption={`Week of ${longDateText(monday)}`}
      days={days}
      officers={[{ name: officer.name, sessions: days.map((date) => ({ am: cell(date, 'am'), pm: cell(date, 'pm') })) }]}
    />
  );
}

type Paths = Exclude<keyof typeof manifest.officers.routes, `${string} /api/${string}`>;

export const pages: Pick<Handlers<typeof manifest.officers.routes>, Paths> = {
  'GET /officers': listPage,
  'GET /officers/{officer}': officerPage,
};
