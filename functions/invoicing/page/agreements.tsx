// Lines that wait for a buyer's consent: what was quoted, what it would be now and why, and the buyer's word on it.
import { dateText } from '../../../shared/calendar.ts';
import type { Context } from '../../../shared/context.ts';
import type { Refusal } from '../../../shared/decision.ts';
import { type Handlers, parse, readForm, seeOther, type Web } from '../../../shared/http.ts';
import { organisationIdSchema, organisationTyped } from '../../../shared/ids.ts';
import { formatPence } from '../../../shared/money.ts';
import { faultsOf, page, problemPage } from '../../../shared/page.tsx';
import type { Treatment } from '../../../shared/policy/schema.ts';
import {
  Button,
  Checkboxes,
  errorFor,
  Input,
  InsetText,
  NotificationBanner,
  PageHeading,
  Radios,
  Textarea,
} from '../../../shared/ui/index.ts';
import { can } from '../../identity/rules.ts';
import type { manifest } from '../../manifest.ts';
import { type Agreements, answerAgreements, readAgreements } from '../actions/agreements.ts';
import { vatNow, type Waiting } from '../rules/consent.ts';
import { consentSchema, mostAtOnce } from '../schema/consent.ts';

type Routes = (typeof manifest)['invoicing']['routes'];
type Pages = Pick<Handlers<Routes>, Extract<keyof Routes, `${string} /invoicing/agreements${string}`>>;
type Typed = { lines: string[]; answer?: string | undefined; reason?: string | undefined };

const treatmentWords = ({ rail, category, rateBasisPoints }: Treatment) =>
  rail === 'journal'
    ? 'a recharge without VAT'
    : category === 'S'
      ? `an invoice with VAT at ${rateBasisPoints / 100}%`
      : 'an invoice without VAT';

/** A line and the treatment shown for it in one value, so that nobody agrees to another. */
const choiceOf = ({ charge, now }: Waiting) => `${charge.id} ${now.rail} ${now.category} ${now.rateBasisPoints}`;
const lineFrom = (value: string) => {
  const [charge, rail, category, rate] = value.split(' ');
  return { charge, treatment: { rail, category, rateBasisPoints: Number(rate) } };
};

function LineHint({ line }: { line: Waiting }) {
  const { charge, now, said } = line;
  const vatPence = vatNow(line);
  return (
    <>
      Booked for {charge.schoolName}, delivered by {charge.officerName}. Quoted as {treatmentWords(charge.quoted)}; now{' '}
      {treatmentWords(now)}: {formatPence(charge.netPence)} and {formatPence(vatPence)} VAT, {formatPence(charge.netPence + vatPence)} in
      all.
      {said?.state === 'declined' && ` You did not agree before: ${said.reason ?? ''}`}
    </>
  );
}

function AnswerForm({
  context,
  agreements,
  typed,
  refusal,
}: {
  context: Context;
  agreements: Agreements;
  typed: Typed;
  refusal?: Refusal | undefined;
}) {
  const errors = refusal && faultsOf(refusal);
  return (
    <form method="post" action={`/${context.council.slug}/invoicing/agreements`} novalidate>
      <Checkboxes
        name="lines"
        idPrefix="lines"
        fieldset={{ legend: { text: 'Which half-days?', classes: 'govuk-fieldset__legend--m' } }}
        errorMessage={errorFor(errors, 'lines')}
        items={agreements.lines.slice(0, mostAtOnce).map((line) => ({
          value: choiceOf(line),
          text: `${dateText(line.charge.deliveredOn)}: ${line.charge.serviceTitle}`,
          hint: { html: <LineHint line={line} /> },
          checked: typed.lines.includes(choiceOf(line)),
        }))}
      />
      <Radios
        name="answer"
        idPrefix="answer"
        fieldset={{ legend: { text: 'Do you agree to be billed as shown?', classes: 'govuk-fieldset__legend--m' } }}
        errorMessage={errorFor(errors, 'answer')}
        items={[
          { value: 'agree', text: 'Yes, bill them as shown', checked: typed.answer === 'agree' },
          {
            value: 'decline',
            text: 'No',
            hint: { text: 'Finance sees your reason and will be in touch. Nothing is billed.' },
            checked: typed.answer === 'decline',
          },
        ]}
      />
      <Textarea
        name="reason"
        label={{ text: 'If not, why?' }}
        rows={3}
        value={typed.reason ?? ''}
        errorMessage={errorFor(errors, 'reason')}
      />
      <Button text="Send" />
    </form>
  );
}

function agreementsPage(
  context: Context,
  c: Web,
  agreements: Agreements,
  typed: Typed = { lines: [] },
  refusal?: Refusal,
): Promise<Response> {
  const { buyer, lines } = agreements;
  const mayAnswer = can(context.actor, 'agreement:give');
  return page(context, c, {
    title: 'Lines that wait for agreement',
    refusal,
    children: (
      <>
        {c.req.query('done') === 'said' && (
          <NotificationBanner type="success" text="Your answer is kept. What you agreed to is billed with the next run." />
        )}
        <PageHeading caption={buyer.name}>Lines that wait for agreement</PageHeading>
        <p class="govuk-body">
          When a school becomes an academy, joins another school or otherwise changes what it is, work that was quoted before may have to be
          billed differently. Nothing of it is billed until whoever pays has agreed.
        </p>
        {lines.length === 0 && <InsetText text="No line waits." />}
        {lines.length > mostAtOnce && (
          <p class="govuk-body">
            The first {mostAtOnce} of {lines.length}. The others follow when these are answered.
          </p>
        )}
        {lines.length > 0 && mayAnswer && <AnswerForm context={context} agreements={agreements} typed={typed} refusal={refusal} />}
        {lines.length > 0 && !mayAnswer && (
          <ul class="govuk-list govuk-list--bullet">
            {lines.map((line) => (
              <li>
                {dateText(line.charge.deliveredOn)}: {line.charge.serviceTitle}. <LineHint line={line} />
              </li>
            ))}
          </ul>
        )}
      </>
    ),
  });
}

/** Staff say whose lines they want to see. */
const askPage = (context: Context, c: Web, refusal?: Refusal): Promise<Response> =>
  page(context, c, {
    title: 'Lines that wait for agreement',
    refusal,
    children: (
      <>
        <PageHeading>Lines that wait for agreement</PageHeading>
        <form method="get" action={`/${context.council.slug}/invoicing/agreements`}>
          <Input
            name="organisation"
            label={{ text: 'Whose?' }}
            hint={{ text: 'The school’s URN, such as 990001' }}
            value={c.req.query('organisation') ?? ''}
            errorMessage={errorFor(refusal && faultsOf(refusal), 'organisation')}
            classes="govuk-input--width-20"
          />
          <Button text="Show" classes="govuk-button--secondary" />
        </form>
        <p class="govuk-body">What a billing run holds back, and what a school said of it, is shown on the run too.</p>
      </>
    ),
  });

const wanted = (context: Context, c: Web) => {
  const text = context.actor.organisation ?? organisationTyped(c.req.query('organisation')?.trim());
  return text ? organisationIdSchema.safeParse(text).data : undefined;
};

export const agreementPages: Pages = {
  'GET /invoicing/agreements': async (context, c) => {
    const organisation = wanted(context, c);
    if (!organisation) {
      const asked = c.req.query('organisation') !== undefined;
      return askPage(
        context,
        c,
        asked ? { name: 'invalid-request', faults: [{ field: 'organisation', detail: 'Enter a URN such as 990001' }] } : undefined,
      );
    }
    const decision = await readAgreements(context, organisation);
    if (decision.ok) return agreementsPage(context, c, decision.value);
    return context.actor.organisation
      ? problemPage(c, context, decision.refusal)
      : askPage(context, c, { ...decision.refusal, faults: [{ field: 'organisation', detail: '' }] });
  },
  'POST /invoicing/agreements': async (context, c) => {
    const form = await readForm(c);
    const typed: Typed = { lines: form.many('lines'), answer: form.one('answer'), reason: form.one('reason') };
    const organisation = context.actor.organisation;
    const command = parse(consentSchema, { organisation, answer: typed.answer, reason: typed.reason, lines: typed.lines.map(lineFrom) });
    const decision = command.ok ? await answerAgreements(context, command.value) : command;
    if (decision.ok) return seeOther(`/${context.council.slug}/invoicing/agreements?done=said`);
    const shown = organisation ? await readAgreements(context, organisation) : decision;
    return shown.ok ? agreementsPage(context, c, shown.value, typed, decision.refusal) : problemPage(c, context, decision.refusal);
  },
};
