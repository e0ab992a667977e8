// Officers as pages: who delivers, and one officer with the working pattern, the available sessions of the next four weeks and the way to keep the diary.
import { addDays, bankHoliday, type CivilDate, sessionKey } from '../../shared/calendar.ts';
import type { Context } from '../../shared/context.ts';
import type { Handlers, Web } from '../../shared/http.ts';
import { page, problemPage } from '../../shared/page.tsx';
import {
  type AvailabilityCell,
  AvailabilityTable,
  Button,
  type Element,
  History,
  LinkLine,
  LongDate,
  longDateText,
  NotificationBanner,
  PageHeading,
  ScrollTable,
  SummaryList,
  type SummaryRow,
} from '../../shared/ui/index.ts';
import { can, canTouch, isStaff } from '../identity/rules.ts';
import type { manifest } from '../manifest.ts';
import { type Diary, officerHistory, readFreeSessions, readOfficers, today } from './actions.ts';
import { absencePages } from './page/absences.tsx';
import { diaryPages } from './page/diary.tsx';
import { skillText, weekdays } from './page/forms.tsx';
import { recordPages } from './page/record.tsx';
import { PatternTable, patternCaption, timesPages } from './page/times.tsx';
import { mondayShownOn } from './rules/diary.ts';
import { patternsFrom } from './rules/keeping.ts';
import { worksThen } from './rules.ts';
import type { Officer } from './schema.ts';

const skillsText = (officer: Officer): string => officer.skills.map(skillText).join(', ');

async function listPage(context: Context, c: Web): Promise<Response> {
  const found = await readOfficers(context);
  if (!found.ok) return problemPage(c, context, found.refusal);
  const staff = isStaff(context.actor);
  return page(context, c, {
    title: 'Officers',
    children: (
      <>
        <PageHeading>Officers</PageHeading>
        {can(context.actor, 'officer:keep') && <Button text="Add an officer" href={`/${context.council.slug}/officers/new`} />}
        {can(context.actor, 'booking:reallocate') && (
          <LinkLine href={`/${context.council.slug}/bookings/away`} text="Visits without their officer" />
        )}
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

async function officerPage(context: Context, c: Web): Promise<Response> {
  const start = mondayShownOn(today(context));
  const found = await readFreeSessions(context, c.req.param('officer') ?? '', { from: start, to: addDays(start, 7 * weeks - 1) });
  if (!found.ok) return problemPage(c, context, found.refusal);
  const diary = found.value;
  const { officer } = diary;
  const history = await officerHistory(context, officer);
  const staff = isStaff(context.actor);
  const home = `/${context.council.slug}/officers/${officer.id}`;
  const done = doneTexts[c.req.query('done') ?? ''];
  const row = (key: string, text: string): SummaryRow => ({ key: { text: key }, value: { text } });
  return page(context, c, {
    title: officer.name,
    wide: true,
    back: { href: `/${context.council.slug}/officers`, text: 'All officers' },
    children: (
      <>
        {done && can(context.actor, 'officer:keep') && <NotificationBanner type="success" text={done} />}
        <PageHeading caption={officer.title}>{officer.name}</PageHeading>
        <SummaryList rows={[row('Skills', skillsText(officer)), staff && row('District', officer.district)]} />
        <Keeping context={context} officer={officer} home={home} />
        {staff &&
          patternsFrom(officer, today(context)).map(({ from, pattern }) => (
            <PatternTable pattern={pattern} caption={patternCaption(from)} />
          ))}
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

/** Where the officer's diary is kept: for whoever keeps it, and of what is their own for the officer. */
function Keeping({ context, officer, home }: { context: Context; officer: Officer; home: string }): Element | null {
  const { actor } = context;
  const links = [
    canTouch(actor, 'diary:read', { officer: officer.id }) && { path: 'diary', text: 'Diary' },
    canTouch(actor, 'officer:absence', { officer: officer.id }) && { path: 'absences', text: 'Absences: record one, or take one back' },
    can(actor, 'officer:keep') && { path: 'pattern', text: 'Change the working pattern from a day on' },
    can(actor, 'officer:keep') && { path: 'record', text: 'Change the name, title, skills or district' },
    can(actor, 'officer:keep') && {
      path: 'leaving',
      text: officer.leavesOn ? 'Change or take back the last working day' : 'Record the last working day',
    },
  ].filter((link) => link !== false);
  if (links.length === 0) return null;
  return (
    <ul class="govuk-list govuk-list--spaced">
      {links.map(({ path, text }) => (
        <li>
          <a class="govuk-link" href={`${home}/${path}`}>
            {text}
          </a>
        </li>
      ))}
    </ul>
  );
}

const doneTexts: Readonly<Record<string, string>> = {
  added: 'The officer is added',
  record: 'The record is changed',
  pattern: 'The working pattern is recorded',
  'pattern-removed': 'The working pattern is taken back',
  leaving: 'The last working day is recorded',
  staying: 'The last working day is taken back',
};

const AwayOn = ({ date, half }: { date: CivilDate; half: string | undefined }): Element => (
  <>
    <LongDate date={date} />
    {half && `, ${half}`}
  </>
);

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
        rows={ahead.map(({ from: first, to: last, fromHalf, toHalf }) => [
          { html: <AwayOn date={first} half={fromHalf && 'from the afternoon'} /> },
          { html: <AwayOn date={last} half={toHalf && 'until noon'} /> },
        ])}
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
  ...recordPages,
  ...timesPages,
  ...absencePages,
  ...diaryPages,
};
