// An officer's diary, week by week: visits with the work on them, absences, and what is free. For the officer and for whoever keeps the diaries.
import {
  addDays,
  bankHoliday,
  type CivilDate,
  dateOf,
  dateText,
  momentText,
  mondayOf,
  noRealDate,
  parseDate,
  sessionText,
} from '../../../shared/calendar.ts';
import type { Context } from '../../../shared/context.ts';
import type { Refusal } from '../../../shared/decision.ts';
import type { Handler, Web } from '../../../shared/http.ts';
import { faultsOf, page, problemPage } from '../../../shared/page.tsx';
import {
  Button,
  DateField,
  dateTyped,
  type Element,
  LinkLine,
  longDateText,
  PageHeading,
  Pagination,
  ScrollTable,
  shortDayText,
  Tag,
} from '../../../shared/ui/index.ts';
import { canTouch } from '../../identity/rules.ts';
import { type KeptDiary, readKeptDiary } from '../actions/keeping.ts';
import { today } from '../actions.ts';
import { type DiaryHalf, mondayShownOn } from '../rules/diary.ts';
import { absenceKinds, type Slot } from '../schema.ts';
import { visitText, WayOut, whyText } from './previews.tsx';

const weeksShown = [4, 1] as const;

/** Why nothing is in a half-day, or that it is free. `inFull`: to whoever may know what somebody is away for. */
function emptyText({ session, state, kind }: DiaryHalf, inFull: boolean): string {
  if (state === 'bank-holiday') return bankHoliday(dateOf(session)) ?? 'Bank holiday';
  if (state === 'absent') return inFull && kind ? `Away: ${absenceKinds[kind].toLowerCase()}` : 'Away';
  const texts = { free: 'Free', over: 'Nothing booked', left: 'Has left', 'not-working': 'Does not work' } as const;
  return texts[state as keyof typeof texts];
}

function Visit({ context, half, slot }: { context: Context; half: DiaryHalf; slot: Slot }): Element {
  const { notThere } = half;
  return (
    <>
      {slot.holdUntil ? (
        slot.schoolName
      ) : (
        <a class="govuk-link" href={`/${context.council.slug}/bookings/${slot.booking}`}>
          {slot.schoolName}
          <span class="govuk-visually-hidden">, {sessionText(slot.session)}</span>
        </a>
      )}
      <br />
      {visitText(slot)}
      {slot.holdUntil && (
        <>
          <br />
          <Tag classes="govuk-tag--grey" text="Held" /> until {momentText(slot.holdUntil)}
        </>
      )}
      {notThere && (
        <>
          <br />
          <Tag classes="govuk-tag--red" text={whyText[notThere]} />
          {!slot.holdUntil && (
            <>
              <br />
              <WayOut context={context} slot={slot} />
            </>
          )}
        </>
      )}
    </>
  );
}

function Week({ context, diary, monday, inFull }: { context: Context; diary: KeptDiary; monday: CivilDate; inFull: boolean }): Element {
  const cell = (half: DiaryHalf | undefined) => {
    if (!half) return { text: '' };
    return half.slot ? { html: <Visit context={context} half={half} slot={half.slot} /> } : { text: emptyText(half, inFull) };
  };
  const days = [0, 1, 2, 3, 4].map((day) => addDays(monday, day));
  return (
    <ScrollTable
      caption={`Week of ${longDateText(monday)}`}
      captionClasses="govuk-table__caption--m"
      firstCellIsHeader
      head={[{ text: 'Day' }, { text: 'Morning' }, { text: 'Afternoon' }]}
      rows={days.map((date) => [
        { text: shortDayText(date) },
        ...(['am', 'pm'] as const).map((which) => cell(diary.halves.find(({ session }) => session === `${date}#${which}`))),
      ])}
    />
  );
}

/** What the address asks for: weeks from a Monday on. Without a date, or where what was typed is none, the week that is looked at today. */
function asked(context: Context, c: Web): { from: CivilDate; weeks: number; refusal?: Refusal } {
  const typed = dateTyped(c.req.query(), 'from');
  const weeks = c.req.query('weeks') === '1' ? 1 : 4;
  const date = typed ? parseDate(typed) : undefined;
  const from = date ? mondayOf(date) : mondayShownOn(today(context));
  if (!typed || date) return { from, weeks };
  return { from, weeks, refusal: { name: 'invalid-request', faults: [{ field: 'from', detail: noRealDate }] } };
}

async function diaryPage(context: Context, c: Web): Promise<Response> {
  const { from, weeks, refusal } = asked(context, c);
  const found = await readKeptDiary(context, c.req.param('officer') ?? '', { from, to: addDays(from, 7 * weeks - 1) });
  if (!found.ok) return problemPage(c, context, found.refusal);
  const diary = found.value;
  const { officer, halves } = diary;
  const home = `/${context.council.slug}/officers/${officer.id}`;
  const at = (monday: CivilDate, many: number = weeks) => `${home}/diary?from=${monday}&weeks=${many}`;
  const [before, after] = [addDays(from, -7 * weeks), addDays(from, 7 * weeks)];
  const inFull = canTouch(context.actor, 'officer:absence', { officer: officer.id });
  const free = halves.filter(({ state }) => state === 'free').length;
  return page(context, c, {
    title: `Diary of ${officer.name}`,
    wide: true,
    back: { href: home, text: officer.name },
    refusal,
    children: (
      <>
        <PageHeading caption={officer.title}>Diary of {officer.name}</PageHeading>
        {inFull && <LinkLine href={`${home}/absences`} text="Record an absence, or take one back" />}
        <p class="govuk-body">
          {free === 1 ? 'One half-day is' : `${free} half-days are`} free between {dateText(from)} and{' '}
          {dateText(addDays(from, 7 * weeks - 1))}.
        </p>
        {Array.from({ length: weeks }, (_, week) => (
          <Week context={context} diary={diary} monday={addDays(from, 7 * week)} inFull={inFull} />
        ))}
        <Pagination
          landmarkLabel="Weeks"
          previous={{ href: at(before), text: 'Before', labelText: `From ${dateText(before)}` }}
          next={{ href: at(after), text: 'After', labelText: `From ${dateText(after)}` }}
        />
        <form method="get" action={`${home}/diary`} novalidate>
          <input type="hidden" name="weeks" value={String(weeks)} />
          <DateField field="from" legend="Go to the week of" typed={refusal ? c.req.query() : {}} errors={refusal && faultsOf(refusal)} />
          <Button text="Show" classes="govuk-button--secondary" />
        </form>
        {weeksShown
          .filter((many) => many !== weeks)
          .map((many) => (
            <LinkLine href={at(from, many)} text={many === 1 ? 'Show one week' : `Show ${many} weeks`} />
          ))}
      </>
    ),
  });
}

export const diaryPages = { 'GET /officers/{officer}/diary': diaryPage } satisfies Record<string, Handler>;
