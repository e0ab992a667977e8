// Corrections of what a delivered session was recorded as, on its booking's page: asking for one, and a second person's answer.
import { dateText, sessionText } from '../../../shared/calendar.ts';
import type { Context } from '../../../shared/context.ts';
import { halfDayPence } from '../../../shared/money.ts';
import { faultsOf } from '../../../shared/page.tsx';
import {
  Button,
  CharacterCount,
  DateField,
  dateTyped,
  type Element,
  errorFor,
  type FieldError,
  fieldOf,
  halfDaysText,
  Input,
  InsetText,
  Money,
  Radios,
  SummaryList,
} from '../../../shared/ui/index.ts';
import type { FreeAccount } from '../../entitlements/schema.ts';
import { can } from '../../identity/rules.ts';
import type { NamedRequest, Seen } from '../actions/read.ts';
import { correctable } from '../rules/reclassify.ts';
import { saidAmong } from '../rules/work.ts';
import type { BookedSession, Booking, Funding } from '../schema.ts';
import type { Given } from './booking.tsx';

type Props = { context: Context; seen: Seen; given: Given };

const kindText = (funding: Funding) =>
  funding.fund === 'traded' ? (
    <>
      charged: <Money pence={halfDayPence(funding.perDayExVatPence)} /> before VAT
    </>
  ) : funding.fund === 'entitlement' ? (
    <>
      free: {funding.title.toLowerCase()}
      {funding.holderName && ` of ${funding.holderName}`}
    </>
  ) : funding.fund === 'package' ? (
    <>paid for in advance: {funding.title.toLowerCase()}</>
  ) : (
    <>free: core service</>
  );

type Form = { one(name: string): string | undefined };
const boxes = ['visit', 'to', 'account', 'reason', 'agreedBy', 'agreedHow', 'agreedOn-day', 'agreedOn-month', 'agreedOn-year'] as const;

/** What was typed to ask for a correction, and the same as the command it makes. */
export function correctionFrom(form: Form) {
  const typed = Object.fromEntries(boxes.map((name) => [name, form.one(name)]));
  const on = dateTyped(form, 'agreedOn');
  const isAgreed = [typed.agreedBy, typed.agreedHow, on].some(Boolean);
  const agreed = isAgreed ? { agreed: { by: typed.agreedBy, how: typed.agreedHow, on } } : {};
  const account = typed.to === 'free' && typed.account ? { account: typed.account } : {};
  return { typed, command: { visit: typed.visit, to: typed.to, reason: typed.reason, ...(typed.to === 'paid' ? agreed : {}), ...account } };
}

/** Where on the page a field of the command is asked for: the booking's other forms have a reason and a note too. */
export const correctionInput = (field: string, request: string | undefined): string =>
  request
    ? `${field}-${request}`
    : field === 'reason'
      ? 'correction-reason'
      : field === 'agreed'
        ? 'agreed'
        : field.replace(/^agreed\.(\w)/, (_, first: string) => `agreed${first.toUpperCase()}`);

/** Everything about corrections that this reader may see and do; nothing for a school or an officer. */
export function Corrections({ context, seen, given }: Props) {
  const { booking, reclassifications } = seen;
  const { open, billed } = correctable(booking, { billed: seen.billed, hasFreeDays: seen.paying.length > 0, sellable: seen.sellable });
  const asks = can(context.actor, 'reclassification:ask');
  const mayAsk = asks && open.length + billed.length > 0;
  const isShared =
    asks && booking.event !== undefined && booking.sessions.some((session) => session.state === 'delivered' && isCharged(session));
  if (reclassifications.length === 0 && !mayAsk && !isShared) return null;
  return (
    <>
      <h2 class="govuk-heading-m" id="corrections" tabindex={-1}>
        Free or paid
      </h2>
      {reclassifications.map((request) => (
        <Request context={context} booking={booking.id} request={request} given={given} isBilled={seen.billed.includes(request.visit)} />
      ))}
      {isShared && <InsetText text={`Several schools share its price. It stays as it was recorded, as ${laterText}`} />}
      {mayAsk && <Billed booking={booking} billed={billed} />}
      {mayAsk && open.length > 0 && (
        <AskForm
          action={`/${context.council.slug}/bookings/${booking.id}/reclassifications`}
          sessions={open}
          paying={seen.paying}
          given={given}
        />
      )}
    </>
  );
}

const laterText =
  'no credit note is issued here. Finance corrects what is owed in the council’s own accounts, and names the document there.';

/** The visits whose kind is settled, as what they cost is on a document, and what is done instead. */
const Billed = ({ booking, billed }: { booking: Booking; billed: readonly BookedSession[] }): Element | null =>
  billed.length > 0 ? (
    <InsetText
      text={`Billed already, and not to be recorded as free any more: ${billed.map(saidAmong(booking.sessions)).join('; ')}. ${billed.length === 1 ? 'It stays as it was billed' : 'They stay as they were billed'}, as ${laterText}`}
    />
  ) : null;

const stateText = ({ state, answeredByName }: NamedRequest) =>
  state === 'asked' ? 'Waits for a second person' : `${state === 'approved' ? 'Approved' : 'Declined'} by ${answeredByName ?? ''}`;

type RequestProps = { context: Context; booking: string; request: NamedRequest; given: Given; isBilled: boolean };

function Request({ context, booking, request, given, isBilled }: RequestProps) {
  const { session, from, to, reason, agreed, askedByName, note } = request;
  const mayAnswer = request.state === 'asked' && can(context.actor, 'reclassification:answer');
  const isOwn = request.askedBy === context.actor.person;
  return (
    <>
      <SummaryList
        rows={[
          { key: { text: 'Session' }, value: { text: sessionText(session) } },
          {
            key: { text: 'From' },
            value: { html: kindText(from) },
          },
          { key: { text: 'To' }, value: { html: kindText(to) } },
          { key: { text: 'Asked by' }, value: { html: <span class="daybook-typed">{`${askedByName}: ${reason}`}</span> } },
          agreed
            ? {
                key: { text: 'Agreed to by' },
                value: { html: <span class="daybook-typed">{`${agreed.by}, ${dateText(agreed.on)}: ${agreed.how}`}</span> },
              }
            : null,
          {
            key: { text: 'Answer' },
            value: {
              html: (
                <>
                  {stateText(request)} {note && <span class="govuk-hint daybook-typed">{note}</span>}
                </>
              ),
            },
          },
        ]}
      />
      {mayAnswer && isBilled && <InsetText text={`The session has been billed since it was asked for: decline it, as ${laterText}`} />}
      {mayAnswer && isOwn && !isBilled && (
        <p class="govuk-body">You asked for it yourself: a colleague approves it. You can take it back.</p>
      )}
      {mayAnswer && (
        <AnswerForm
          action={`/${context.council.slug}/bookings/${booking}/reclassifications/${request.id}/answer`}
          id={request.id}
          mayApprove={!isOwn && !isBilled}
          isOwn={isOwn}
          given={given}
        />
      )}
    </>
  );
}

type AnswerProps = { action: string; id: string; mayApprove: boolean; isOwn: boolean; given: Given };

function AnswerForm({ action, id, mayApprove, isOwn, given }: AnswerProps) {
  const errors = given.refusal && given.correction?.request === id ? faultsOf(given.refusal) : [];
  const noteId = `note-${id}`;
  return (
    <form method="post" action={action} novalidate>
      <Input
        id={noteId}
        name="note"
        label={{ text: mayApprove ? 'Note' : isOwn ? 'Why you take it back' : 'Why you decline' }}
        hint={{ text: mayApprove ? 'Needed where you decline' : '' }}
        value={given.correction?.request === id ? given.correction.answerNote : undefined}
        errorMessage={errorFor(errors, 'note')}
      />
      <div class="govuk-button-group">
        {mayApprove && <Button text="Approve" name="answer" value="approve" preventDoubleClick />}
        <Button
          text={isOwn ? 'Take it back' : 'Decline'}
          name="answer"
          value="decline"
          classes="govuk-button--secondary"
          preventDoubleClick
        />
      </div>
    </form>
  );
}

/** What free days are called, whose they are, how many are left and until when. */
export const accountText = ({ title, holderName, available, expires }: FreeAccount): string =>
  `${title}${holderName ? ` of ${holderName}` : ''}: ${halfDaysText(available)} left${expires ? `, until ${dateText(expires)}` : ''}`;

type Asking = { action: string; sessions: readonly BookedSession[]; paying: readonly FreeAccount[]; given: Given };
type Asked = { typed: NonNullable<Given['correction']>; errors: readonly FieldError[] };

const WhichSession = ({ sessions, typed, errors }: Pick<Asking, 'sessions'> & Asked) => (
  <Radios
    name="visit"
    idPrefix="visit"
    value={typed.visit}
    fieldset={{ legend: { text: 'Which session?' } }}
    items={sessions.map((session) => ({
      value: session.visit,
      text: saidAmong(sessions)(session),
      hint: { text: session.funding.fund === 'traded' ? 'Recorded as charged' : 'Recorded as free' },
    }))}
    errorMessage={errorFor(errors, 'visit')}
  />
);

const isCharged = ({ funding }: BookedSession): boolean => funding.fund === 'traded';

/** The other kind, of those that some session may become, and where it is to be free and several accounts may pay: which. */
const OtherKind = ({ sessions, paying, typed, errors }: Pick<Asking, 'sessions' | 'paying'> & Asked) => (
  <>
    <Radios
      name="to"
      idPrefix="to"
      value={typed.to ?? (sessions.every(isCharged) ? 'free' : sessions.some(isCharged) ? undefined : 'paid')}
      fieldset={{ legend: { text: 'What should it be?' } }}
      items={[
        sessions.some(isCharged) && {
          value: 'free',
          text: 'Free',
          hint: { text: 'From free days that may pay for it. Its charge is withdrawn before it is billed.' },
        },
        !sessions.every(isCharged) && {
          value: 'paid',
          text: 'Paid',
          hint: { text: 'At the price of its date, once the school has agreed to pay.' },
        },
      ].filter((item) => item !== false)}
      errorMessage={errorFor(errors, 'to')}
    />
    {sessions.some(isCharged) && paying.length > 1 && (
      <Radios
        name="account"
        idPrefix="account"
        value={typed.account ?? ''}
        fieldset={{ legend: { text: 'Where it is to be free: from which free days?' } }}
        items={[
          { value: '', text: 'The first of these that may pay for it' },
          ...paying.map((free) => ({ value: free.account, text: accountText(free) })),
        ]}
        errorMessage={errorFor(errors, 'account')}
      />
    )}
  </>
);

const WhoAgreed = ({ typed, errors }: Asked) => (
  <fieldset class="govuk-fieldset" id="agreed" tabindex={-1}>
    <legend class="govuk-fieldset__legend">Where it is to be paid: who agreed to that</legend>
    {errorFor(errors, 'agreed') && <p class="govuk-error-message">{errorFor(errors, 'agreed')?.text}</p>}
    <Input {...fieldOf(typed, errors, 'agreedBy', 'agreed.by')} label={{ text: 'Who agreed for the school' }} />
    <Input
      {...fieldOf(typed, errors, 'agreedHow', 'agreed.how')}
      label={{ text: 'How they agreed' }}
      hint={{ text: 'By letter, by e-mail, by telephone' }}
    />
    <DateField field="agreedOn" legend="When they agreed" typed={typed} errors={errors} errorField="agreed.on" legendClasses="" />
  </fieldset>
);

function AskForm({ action, sessions, paying, given }: Asking) {
  const typed: Asked['typed'] = given.correction ?? {};
  const errors = given.refusal && given.correction && !typed.request ? faultsOf(given.refusal) : [];
  return (
    <form method="post" action={action} id="reclassify" novalidate>
      <h3 class="govuk-heading-s">Record a delivered session as the other kind</h3>
      <p class="govuk-body">
        Nothing changes before a second person approves it. Neither kind is ever moved into the other: one is taken back and the other is
        recorded.
      </p>
      <WhichSession sessions={sessions} typed={typed} errors={errors} />
      <OtherKind sessions={sessions} paying={paying} typed={typed} errors={errors} />
      <CharacterCount
        id="correction-reason"
        name="reason"
        maxlength={500}
        rows={3}
        label={{ text: 'Why was it recorded as the wrong kind?' }}
        value={typed.reason}
        errorMessage={errorFor(errors, 'reason')}
      />
      {!sessions.every(isCharged) && <WhoAgreed typed={typed} errors={errors} />}
      <Button text="Ask for the correction" preventDoubleClick />
    </form>
  );
}
