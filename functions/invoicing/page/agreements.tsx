// Lines that wait for a buyer's consent: what was quoted, what it would be now and why, and the buyer's word on it.
import { dateText } from '../../../shared/calendar.ts';
import type { Context } from '../../../shared/context.ts';
import type { Refusal } from '../../../shared/decision.ts';
import { type Handlers, parse, readForm, seeOther, type Web } from '../../../shared/http.ts';
import { type OrganisationId, organisationIdSchema, organisationTyped } from '../../../shared/ids.ts';
import { formatPence } from '../../../shared/money.ts';
import { faultsOf, page, problemPage } from '../../../shared/page.tsx';
import {
  Button,
  Checkboxes,
  errorFor,
  Input,
  InsetText,
  LinkLine,
  NotificationBanner,
  PageHeading,
  Radios,
  Textarea,
} from '../../../shared/ui/index.ts';
import { can } from '../../identity/rules.ts';
import type { manifest } from '../../manifest.ts';
import { type Agreements, answerAgreements, readAgreements } from '../actions/agreements.ts';
import { sayingText, vatNow, type Waiting } from '../rules/consent.ts';
import { halfDayText, treatmentWords } from '../rules/words.ts';
import { consentSchema, mostAtOnce } from '../schema/consent.ts';
import { waitingPage } from './waiting.tsx';

type Routes = (typeof manifest)['invoicing']['routes'];
type Pages = Pick<Handlers<Routes>, Extract<keyof Routes, `${string} /invoicing/agreements${string}`>>;
type Typed = { lines: string[]; answer?: string | undefined; reason?: string | undefined };

/** A line and the treatment shown for it in one value, so that nobody agrees to another. */
const choiceOf = ({ charge, now }: Waiting) => `${charge.id} ${now.rail} ${now.category} ${now.rateBasisPoints}`;
const lineFrom = (value: string) => {
  const [charge, rail, category, rate] = value.split(' ');
  return { charge, treatment: { rail, category, rateBasisPoints: Number(rate) } };
};

const lineText = ({ charge }: Waiting) => `${halfDayText(charge)}: ${charge.serviceTitle}`;

/** `reader` is the organisation that the reader acts for; nobody for the council's people. */
function LineHint({ line, reader }: { line: Waiting; reader: OrganisationId | undefined }) {
  const { charge, now, buyerName, sayings } = line;
  const vatPence = vatNow(line);
  return (
    <>
      {charge.instalment ? `Agreed to by ${charge.schoolName}` : `Booked for ${charge.schoolName}, delivered by ${charge.officerName}`}.
      Quoted as {treatmentWords(charge.quoted)}; now {treatmentWords(now)}: {formatPence(charge.netPence)} and {formatPence(vatPence)} VAT,{' '}
      {formatPence(charge.netPence + vatPence)} in all. {now.rail === 'journal' ? 'Recharged' : 'Invoiced'} to {buyerName}.
      {sayings.map((saying) => ` ${sayingText(saying, reader)}`)}
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
          text: lineText(line),
          hint: { html: <LineHint line={line} reader={context.actor.organisation} /> },
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
            hint: { text: 'Finance sees your reason and will be in touch. The line waits, and is not billed.' },
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
  const { buyer, lines, more, followedBy } = agreements;
  const reader = context.actor.organisation;
  const done = c.req.query('done') ?? '';
  const said = saidTexts[done];
  const mayAnswer = can(context.actor, 'agreement:give');
  return page(context, c, {
    title: 'Lines that wait for agreement',
    refusal,
    children: (
      <>
        {/* After a no nothing is done yet: it is not told as a success. */}
        {said && <NotificationBanner {...(done === 'agreed' ? { type: 'success' as const } : {})} text={said} />}
        <PageHeading caption={buyer.name}>Lines that wait for agreement</PageHeading>
        <p class="govuk-body">
          When a school becomes an academy, joins another school or otherwise changes what it is, work that was quoted before may have to be
          billed differently. Nothing of it is billed until whoever pays has agreed.
        </p>
        {followedBy.map(({ name, on }) => (
          <InsetText
            text={`${name} took the place of ${buyer.name} on ${dateText(on)}. Whoever acts for ${name} sees what waits of either, and agrees to it.`}
          />
        ))}
        {lines.length === 0 && <InsetText text="No line waits." />}
        {lines.length > mostAtOnce && (
          <p class="govuk-body">
            The first {mostAtOnce} of {more ? `more than ${lines.length}` : lines.length}. The others follow when these are answered.
          </p>
        )}
        {lines.length > 0 && mayAnswer && <AnswerForm context={context} agreements={agreements} typed={typed} refusal={refusal} />}
        {lines.length > 0 && !mayAnswer && (
          <ul class="govuk-list govuk-list--bullet">
            {lines.slice(0, mostAtOnce).map((line) => (
              <li>
                {lineText(line)}. <LineHint line={line} reader={reader} />
              </li>
            ))}
          </ul>
        )}
      </>
    ),
  });
}

const saidTexts: Record<string, string> = {
  agreed: 'Your answer is kept. What you agreed to is billed with the next run.',
  declined: 'Your answer is kept, and finance will be in touch. Until then the line waits and is not billed.',
};

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
        <LinkLine href={`/${context.council.slug}/invoicing/agreements/waiting`} text="Show what waits over all schools" />
      </>
    ),
  });

const wanted = (context: Context, c: Web) => {
  const text = context.actor.organisation ?? organisationTyped(c.req.query('organisation')?.trim());
  return text ? organisationIdSchema.safeParse(text).data : undefined;
};

export const agreementPages: Pages = {
  'GET /invoicing/agreements/waiting': waitingPage,
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
    if (decision.ok)
      return seeOther(
        `/${context.council.slug}/invoicing/agreements?done=${command.ok && command.value.answer === 'agree' ? 'agreed' : 'declined'}`,
      );
    const shown = organisation ? await readAgreements(context, organisation) : decision;
    return shown.ok ? agreementsPage(context, c, shown.value, typed, decision.refusal) : problemPage(c, context, decision.refusal);
  },
};
