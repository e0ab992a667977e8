// The next step of a draft, for whoever looks at it: submitted, reviewed, published, taken back or withdrawn.
import { type CivilDate, dateText, type Instant, londonClock } from '../../../shared/calendar.ts';
import type { Context } from '../../../shared/context.ts';
import type { Refusal } from '../../../shared/decision.ts';
import { faultsOf } from '../../../shared/page.tsx';
import {
  Button,
  Details,
  type Element,
  errorFor,
  Input,
  InsetText,
  PostButton,
  Radios,
  Textarea,
  WarningText,
} from '../../../shared/ui/index.ts';
import { can } from '../../identity/rules.ts';
import type { SeenDraft } from '../actions/drafts-read.ts';
import { usualMoment } from '../rules/drafts.ts';
import { grantedByRun } from '../rules/policies/counting.ts';
import { draftPath } from './policies.tsx';

export type Again = { refusal: Refusal; typed: { outcome?: string | undefined; reason?: string | undefined; time?: string | undefined } };

/** What can be done with it as it stands, by whoever looks at it. */
export function Steps({ context, seen, again }: { context: Context; seen: SeenDraft; again: Again | undefined }): Element {
  const { draft, faults, pack, own } = seen;
  const path = draftPath(context, draft.id);
  const version = { version: String(draft.version) };
  const [mayDraft, mayReview] = [can(context.actor, 'policy:draft'), can(context.actor, 'policy:review')];
  const form = { path, version: draft.version, again };
  return (
    <>
      {draft.state === 'draft' && mayDraft && faults.length === 0 && (
        <PostButton action={`${path}/submission`} fields={version} text="Submit it for review" />
      )}
      {draft.state === 'submitted' && mayReview && own && (
        <InsetText text="You changed or submitted this draft, so somebody else has to review it." />
      )}
      {draft.state === 'submitted' && mayReview && !own && <ReviewForm {...form} />}
      {draft.state === 'reviewed' && mayReview && pack && faults.length === 0 && (
        <PublishForm {...form} effectiveFrom={pack.effectiveFrom} now={context.now} />
      )}
      {draft.state === 'reviewed' && mayReview && !own && <SendBackForm {...form} />}
      {(draft.state === 'submitted' || draft.state === 'reviewed') && mayDraft && (
        <PostButton
          action={`${path}/withdrawal`}
          fields={{ ...version, what: 'submission' }}
          text="Take the submission back, to change it"
          classes="govuk-button--secondary"
        />
      )}
      {draft.state !== 'published' && draft.state !== 'withdrawn' && mayDraft && (
        <Details summaryText="Withdraw the draft">
          <p class="govuk-body">It stays on the list as withdrawn, and nothing more can be done with it.</p>
          <PostButton
            action={`${path}/withdrawal`}
            fields={{ ...version, what: 'draft' }}
            text="Withdraw it"
            classes="govuk-button--warning"
          />
        </Details>
      )}
    </>
  );
}

type FormProps = { path: string; version: number; again: Again | undefined };
const errorsOf = (again: Again | undefined) => again && faultsOf(again.refusal);

function ReviewForm({ path, version, again }: FormProps): Element {
  const errors = errorsOf(again);
  return (
    <form method="post" action={`${path}/review`} novalidate>
      <input type="hidden" name="version" value={String(version)} />
      <Radios
        name="outcome"
        fieldset={{ legend: { text: 'Your review', classes: 'govuk-fieldset__legend--m' } }}
        value={again?.typed.outcome}
        items={[
          { value: 'approved', text: 'Approve it: it can then be published' },
          { value: 'sent-back', text: 'Send it back' },
        ]}
        errorMessage={errorFor(errors, 'outcome')}
      />
      <Textarea
        name="reason"
        label={{ text: 'What is to be changed' }}
        hint={{ text: 'Only where you send it back' }}
        value={again?.typed.reason}
        errorMessage={errorFor(errors, 'reason')}
      />
      <Button text="Give your review" preventDoubleClick />
    </form>
  );
}

function PublishForm({ path, version, again, effectiveFrom, now }: FormProps & { effectiveFrom: CivilDate; now: Instant }): Element {
  const { time } = londonClock(usualMoment(effectiveFrom, now));
  return (
    <form method="post" action={`${path}/publication`} novalidate>
      <h2 class="govuk-heading-m">Publish it</h2>
      <WarningText text={`It takes effect on ${dateText(effectiveFrom)}. A published version never changes. ${grantedByRun}`} />
      <input type="hidden" name="version" value={String(version)} />
      <Input
        name="effectiveAt"
        label={{ text: 'At what time of that day' }}
        hint={{ text: `24-hour clock, such as 09:00, and at least five minutes from now. Left empty: ${time}.` }}
        classes="govuk-input--width-5"
        value={again?.typed.time}
        errorMessage={errorFor(errorsOf(again), 'effectiveAt')}
      />
      <Button text="Publish" preventDoubleClick />
    </form>
  );
}

/** What was approved is sent back all the same, by a reviewer who has found something. */
function SendBackForm({ path, version, again }: FormProps): Element {
  const errors = errorsOf(again);
  return (
    <Details summaryText="Send it back after all" open={errors?.some(({ field }) => field === 'reason') ?? false}>
      <form method="post" action={`${path}/review`} novalidate>
        <input type="hidden" name="version" value={String(version)} />
        <input type="hidden" name="outcome" value="sent-back" />
        <Textarea
          name="reason"
          label={{ text: 'What is to be changed' }}
          value={again?.typed.reason}
          errorMessage={errorFor(errors, 'reason')}
        />
        <Button text="Send it back" classes="govuk-button--secondary" preventDoubleClick />
      </form>
    </Details>
  );
}
