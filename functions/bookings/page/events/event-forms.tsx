// The forms of an event of several schools: a school agrees to its share or declines it, and whoever organises it divides the cost anew or withdraws it.
import type { Refusal } from '../../../../shared/decision.ts';
import { formatPence } from '../../../../shared/money.ts';
import { faultsOf } from '../../../../shared/page.tsx';
import { Button, CharacterCount, type Element, errorFor, Input, InsetText, PostButton, Radios } from '../../../../shared/ui/index.ts';
import type { Answering, ShownEvent } from '../../actions/events/event-read.ts';
import type { Offer } from '../../rules/events/events.ts';
import type { SplitRule } from '../../schema/shares.ts';
import type { EventPlan } from './event-plan.tsx';
import { OtherSchools, SchoolFields } from './event-schools.tsx';
import { Acknowledging } from './unanswerable.tsx';

export type EventGiven = {
  refusal?: Refusal | undefined;
  school?: string | undefined;
  purse?: string | undefined;
  purchaseOrder?: string | undefined;
  reason?: string | undefined;
  agreed?: string | undefined;
  /** How the cost was to be divided anew. */
  division?: Pick<EventPlan, 'schools' | 'weights' | 'split' | 'others'>;
};

export const splitText: Readonly<Record<SplitRule, string>> = {
  equal: 'equally',
  pupils: 'by the number of pupils',
  named: 'by parts that were named',
};

const purseTexts = { 'delegated-budget': 'The delegated budget', 'own-funds': 'Its own funds' } as const;
const offerText = ({ netPence, vatPence, grossPence }: Offer): string =>
  vatPence > 0
    ? `${formatPence(netPence)} and VAT of ${formatPence(vatPence)}: ${formatPence(grossPence)} in all, by invoice`
    : `${formatPence(netPence)} without VAT`;

/** What one school's share comes to, and its word for it. */
export function AnswerForms({ base, own, given, several }: { base: string; own: Answering; given: EventGiven; several: boolean }): Element {
  const { school, schoolName, payerName, offers, agreed, purchaseOrderRequired, purchaseOrderLike, leaveTo } = own;
  const isOwn = !several || given.school === school;
  const errors = given.refusal && isOwn ? faultsOf(given.refusal) : undefined;
  const named = several ? `-${school}` : '';
  const [first] = offers;
  return (
    <section>
      <h2 class="govuk-heading-m">The share of {schoolName}</h2>
      {first && first.netPence === 0 && <p class="govuk-body">Nothing is charged.</p>}
      {leaveTo && (
        <InsetText
          text={`It is more than you may commit to. ${leaveTo.length > 0 ? `${leaveTo.join(' or ')} agrees to it here.` : 'Nobody is named who may agree to it: ask whoever keeps the limits of your organisation.'}`}
        />
      )}
      {!leaveTo && (
        <form method="post" action={`${base}/agreements`} novalidate>
          <input type="hidden" name="school" value={school} />
          <input type="hidden" name="agreed" value={agreed} />
          <Radios
            name="purse"
            idPrefix={`purse${named}`}
            fieldset={{ legend: { text: `What does ${payerName} pay from?`, classes: 'govuk-fieldset__legend--s' } }}
            value={(isOwn ? given.purse : undefined) ?? (offers.length === 1 ? first?.purse : undefined)}
            errorMessage={errorFor(errors, 'purse')}
            items={offers.map((offer) => ({ value: offer.purse, text: purseTexts[offer.purse], hint: { text: offerText(offer) } }))}
          />
          <Input
            id={`purchaseOrder${named}`}
            name="purchaseOrder"
            label={{ text: purchaseOrderRequired ? 'Purchase order number' : 'Purchase order number, if you have one' }}
            hint={purchaseOrderLike ? { text: `They look like ${purchaseOrderLike}` } : undefined}
            value={isOwn ? given.purchaseOrder : undefined}
            classes="govuk-input--width-20"
            errorMessage={errorFor(errors, 'purchaseOrder')}
          />
          <Button text="Agree to this share" preventDoubleClick />
        </form>
      )}
      <form method="post" action={`${base}/decline`} novalidate>
        <input type="hidden" name="school" value={school} />
        <CharacterCount
          id={`reason${named}`}
          name="reason"
          maxlength={500}
          rows={2}
          label={{ text: 'Or decline. Why? Whoever organises the event is told.' }}
          value={isOwn ? given.reason : undefined}
          errorMessage={errorFor(errors, 'reason')}
        />
        <Button text="Decline this share" classes="govuk-button--secondary" preventDoubleClick />
      </form>
    </section>
  );
}

/** For whoever organises it: the cost divided anew, among some of the schools or by another rule, and the end of it. */
export function OrganiserForms({ base, event, given }: { base: string; event: ShownEvent; given: EventGiven }): Element {
  const { refusal, division } = given;
  const errors = division && refusal && faultsOf(refusal);
  const kept = event.shares.filter(({ state }) => state !== 'declined');
  const weights = Object.fromEntries(event.shares.map(({ school, weight }) => [school, String(weight)]));
  return (
    <>
      <form method="post" action={`${base}/division`} novalidate>
        <h2 class="govuk-heading-m">Divide the cost anew</h2>
        <p class="govuk-body">Everybody whose share changes is asked again. Whose share stays the same need not answer twice.</p>
        <SchoolFields
          schools={event.shares.map(({ school, schoolName }) => ({ id: school, name: schoolName }))}
          chosen={division?.schools ?? kept.map(({ school }) => school)}
          weights={division?.weights ?? weights}
          split={division?.split ?? event.split}
          errors={errors}
        />
        <OtherSchools others={division?.others} errors={errors} />
        <Acknowledging refusal={refusal} errors={errors} />
        <Button text="Divide anew" classes="govuk-button--secondary" preventDoubleClick />
      </form>
      <h2 class="govuk-heading-m">Withdraw it</h2>
      <p class="govuk-body">Its sessions are then free at once, and nobody is charged.</p>
      <PostButton action={`${base}/withdrawal`} classes="govuk-button--warning" text="Withdraw the event" />
    </>
  );
}
