// What happened to a school, in order of date, and the way to withdraw what never was.
import { dateText, momentText } from '../../../shared/calendar.ts';
import type { Context } from '../../../shared/context.ts';
import type { Refusal } from '../../../shared/decision.ts';
import { parse, readForm, seeOther, type Web } from '../../../shared/http.ts';
import { idSchema, type PersonId } from '../../../shared/ids.ts';
import { faultsOf, page, problemPage } from '../../../shared/page.tsx';
import { Button, type Element, errorFor, PageHeading, ScrollTable, Textarea } from '../../../shared/ui/index.ts';
import { can, isStaff } from '../../identity/rules.ts';
import { readSchool } from '../actions/schools.ts';
import { readWithdrawal, type Withdrawable, withdrawSchoolEvent } from '../actions/withdrawals.ts';
import type { TimelineEntry } from '../rules/timeline.ts';
import { isWithdrawable } from '../rules/withdrawals.ts';
import { withdrawSchema } from '../schema/events.ts';
import { Going } from './group-parts.tsx';

type People = ReadonlyMap<PersonId, string>;

const sourceText = { register: 'The national register', staff: 'The council’s staff' };

function Recorded({ entry, people }: { entry: TimelineEntry; people: People }): Element {
  const { withdrawn, reason } = entry;
  return (
    <>
      {sourceText[entry.source]}: {people.get(entry.recordedBy) ?? 'Former user'}, {momentText(entry.recordedAt)}
      {reason && <p class="govuk-body-s govuk-!-margin-bottom-0">Reason: {reason}</p>}
      {withdrawn && (
        <p class="govuk-body-s govuk-!-margin-bottom-0">
          Withdrawn: {people.get(withdrawn.by) ?? 'Former user'}, {momentText(withdrawn.at)}
          {withdrawn.reason ? `. Reason: ${withdrawn.reason}` : ''}
        </p>
      )}
    </>
  );
}

/** Struck through for the eye, and said in words too: a line through a text is not read aloud. */
const What = ({ entry }: { entry: TimelineEntry }): Element => (
  <>
    {entry.withdrawn ? <s>{entry.text}</s> : entry.text}
    {entry.withdrawn && <span class="govuk-visually-hidden"> (withdrawn)</span>}
  </>
);

type TimelineProps = {
  caption: string;
  entries: readonly TimelineEntry[];
  people: People;
  staff: boolean;
  /** Where an event is withdrawn, for those who may. */
  withdrawal?: ((entry: TimelineEntry) => string) | undefined;
};

/** The events, with who recorded them and when for staff. */
export function Timeline({ caption, entries, people, staff, withdrawal }: TimelineProps): Element | null {
  if (entries.length === 0) return null;
  const open = (entry: TimelineEntry) => withdrawal && !entry.withdrawn && isWithdrawable(entry);
  return (
    <ScrollTable
      caption={caption}
      captionClasses="govuk-table__caption--m"
      head={[
        { text: 'From' },
        { text: 'What happened' },
        ...(staff ? [{ text: 'Recorded by' }] : []),
        ...(withdrawal ? [{ text: 'A mistake?' }] : []),
      ]}
      rows={entries.map((entry) => [
        { text: dateText(entry.on) },
        { html: <What entry={entry} /> },
        ...(staff ? [{ html: <Recorded entry={entry} people={people} /> }] : []),
        ...(withdrawal
          ? [
              {
                html: open(entry) ? (
                  <a class="govuk-link" href={withdrawal(entry)}>
                    Withdraw<span class="govuk-visually-hidden">: {entry.text}</span>
                  </a>
                ) : (
                  ''
                ),
              },
            ]
          : []),
      ])}
    />
  );
}

/** The timeline of a school’s page. */
export const SchoolTimeline = (props: {
  context: Context;
  school: string;
  entries: readonly TimelineEntry[];
  people: People;
}): Element | null => (
  <Timeline
    caption="What happened"
    entries={props.entries}
    people={props.people}
    staff={isStaff(props.context.actor)}
    withdrawal={
      can(props.context.actor, 'organisation:record')
        ? ({ id }) => `/${props.context.council.slug}/schools/${props.school}/withdrawals?event=${id}`
        : undefined
    }
  />
);

type WithdrawalFormProps = {
  action: string;
  /** The event, and what goes with it. */
  going: readonly Withdrawable[];
  reason: string | undefined;
  refusal: Refusal | undefined;
};

/** What is withdrawn and the question why, with a button. */
export const WithdrawalForm = ({ action, going, reason, refusal }: WithdrawalFormProps): Element => (
  <form method="post" action={action} novalidate>
    <PageHeading>Withdraw what was recorded</PageHeading>
    <Going going={going} />
    <Textarea
      id="reason"
      name="reason"
      label={{ text: 'Why is it withdrawn?' }}
      value={reason}
      rows={3}
      errorMessage={errorFor(refusal && faultsOf(refusal), 'reason')}
    />
    <Button text="Withdraw it" classes="govuk-button--warning" preventDoubleClick />
  </form>
);

type Typed = { event: string; reason?: string | undefined };

async function withdrawalPage(context: Context, c: Web, typed: Typed, refusal?: Refusal): Promise<Response> {
  const decision = await readSchool(context, c.req.param('school'));
  if (!decision.ok) return problemPage(c, context, decision.refusal);
  const { school } = decision.value;
  const event = idSchema('evt').safeParse(typed.event);
  const going = event.success ? await readWithdrawal(context, school.id, event.data) : undefined;
  if (!going?.ok) return problemPage(c, context, refusal ?? going?.refusal ?? { name: 'unknown-event' });
  const path = `/${context.council.slug}/schools/${school.id}`;
  return page(context, c, {
    title: `Withdraw what was recorded: ${school.name}`,
    back: { href: path, text: school.name },
    refusal,
    children: <WithdrawalForm action={`${path}/withdrawals`} going={going.value} reason={typed.reason} refusal={refusal} />,
  });
}

export const timelinePages = {
  'GET /schools/{school}/withdrawals': (context: Context, c: Web) => withdrawalPage(context, c, { event: c.req.query('event') ?? '' }),
  'POST /schools/{school}/withdrawals': async (context: Context, c: Web) => {
    const form = await readForm(c);
    const typed = { event: form.one('event') ?? '', reason: form.one('reason') };
    const command = parse(withdrawSchema, { ...typed, also: form.many('also') });
    const school = c.req.param('school');
    const decision = command.ok ? await withdrawSchoolEvent(context, school, command.value) : command;
    if (decision.ok) return seeOther(`/${context.council.slug}/schools/${decision.value.organisation}?done=withdrawn`);
    return withdrawalPage(context, c, typed, decision.refusal);
  },
};
