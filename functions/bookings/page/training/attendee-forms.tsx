// The forms of who takes part: the names, who was there, and forgetting somebody. Plain rows of boxes, filled again on a refusal.
import { sessionText } from '../../../../shared/calendar.ts';
import type { Refusal } from '../../../../shared/decision.ts';
import type { readForm } from '../../../../shared/http.ts';
import { Button, Checkboxes, Details, errorFor, type FieldError, Fieldset, Input } from '../../../../shared/ui/index.ts';
import type { SeenAttendee, SeenAttendees } from '../../actions/training/attendees.ts';

type Form = Awaited<ReturnType<typeof readForm>>;
type Row = { number?: string; name: string; role: string };
export type Given = { refusal?: Refusal | undefined; rows?: Row[]; marked?: readonly string[] };

/** Rows that are empty when the page is opened, and how many the form may have in all. */
const spareRows = 5;
const mostRows = 99;

/** What was typed, row by row; a row without name and role is nobody. */
export const rowsIn = (form: Form): Row[] =>
  Array.from({ length: mostRows }, (_, i) => {
    const number = form.one(`number-${i}`);
    return { ...(number ? { number } : {}), name: form.one(`name-${i}`) ?? '', role: form.one(`role-${i}`) ?? '' };
  }).filter(({ name, role }) => name.trim() !== '' || role.trim() !== '');

/** `people.3.name` is asked for in the fourth row. */
export const inputOf = (field: string): string => {
  const [first, row, part = 'name'] = field.split('.');
  return first === 'people' && row !== undefined ? `${part}-${row}` : first === 'people' ? 'name-0' : field;
};

export const calledText = ({ name, number }: SeenAttendee): string => name ?? `Attendee ${number}, forgotten`;

type ListProps = { action: string; seen: SeenAttendees; given: Given; errors: FieldError[] | undefined };

export function NamesForm({ action, seen, given, errors }: ListProps) {
  const known: Row[] = seen.people.flatMap(({ number, name, role }) => (name ? [{ number, name, role: role ?? '' }] : []));
  const rows = given.rows ?? known;
  const most = seen.booking.attendees?.most ?? 0;
  const room = Math.max(rows.length, Math.min(most, Math.max(rows.length + spareRows, seen.booking.attendees?.expected ?? 0)));
  return (
    <form method="post" action={action} id="names" novalidate>
      <h2 class="govuk-heading-m">Name who takes part</h2>
      <p class="govuk-body">
        At most {most}. Empty a row to take somebody off the list, or write another name over it for a substitute. Give names and roles
        alone: they are used for the sheet to sign and the certificate, and are taken away when somebody asks the council for it.
      </p>
      <input type="hidden" name="version" value={String(seen.version)} />
      {Array.from({ length: room }, (_, i) => (
        <Fieldset legend={{ text: `Person ${i + 1}`, classes: 'govuk-fieldset__legend--s' }}>
          {rows[i]?.number && <input type="hidden" name={`number-${i}`} value={rows[i].number} />}
          <Input
            id={`name-${i}`}
            name={`name-${i}`}
            label={{ text: 'Name' }}
            value={rows[i]?.name}
            autocomplete="off"
            spellcheck={false}
            errorMessage={errorFor(errors, `name-${i}`)}
          />
          <Input
            id={`role-${i}`}
            name={`role-${i}`}
            label={{ text: 'Role' }}
            value={rows[i]?.role}
            autocomplete="off"
            errorMessage={errorFor(errors, `role-${i}`)}
          />
        </Fieldset>
      ))}
      <Button text="Save the list" preventDoubleClick />
    </form>
  );
}

export function AttendanceForm({ action, seen, given, errors }: ListProps) {
  return (
    <form method="post" action={action} id="attended" novalidate>
      <h2 class="govuk-heading-m">Who took part</h2>
      <input type="hidden" name="version" value={String(seen.version)} />
      {seen.marking.map(({ visit, session }) => (
        <Checkboxes
          name="attended"
          idPrefix={`attended-${visit}`}
          fieldset={{ legend: { text: sessionText(session), classes: 'govuk-fieldset__legend--s' } }}
          hint={{ text: 'Tick everybody who was there.' }}
          errorMessage={errorFor(errors, 'attended')}
          items={seen.people.map((person) => ({
            value: `${person.number}:${visit}`,
            text: `${calledText(person)}${person.role ? `, ${person.role}` : ''}`,
            checked: given.marked ? given.marked.includes(`${person.number}:${visit}`) : person.attended.includes(visit),
          }))}
        />
      ))}
      <Button text="Save who took part" preventDoubleClick />
    </form>
  );
}

export const ForgetForm = ({ action, people }: { action: string; people: readonly SeenAttendee[] }) => (
  <Details summaryText="Forget somebody at their wish">
    <p class="govuk-body">
      Their name and role are taken away for good. That somebody took part, and what was answered, stays without a name.
    </p>
    {people.map((person) =>
      person.name ? (
        <form method="post" action={action}>
          <input type="hidden" name="attendee" value={person.number} />
          <Button text={`Forget ${person.name}`} classes="govuk-button--warning" preventDoubleClick />
        </form>
      ) : null,
    )}
  </Details>
);
