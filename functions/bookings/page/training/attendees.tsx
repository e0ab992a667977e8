// Who takes part in a booking's training, as a page: the names, who was there, who has answered and has a certificate; and the sheet to sign that day.
import { type CivilDate, dateText, sessionText } from '../../../../shared/calendar.ts';
import type { Context } from '../../../../shared/context.ts';
import type { Decision } from '../../../../shared/decision.ts';
import { type Handlers, parse, readForm, seeOther, type Web } from '../../../../shared/http.ts';
import type { BookingId } from '../../../../shared/ids.ts';
import { faultsOf, page, problemPage } from '../../../../shared/page.tsx';
import type { Column } from '../../../../shared/spreadsheet/columns.ts';
import { type FileFormat, fileResponse, isFileFormat } from '../../../../shared/spreadsheet/file.ts';
import { capital, Details, type FieldError, InsetText, NotificationBanner, PageHeading, ScrollTable } from '../../../../shared/ui/index.ts';
import { can } from '../../../identity/rules.ts';
import type { manifest } from '../../../manifest.ts';
import {
  forgetAttendee,
  markAttendance,
  nameAttendees,
  readAttendees,
  type SeenAttendee,
  type SeenAttendees,
} from '../../actions/training/attendees.ts';
import { printCertificate } from '../../actions/training/evaluations.ts';
import { bookingIdFrom } from '../../routes.ts';
import { tookPartIn, trainingOf } from '../../rules/training/attendees.ts';
import { attendanceSchema, forgettingSchema, namingSchema } from '../../schema/attendees.ts';
import { AttendanceForm, calledText, ForgetForm, type Given, inputOf, NamesForm, rowsIn } from './attendee-forms.tsx';
import { namedText } from './attendees-shown.tsx';

type Routes = (typeof manifest)['bookings']['routes'];
type OfAttendees = Extract<keyof Routes, `${string} /bookings/{booking}/attendees${string}`>;
const stateText = ({ booking, rule, clock, over, people }: SeenAttendees, person: SeenAttendee, until: CivilDate | undefined): string => {
  if (tookPartIn(booking, person).length === 0) {
    if (person.attended.length > 0) return 'took part; not marked delivered yet';
    // Once somebody is marked, nothing beside another name would say nothing.
    return over && people.some(({ attended }) => attended.length > 0) ? 'did not take part' : '';
  }
  if (!rule) return 'took part';
  if (person.answered) return 'took part, has answered';
  return until && clock.date > until ? 'took part, has not answered' : 'took part, has not answered yet';
};

function ListTable({ slug, seen }: { slug: string; seen: SeenAttendees }) {
  return (
    <ScrollTable
      caption="Who takes part"
      firstCellIsHeader
      head={[{ text: 'Name' }, { text: 'Role' }, { text: 'State' }, { text: 'Certificate' }]}
      rows={seen.people.map((person) => [
        { html: <span class="daybook-typed">{calledText(person)}</span> },
        { html: <span class="daybook-typed">{person.role ?? ''}</span> },
        { text: stateText(seen, person, seen.until) },
        {
          html: person.hasCertificate ? (
            <a class="govuk-link" href={`/${slug}/bookings/${seen.booking.id}/attendees/${person.number}/certificate`}>
              Certificate<span class="govuk-visually-hidden"> of {calledText(person)}</span> (PDF)
            </a>
          ) : (
            ''
          ),
        },
      ])}
    />
  );
}

/** What the school hands out: apart from the table, as an address needs the width of a page. */
function Links({ site, seen }: { site: string; seen: SeenAttendees }) {
  const open = seen.people.filter(({ link }) => link);
  if (open.length === 0) return null;
  return (
    <>
      <h2 class="govuk-heading-m">Links to hand out</h2>
      <p class="govuk-body">
        Give each of them their own. It opens the questions{seen.rule?.beforeCertificate && ', and then the certificate,'} without signing
        in, once, until {seen.until ? dateText(seen.until) : ''}.
      </p>
      {open.map((person) => (
        <Details summaryText={`Link for ${calledText(person)}`}>
          <a class="govuk-link daybook-typed" href={`${site}/evaluations/links/${person.link}`}>
            {site}/evaluations/links/{person.link}
          </a>
        </Details>
      ))}
    </>
  );
}

/** What is printed and signed on the day: no state and no link. */
const Sheet = ({ seen: { booking, people } }: { seen: SeenAttendees }) => (
  <ScrollTable
    caption={trainingOf(booking)
      .map(({ session }) => sessionText(session))
      .join('; ')}
    head={[{ text: 'Name' }, { text: 'Role' }, { text: 'Signature' }]}
    rows={[
      ...people.flatMap((person) =>
        person.name
          ? [
              [
                { html: <span class="daybook-typed">{person.name}</span> },
                { html: <span class="daybook-typed">{person.role}</span> },
                { text: '' },
              ],
            ]
          : [],
      ),
      ...Array.from({ length: 3 }, () => [{ text: '\u00a0' }, { text: '\u00a0' }, { text: '\u00a0' }]),
    ]}
  />
);

/** How many take part, and the list as a sheet to sign and as files. */
const HowMany = ({ path, seen: { booking, people } }: { path: string; seen: SeenAttendees }) => (
  <p class="govuk-body">
    {booking.attendees && capital(namedText(booking.attendees))}.{' '}
    {people.length > 0 && (
      <>
        <a class="govuk-link" href={`${path}?sheet=yes`}>
          Sheet to sign
        </a>
        {', or the list as '}
        <a class="govuk-link" href={`${path}?file=csv`}>
          CSV
        </a>
        {' or '}
        <a class="govuk-link" href={`${path}?file=xlsx`}>
          XLSX
        </a>
      </>
    )}
  </p>
);

type FormsProps = { context: Context; path: string; seen: SeenAttendees; given: Given; errors: FieldError[] | undefined };

/** Marking who came, naming them, and forgetting somebody, for whoever may. */
function ListForms({ context, path, seen, given, errors }: FormsProps) {
  const { marking, mayName, over, people } = seen;
  const names = <NamesForm action={path} seen={seen} given={given} errors={errors} />;
  return (
    <>
      {marking.length > 0 && people.length > 0 && (
        <AttendanceForm action={`${path}/attendance`} seen={seen} given={given} errors={errors} />
      )}
      {!mayName ? (
        context.actor.organisation && <p class="govuk-body">The training is over: ask the council if a name is to be corrected.</p>
      ) : over ? (
        <Details summaryText="Correct a name, or add somebody who came" open={given.rows !== undefined}>
          {names}
        </Details>
      ) : (
        names
      )}
      {can(context.actor, 'attendee:forget') && people.some(({ name }) => name) && (
        <ForgetForm action={`${path}/forgetting`} people={people} />
      )}
    </>
  );
}

function attendeesPage(context: Context, c: Web, seen: SeenAttendees, given: Given = {}): Promise<Response> {
  const { booking, people } = seen;
  const { slug } = context.council;
  const path = `/${slug}/bookings/${booking.id}/attendees`;
  const errors = given.refusal && faultsOf(given.refusal).map(({ field, text }) => ({ field: inputOf(field), text }));
  const isSheet = c.req.query('sheet') === 'yes' && !given.refusal;
  const title = isSheet ? 'Sheet to sign' : 'Who takes part';
  return page(context, c, {
    title,
    refusal: given.refusal,
    errors,
    back: isSheet ? { href: path, text: 'Who takes part' } : { href: `/${slug}/bookings/${booking.id}`, text: 'The booking' },
    children: (
      <>
        {c.req.query('done') && !given.refusal && <NotificationBanner type="success" text="Saved." />}
        <PageHeading caption={`${booking.schoolName}, ${booking.serviceTitle}`}>{title}</PageHeading>
        {isSheet ? (
          <Sheet seen={seen} />
        ) : (
          <>
            <HowMany path={path} seen={seen} />
            {people.length > 0 ? <ListTable slug={slug} seen={seen} /> : <InsetText text="Nobody is named yet." />}
            <Links site={`${c.get('host').origin}/${slug}/bookings`} seen={seen} />
            <ListForms context={context} path={path} seen={seen} given={given} errors={errors} />
          </>
        )}
      </>
    ),
  });
}

const columnsOf = (seen: SeenAttendees): Column<SeenAttendee>[] => [
  { title: 'Name', kind: 'text', of: calledText },
  { title: 'Role', kind: 'text', of: ({ role }) => role },
  {
    title: 'Took part on',
    kind: 'text',
    of: (person) =>
      tookPartIn(seen.booking, person)
        .map(({ session }) => sessionText(session))
        .join('; '),
  },
  { title: 'State', kind: 'text', of: (person) => stateText(seen, person, seen.until) },
  { title: 'Certificate', kind: 'text', of: ({ hasCertificate }) => (hasCertificate ? 'yes' : null) },
  { title: 'Signature', kind: 'text', of: () => null },
];

/** The list for a spreadsheet, with room to sign. */
const attendeesFile = (format: FileFormat, seen: SeenAttendees): Response =>
  fileResponse(format, { name: `attendees-${seen.booking.id}`, title: 'Who takes part', columns: columnsOf(seen), rows: seen.people });

export const pdfResponse = ({ number, pdf }: { number: string; pdf: Uint8Array<ArrayBuffer> }): Response =>
  new Response(pdf, {
    headers: { 'content-type': 'application/pdf', 'content-disposition': `inline; filename="certificate-${number}.pdf"` },
  });

export const attendeePages = (signingKey: string): Handlers<Pick<Routes, OfAttendees>> => {
  const changed = async (
    context: Context,
    c: Web,
    given: Given,
    doIt: (id: BookingId) => Promise<Decision<unknown>>,
  ): Promise<Response> => {
    const id = bookingIdFrom(c.req.param('booking'));
    const done: Decision<unknown> = id.ok ? await doIt(id.value) : id;
    if (done.ok && id.ok) return seeOther(`/${context.council.slug}/bookings/${id.value}/attendees?done=yes`);
    const found = id.ok ? await readAttendees(context, signingKey, id.value) : id;
    if (!found.ok || done.ok) return problemPage(c, context, found.ok ? { name: 'unexpected' } : found.refusal);
    return attendeesPage(context, c, found.value, { ...given, refusal: done.refusal });
  };
  return {
    'GET /bookings/{booking}/attendees': async (context, c) => {
      const id = bookingIdFrom(c.req.param('booking'));
      const found = id.ok ? await readAttendees(context, signingKey, id.value) : id;
      if (!found.ok) return problemPage(c, context, found.refusal);
      const format = c.req.query('file');
      return isFileFormat(format) ? attendeesFile(format, found.value) : attendeesPage(context, c, found.value);
    },
    'POST /bookings/{booking}/attendees': async (context, c) => {
      const form = await readForm(c);
      const rows = rowsIn(form);
      return changed(context, c, { rows }, async (id) => {
        const command = parse(namingSchema, { version: Number(form.one('version')), people: rows });
        return command.ok ? nameAttendees(context, id, command.value) : command;
      });
    },
    'POST /bookings/{booking}/attendees/attendance': async (context, c) => {
      const form = await readForm(c);
      const marked = form.many('attended');
      return changed(context, c, { marked }, async (id) => {
        const visits = new Map<string, string[]>();
        for (const [attendee = '', visit = ''] of marked.map((each) => each.split(':')))
          visits.set(attendee, [...(visits.get(attendee) ?? []), visit]);
        const attended = [...visits].map(([attendee, of]) => ({ attendee, visits: of }));
        const command = parse(attendanceSchema, { version: Number(form.one('version')), attended });
        return command.ok ? markAttendance(context, id, command.value) : command;
      });
    },
    'POST /bookings/{booking}/attendees/forgetting': async (context, c) => {
      const form = await readForm(c);
      return changed(context, c, {}, async (id) => {
        const command = parse(forgettingSchema, { attendee: form.one('attendee') });
        return command.ok ? forgetAttendee(context, id, command.value) : command;
      });
    },
    'GET /bookings/{booking}/attendees/{attendee}/certificate': async (context, c) => {
      const id = bookingIdFrom(c.req.param('booking'));
      const printed = id.ok ? await printCertificate(context, c.get('host'), signingKey, id.value, c.req.param('attendee') ?? '') : id;
      return printed.ok ? pdfResponse(printed.value) : problemPage(c, context, printed.refusal);
    },
  };
};
