// One place in a waiting list as a page: how it stands, what is offered with the ways to accept and decline it, and for the council what could be offered.
import { dateText, momentText, sessionText } from '../../../../shared/calendar.ts';
import type { Context } from '../../../../shared/context.ts';
import type { Refusal } from '../../../../shared/decision.ts';
import type { Web } from '../../../../shared/http.ts';
import { faultsOf, page } from '../../../../shared/page.tsx';
import {
  Button,
  type Element,
  errorFor,
  type FieldError,
  History,
  halfDaysText,
  InsetText,
  NotificationBanner,
  PageHeading,
  PostButton,
  Radios,
  Select,
  SummaryList,
  type SummaryRow,
  Tag,
} from '../../../../shared/ui/index.ts';
import { can } from '../../../identity/rules.ts';
import type { SeenWait, ShownWait } from '../../actions/waitlist/waitlist.ts';
import { halvesOfWeek, type WaitState } from '../../schema/waitlist.ts';
import { halfOfWeekText } from './waitlist-form.tsx';

const stateWords: Readonly<Record<WaitState, { text: string; classes: string }>> = {
  waiting: { text: 'Waiting', classes: 'govuk-tag--yellow' },
  offered: { text: 'Offered', classes: 'govuk-tag--blue' },
  booked: { text: 'Taken', classes: 'govuk-tag--green' },
  withdrawn: { text: 'Off the list', classes: 'govuk-tag--grey' },
  expired: { text: 'Ended', classes: 'govuk-tag--grey' },
};
export const waitTag = (state: WaitState): Element => <Tag {...stateWords[state]} />;

export const linkTo = (slug: string, { id, serviceTitle }: ShownWait) => (
  <a class="govuk-link" href={`/${slug}/bookings/waitlist/${id}`}>
    {serviceTitle}
  </a>
);

/** What is offered until when, or the place in the line. */
export const standsText = ({ state, offer, isHeld, place }: ShownWait): string => {
  if (state === 'offered' && offer) return isHeld ? `Held until ${momentText(offer.holdUntil)}` : 'The offer has ended';
  return place ? `Number ${place} in line` : '';
};

/** `1 day with Daniel Osei`, or with anybody. */
export const wishText = ({ halfDays, officerName }: Pick<ShownWait, 'halfDays' | 'officerName'>): string =>
  `${halfDaysText(halfDays)} with ${officerName ?? 'anybody who delivers it'}`;

/** The days that suit; one alone is said once. */
export const daysText = ({ from, to }: Pick<ShownWait, 'from' | 'to'>): string =>
  from === to ? dateText(from) : `${dateText(from)} to ${dateText(to)}`;

const suitsText = ({ suits }: Pick<ShownWait, 'suits'>): string =>
  suits.length === halvesOfWeek.length || suits.length === 0 ? 'any half-day' : suits.map(halfOfWeekText).join(', ');

const doneTexts: Readonly<Record<string, string>> = {
  joined: 'The school is on the waiting list. Whoever books for it is written to when a place is offered.',
  declined: 'The offer is declined. The place goes to whoever is next.',
  withdrawn: 'The school is off the list.',
  offered: 'The place is offered and held. Whoever books for the school is written to.',
};

/** What is offered, until when, and the ways to answer. */
function OfferShown({
  base,
  wait,
  mayAnswer,
  mayTake,
  errors,
}: {
  base: string;
  wait: ShownWait;
  mayAnswer: boolean;
  mayTake: boolean;
  errors: readonly FieldError[] | undefined;
}): Element | null {
  const { offer, isHeld, givenBy, state } = wait;
  // Once it is taken or nobody waits any more, there is nothing to answer: what became of it is told beside.
  if (!offer || (state !== 'offered' && state !== 'waiting')) return null;
  if (!isHeld)
    return (
      <InsetText text={`The offer ended on ${momentText(offer.holdUntil)}. The place is no longer held, and goes to whoever is next.`} />
    );
  return (
    <>
      <h2 class="govuk-heading-m">A place with {offer.officerName}</h2>
      <ul class="govuk-list govuk-list--bullet">
        {offer.sessions.map((session) => (
          <li>{sessionText(session)}</li>
        ))}
      </ul>
      <InsetText text={`It is held for ${wait.schoolName} until ${momentText(offer.holdUntil)}.`} />
      {mayTake && <Button text="See what it comes to, and accept" href={`${base}/quote`} />}
      {mayAnswer && (
        <form method="post" action={`${base}/decline`} id="decline" novalidate>
          {givenBy ? (
            <>
              <h2 class="govuk-heading-m">Decline it</h2>
              <input type="hidden" name="stay" value="no" />
            </>
          ) : (
            <Radios
              name="stay"
              idPrefix="stay"
              fieldset={{ legend: { text: 'Decline it, and then?', classes: 'govuk-fieldset__legend--m' } }}
              items={[
                {
                  value: 'yes',
                  text: 'Go on waiting, at the same place in the line',
                  hint: { text: 'This very place is not offered again.' },
                },
                { value: 'no', text: 'Come off the list' },
              ]}
              errorMessage={errorFor(errors, 'stay')}
            />
          )}
          <Button text="Decline the offer" classes="govuk-button--secondary" preventDoubleClick />
        </form>
      )}
    </>
  );
}

/** What the council could offer by hand, where anything is free. */
function OfferForm({
  base,
  places,
  errors,
}: {
  base: string;
  places: SeenWait['places'];
  errors: readonly FieldError[] | undefined;
}): Element {
  if (places.length === 0) return <p class="govuk-body">Nothing is free in these days that could still be offered.</p>;
  return (
    <form method="post" action={`${base}/offers`} novalidate>
      <h2 class="govuk-heading-m">Offer a place by hand</h2>
      <Select
        id="place"
        name="place"
        label={{ text: 'Which?' }}
        hint={{ text: 'It is offered before anybody else’s turn: the history keeps who did.' }}
        items={places.map(({ officer, officerName, sessions }) => ({
          value: [officer, ...sessions].join(' '),
          text: `${officerName}, ${sessions[0] ? sessionText(sessions[0]) : ''}${sessions.length > 1 ? `, ${halfDaysText(sessions.length)}` : ''}`,
        }))}
        errorMessage={errorFor(errors, 'place')}
      />
      <Button text="Offer this place" classes="govuk-button--secondary" preventDoubleClick />
    </form>
  );
}

const Became = ({ slug, became }: { slug: string; became: ShownWait['became'] }): Element | null =>
  became ? (
    <p class="govuk-body">
      {'booking' in became ? (
        <a class="govuk-link" href={`/${slug}/bookings/${became.booking}`}>
          Look at the booking
        </a>
      ) : (
        <a class="govuk-link" href={`/${slug}/bookings/requests/${became.request}`}>
          Look at the request for approval
        </a>
      )}
    </p>
  ) : null;

/** What a school waits for, since when and until when; or what it is given that waits for nothing: it joined no line, and there is none to come off. */
export function rowsOf(wait: ShownWait, joinedByName: string): SummaryRow[] {
  if (wait.givenBy)
    return [
      { key: { text: 'Given to it' }, value: { text: wishText(wait) } },
      { key: { text: 'Days' }, value: { text: daysText(wait) } },
      { key: { text: 'Why' }, value: { text: 'A school of the same trust, federation or partnership has given its place' } },
    ];
  return [
    { key: { text: 'Waits for' }, value: { text: wishText(wait) } },
    { key: { text: 'Days' }, value: { text: `${daysText(wait)}, ${suitsText(wait)}` } },
    { key: { text: 'Joined' }, value: { text: `${momentText(wait.joinedAt)}${joinedByName ? ` by ${joinedByName}` : ''}` } },
    { key: { text: 'Until' }, value: { text: dateText(wait.expiresOn) } },
  ];
}

/** The words of a refusal on this page's inputs. */
const inputOf = (field: string): string => (['officer', 'sessions'].includes(field) ? 'place' : field);

export function waitPage(
  context: Context,
  c: Web,
  { wait, joinedByName, history, mayAnswer, places }: SeenWait,
  refusal?: Refusal,
): Promise<Response> {
  const { slug } = context.council;
  const base = `/${slug}/bookings/waitlist/${wait.id}`;
  const errors = refusal && faultsOf(refusal).map(({ field, text }) => ({ field: inputOf(field), text }));
  const done = doneTexts[c.req.query('done') ?? ''];
  const isOpen = wait.state === 'waiting' || wait.state === 'offered';
  return page(context, c, {
    title: `Waiting list: ${wait.serviceTitle}`,
    refusal,
    errors,
    back: { href: `/${slug}/bookings/waitlist?school=${wait.school}`, text: 'Waiting lists' },
    children: (
      <>
        {done && !refusal && <NotificationBanner type="success" text={done} />}
        <PageHeading caption={wait.schoolName}>{wait.serviceTitle}</PageHeading>
        <p class="govuk-body">{waitTag(wait.state)}</p>
        <Became slug={slug} became={wait.became} />
        <OfferShown base={base} wait={wait} mayAnswer={mayAnswer} mayTake={can(context.actor, 'quote:make')} errors={errors} />
        <SummaryList
          rows={[
            wait.place ? { key: { text: 'Place in line' }, value: { text: String(wait.place) } } : null,
            ...rowsOf(wait, joinedByName),
          ]}
        />
        {wait.state === 'waiting' && (
          <p class="govuk-body">
            The line is in the order of joining. A place goes to the first in it whom the officer and the days suit, so that somebody
            further back may be offered one that does not suit those before.
          </p>
        )}
        {can(context.actor, 'waitlist:offer') && wait.state === 'waiting' && <OfferForm base={base} places={places} errors={errors} />}
        {mayAnswer && isOpen && !wait.givenBy && (
          <>
            <h2 class="govuk-heading-m">Come off the list</h2>
            <PostButton action={`${base}/withdrawal`} classes="govuk-button--secondary" text="Take the school off the list" />
          </>
        )}
        <History entries={history} />
      </>
    ),
  });
}
