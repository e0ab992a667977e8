// One person: what they may do and who says so, and what can be done about it. Every change ends their sessions, and the page says so before.
import { momentText } from '../../../shared/calendar.ts';
import type { Context } from '../../../shared/context.ts';
import { type Decision, type Refusal, refuse } from '../../../shared/decision.ts';
import { type Handler, parse, readForm, seeOther, type Web } from '../../../shared/http.ts';
import { idSchema, type PersonId } from '../../../shared/ids.ts';
import { faultsOf, page, problemPage } from '../../../shared/page.tsx';
import {
  Button,
  Checkboxes,
  type Element,
  errorFor,
  type FieldError,
  History,
  InsetText,
  LinkLine,
  NotificationBanner,
  PageHeading,
  PostButton,
  Radios,
  ScrollTable,
  SummaryList,
  WarningText,
} from '../../../shared/ui/index.ts';
import {
  allowEntry,
  endSessions,
  erasePerson,
  grantRight,
  listOfficers,
  type PersonRecord,
  readPerson,
  refuseEntry,
  takeRight,
} from '../actions/people.ts';
import { rolesInWords } from '../rules/words.ts';
import { can } from '../rules.ts';
import { erasureReasons, erasureSchema, grantSchema, noEntryReasons, noEntrySchema, takeSchema } from '../schema/people.ts';
import { forPeople, nothingTyped, RightFields, rightCommand, rightIn, type TypedRight } from './rights.tsx';

type Typed = { right?: TypedRight; reason?: string | undefined; noEntry?: string | undefined };
type Refused = { refusal: Refusal; typed?: Typed };

const personIn = (c: Web): PersonId | undefined => idSchema('per').safeParse(c.req.param('person')).data;

async function personPage(context: Context, c: Web, refused?: Refused): Promise<Response> {
  const id = personIn(c);
  const found = id ? await readPerson(context, id) : undefined;
  if (!found?.ok) return problemPage(c, context, found?.refusal ?? { name: 'unknown-user' });
  const person = found.value;
  const { slug, name: council } = context.council;
  const base = `/${slug}/identity/people/${person.id}`;
  const own = person.id === context.actor.person;
  const mayEdit = can(context.actor, 'people:edit') && !own && !person.erasedAt;
  const typed = refused?.typed ?? {};
  const errors = refused && (typed.right ? forPeople(refused.refusal) : faultsOf(refused.refusal));
  const [latest] = person.history;
  return page(context, c, {
    title: person.name,
    back: { href: `/${slug}/identity/people`, text: 'Back to people' },
    refusal: refused?.refusal,
    errors,
    children: (
      <>
        {c.req.query('done') && !refused && latest && <NotificationBanner type="success" text={latest.what} />}
        <PageHeading caption="Person">{person.name}</PageHeading>
        {person.erasedAt ? (
          <InsetText
            text={`Erased on ${momentText(person.erasedAt)}. Records go on naming ${person.id}; the name, the address and every way to sign in are gone.`}
          />
        ) : (
          <SummaryList
            rows={[
              { key: { text: 'Identifier' }, value: { text: person.id } },
              { key: { text: 'E-mail' }, value: { text: person.email ?? 'Not known' } },
              person.officer && { key: { text: 'Delivers as' }, value: { text: person.officer } },
              {
                key: { text: 'Signed in' },
                value: { text: person.sessions === 0 ? 'Nowhere' : `In ${person.sessions} ${person.sessions === 1 ? 'place' : 'places'}` },
              },
            ]}
          />
        )}
        {person.noEntry && (
          <WarningText>
            Refused entry since {momentText(person.noEntry.since)}: {noEntryReasons[person.noEntry.reason]}. Whatever rights they have count
            for nothing meanwhile.
          </WarningText>
        )}
        {!person.erasedAt && <Rights person={person} council={council} base={base} mayEdit={mayEdit} />}
        {own && <InsetText text="Nobody changes their own rights: another administrator can." />}
        {mayEdit && <GrantForm base={base} typed={typed.right} errors={errors} officers={await listOfficers(context)} />}
        {mayEdit && person.sessions > 0 && (
          <>
            <h2 class="govuk-heading-m">Sign out everywhere</h2>
            <PostButton action={`${base}/sign-out`} classes="govuk-button--secondary" text="Sign this person out" />
          </>
        )}
        {mayEdit && <EntryForm base={base} barred={person.noEntry !== undefined} reason={typed.noEntry} errors={errors} />}
        {mayEdit && <ErasureForm base={base} reason={typed.reason} errors={errors} asserting={assertingIn(context)} />}
        {can(context.actor, 'outbox:read') && (
          <LinkLine href={`/${slug}/reports/messages?person=${person.id}`} text="Messages to this person" />
        )}
        <History entries={person.history} />
      </>
    ),
  });
}

function Rights({ person, council, base, mayEdit }: { person: PersonRecord; council: string; base: string; mayEdit: boolean }): Element {
  if (person.rights.length === 0) return <p class="govuk-body">This person has no rights.</p>;
  return (
    <ScrollTable
      caption="Rights"
      head={[{ text: 'For' }, { text: 'Roles' }, { text: 'Who says so' }, ...(mayEdit ? [{ text: 'Change' }] : [])]}
      rows={person.rights.map(({ organisation, organisationName, roles, source }) => [
        {
          html: organisation ? (
            <a class="govuk-link" href={`${base.replace(/\/people\/.*/, '')}/limits/${organisation}`}>
              {organisationName}
              <span class="govuk-visually-hidden">: limits and approval</span>
            </a>
          ) : (
            council
          ),
        },
        { text: rolesInWords(roles) },
        { text: source === 'granted' ? 'Granted here' : 'The sign-in service, at the last sign-in' },
        ...(mayEdit
          ? [
              {
                html: source === 'granted' && (
                  <PostButton
                    action={`${base}/rights/ending`}
                    fields={organisation ? { organisation } : {}}
                    classes="govuk-button--secondary govuk-!-margin-bottom-0"
                  >
                    Take away<span class="govuk-visually-hidden"> what is granted for {organisationName ?? council}</span>
                  </PostButton>
                ),
              },
            ]
          : []),
      ])}
    />
  );
}

function GrantForm(props: {
  base: string;
  typed: TypedRight | undefined;
  errors: readonly FieldError[] | undefined;
  officers: readonly { id: string; name: string }[];
}): Element {
  const { base, typed = nothingTyped, errors, officers } = props;
  return (
    <form method="post" action={`${base}/rights`} novalidate>
      <h2 class="govuk-heading-m">Give a right</h2>
      <p class="govuk-body">
        It joins the rights above and counts at once: the person is signed out, and has it when they sign in again. Roles are for one
        organisation at a time, or for the council itself; whoever has several rights chooses for whom they act.
      </p>
      <RightFields typed={typed} errors={errors} officers={officers} />
      <Button text="Give the right" preventDoubleClick />
    </form>
  );
}

/** The council's providers that give rights of themselves: whatever is done here, they say it again at the next sign-in. */
const assertingIn = ({ council: { providers } }: Context): string[] =>
  providers.filter(({ shape, roles }) => shape !== 'plain' && Object.keys(roles).length > 0).map(({ title }) => title);

function EntryForm(props: {
  base: string;
  barred: boolean;
  reason: string | undefined;
  errors: readonly FieldError[] | undefined;
}): Element {
  const { base, barred, reason, errors } = props;
  if (barred)
    return (
      <>
        <h2 class="govuk-heading-m">Let this person in again</h2>
        <p class="govuk-body">The rights above count again when they next sign in.</p>
        <PostButton action={`${base}/no-entry/ending`} classes="govuk-button--secondary" text="Let them in again" />
      </>
    );
  return (
    <form method="post" action={`${base}/no-entry`} novalidate>
      <h2 class="govuk-heading-m">Refuse entry</h2>
      <p class="govuk-body">
        The person is signed out at once and does not come in again, whatever rights they have and whatever the sign-in service says of
        them. Their rights and their history stay, and you can let them in again.
      </p>
      <Radios
        name="no-entry"
        fieldset={{ legend: { text: 'Why may they not come in? They are not told.', classes: 'govuk-fieldset__legend--s' } }}
        items={Object.entries(noEntryReasons).map(([value, text]) => ({ value, text }))}
        value={reason}
        errorMessage={errorFor(errors, 'no-entry')}
      />
      <Button text="Refuse entry" classes="govuk-button--warning" preventDoubleClick />
    </form>
  );
}

function ErasureForm(props: {
  base: string;
  reason: string | undefined;
  errors: readonly FieldError[] | undefined;
  asserting: readonly string[];
}): Element {
  const { base, reason, errors, asserting } = props;
  return (
    <form method="post" action={`${base}/erasure`} novalidate>
      <h2 class="govuk-heading-m">Erase this person</h2>
      <WarningText text="The name, the e-mail address, every right and every way to sign in are taken away, and do not come back." />
      <p class="govuk-body">Bookings, invoices, ledger and audit trail stay as they are, and name a former user from then on.</p>
      {asserting.length > 0 && (
        <p class="govuk-body">
          Erasing keeps nobody out. If {asserting.join(' or ')} says at a later sign-in that this person has a role here, they come in as
          somebody new, with that role and without any of this history, and a refused entry is forgotten with them. To keep somebody out,
          refuse them entry and do not erase them, or have the role taken away there first.
        </p>
      )}
      <Radios
        name="reason"
        fieldset={{ legend: { text: 'Why?', classes: 'govuk-fieldset__legend--s' } }}
        items={Object.entries(erasureReasons).map(([value, text]) => ({ value, text }))}
        value={reason}
        errorMessage={errorFor(errors, 'reason')}
      />
      <Checkboxes
        name="confirm"
        items={[{ value: 'yes', text: 'I know that this cannot be undone' }]}
        errorMessage={errorFor(errors, 'confirm')}
      />
      <Button text="Erase" classes="govuk-button--warning" preventDoubleClick />
    </form>
  );
}

/** Back to the person with what was done, or the same page with what was wrong and what was typed. */
async function settle<T>(context: Context, c: Web, decision: Decision<T>, typed?: Typed): Promise<Response> {
  if (!decision.ok) return personPage(context, c, { refusal: decision.refusal, ...(typed ? { typed } : {}) });
  return seeOther(`/${context.council.slug}/identity/people/${c.req.param('person')}?done=yes`);
}

const unknown = refuse('unknown-user');

/** Two forms on one page ask for a reason, each in a field of its own. */
const atField = <T,>(field: string, decision: Decision<T>): Decision<T> =>
  decision.ok || !decision.refusal.faults
    ? decision
    : { ok: false, refusal: { ...decision.refusal, faults: decision.refusal.faults.map((fault) => ({ ...fault, field })) } };

export const person = {
  'GET /identity/people/{person}': (context, c) => personPage(context, c),
  'POST /identity/people/{person}/rights': async (context, c) => {
    const [id, right] = [personIn(c), await rightIn(context, await readForm(c))];
    const command = rightCommand(grantSchema, right);
    return settle(context, c, !id ? unknown : command.ok ? await grantRight(context, id, command.value) : command, { right });
  },
  'POST /identity/people/{person}/rights/ending': async (context, c) => {
    const [id, form] = [personIn(c), await readForm(c)];
    const command = parse(takeSchema, { organisation: form.one('organisation') });
    return settle(context, c, !id ? unknown : command.ok ? await takeRight(context, id, command.value) : command);
  },
  'POST /identity/people/{person}/sign-out': async (context, c) => {
    const id = personIn(c);
    return settle(context, c, id ? await endSessions(context, id) : unknown);
  },
  'POST /identity/people/{person}/no-entry': async (context, c) => {
    const [id, form] = [personIn(c), await readForm(c)];
    const noEntry = form.one('no-entry') ?? form.one('reason');
    const command = atField('no-entry', parse(noEntrySchema, { reason: noEntry }));
    return settle(context, c, !id ? unknown : command.ok ? await refuseEntry(context, id, command.value) : command, { noEntry });
  },
  'POST /identity/people/{person}/no-entry/ending': async (context, c) => {
    const id = personIn(c);
    return settle(context, c, id ? await allowEntry(context, id) : unknown);
  },
  'POST /identity/people/{person}/erasure': async (context, c) => {
    const [id, form] = [personIn(c), await readForm(c)];
    const reason = form.one('reason');
    const command = parse(erasureSchema, { reason, confirm: form.one('confirm') === 'yes' });
    return settle(context, c, !id ? unknown : command.ok ? await erasePerson(context, id, command.value) : command, { reason });
  },
} satisfies Record<string, Handler>;
