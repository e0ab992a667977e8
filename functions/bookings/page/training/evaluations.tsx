// The questions about training as a page: for whoever has a link, who then has a certificate, and for the school itself.
import type { Context } from '../../../../shared/context.ts';
import type { Refusal } from '../../../../shared/decision.ts';
import { type Handlers, parse, readForm, seeOther, type Web } from '../../../../shared/http.ts';
import { faultsOf, page, problemPage } from '../../../../shared/page.tsx';
import type { Question } from '../../../../shared/policy/evaluations.ts';
import {
  Button,
  CharacterCount,
  type Element,
  errorFor,
  type FieldError,
  LinkLine,
  PageHeading,
  Panel,
  Radios,
} from '../../../../shared/ui/index.ts';
import type { manifest } from '../../../manifest.ts';
import {
  answerByLink,
  answerForSchool,
  type Printed,
  printLinked,
  type Questions,
  readLink,
  readQuestions,
} from '../../actions/training/evaluations.ts';
import { bookingIdFrom } from '../../routes.ts';
import { answersSchema, mostAnswerCharacters } from '../../schema/attendees.ts';
import { pdfResponse } from './attendees.tsx';
import { checkPage, summaryPage } from './evaluations-read.tsx';

type Routes = (typeof manifest)['bookings']['routes'];
type OfEvaluations = Extract<
  keyof Routes,
  `${string} /bookings/evaluations${string}` | `${string} /bookings/{booking}/evaluation` | 'GET /bookings/certificates'
>;
type Form = Awaited<ReturnType<typeof readForm>>;
type Given = { refusal?: Refusal | undefined; typed?: Readonly<Record<string, string>> };

const ratingTexts = ['1: not at all', '2', '3', '4', '5: very much'];

/** What was chosen and written, by question; what was left empty is no answer. */
const typedIn = (form: Form): Record<string, string> =>
  Object.fromEntries(
    form.many('question').flatMap((code) => {
      const answer = form.one(`answer-${code}`)?.trim();
      return answer ? [[code, answer]] : [];
    }),
  );
const answersIn = (typed: Readonly<Record<string, string>>, form: Form): Record<string, string | number> => {
  const ratings = new Set(form.many('rating'));
  return Object.fromEntries(Object.entries(typed).map(([code, text]) => [code, ratings.has(code) ? Number(text) : text]));
};

function QuestionField({
  question,
  value,
  errors,
}: {
  question: Question;
  value: string | undefined;
  errors: FieldError[] | undefined;
}): Element {
  const { code, kind, text, required } = question;
  const name = `answer-${code}`;
  const label = required ? text : `${text} (optional)`;
  return (
    <>
      <input type="hidden" name="question" value={code} />
      {kind === 'rating' && <input type="hidden" name="rating" value={code} />}
      {kind === 'rating' ? (
        <Radios
          name={name}
          idPrefix={name}
          value={value}
          fieldset={{ legend: { text: label, classes: 'govuk-fieldset__legend--m' } }}
          errorMessage={errorFor(errors, name)}
          items={ratingTexts.map((of, i) => ({ value: String(i + 1), text: of }))}
        />
      ) : (
        <CharacterCount
          id={name}
          name={name}
          maxlength={mostAnswerCharacters}
          rows={4}
          label={{ text: label, classes: 'govuk-label--m' }}
          hint={{ text: 'It is read without your name: do not name anybody in it.' }}
          value={value}
          errorMessage={errorFor(errors, name)}
        />
      )}
    </>
  );
}

function questionsPage(
  context: Context,
  c: Web,
  { rule, serviceTitle, officerName, when }: Questions,
  { refusal, typed = {} }: Given,
  back?: { href: string; text: string },
): Promise<Response> {
  const errors = refusal && faultsOf(refusal).map(({ field, text }) => ({ field: field.replace(/^answers\./, 'answer-'), text }));
  return page(context, c, {
    title: rule.title,
    refusal,
    errors,
    ...(back ? { back } : {}),
    children: (
      <>
        <PageHeading caption={serviceTitle}>{rule.title}</PageHeading>
        <p class="govuk-body">
          {when}, with {officerName}. Your answers are counted and read without your name.
        </p>
        <form method="post" novalidate>
          {rule.questions.map((question) => (
            <QuestionField question={question} value={typed[question.code]} errors={errors} />
          ))}
          <Button text="Send the answers" preventDoubleClick />
        </form>
      </>
    ),
  });
}

const answeredPage = (
  context: Context,
  c: Web,
  certificate: string | undefined,
  back?: { href: string; text: string },
): Promise<Response> =>
  page(context, c, {
    title: 'Thank you',
    ...(back ? { back } : {}),
    children: (
      <>
        <Panel titleText="Thank you" text="Your answers are kept, without your name" />
        {certificate && <LinkLine href={certificate} text="Your certificate (PDF)" />}
      </>
    ),
  });

const answerPdf = (context: Context, c: Web, printed: { ok: true; value: Printed } | { ok: false; refusal: Refusal }) =>
  printed.ok ? pdfResponse(printed.value) : problemPage(c, context, printed.refusal);

export const evaluationPages = (signingKey: string): Handlers<Pick<Routes, OfEvaluations>> => {
  const linkPage = async (context: Context, c: Web, given: Given = {}): Promise<Response> => {
    const token = c.req.param('answers');
    const found = await readLink(context, signingKey, token);
    if (!found.ok) return problemPage(c, context, found.refusal);
    if ('questions' in found.value) return questionsPage(context, c, found.value.questions, given);
    const certificate = `/${context.council.slug}/bookings/evaluations/links/${token}/certificate`;
    return answeredPage(context, c, found.value.hasCertificate ? certificate : undefined);
  };
  const backTo = (context: Context, id: string) => ({ href: `/${context.council.slug}/bookings/${id}`, text: 'The booking' });
  const schoolPage = async (context: Context, c: Web, given: Given = {}): Promise<Response> => {
    const id = bookingIdFrom(c.req.param('booking'));
    const found = id.ok ? await readQuestions(context, id.value) : id;
    if (id.ok && !found.ok && found.refusal.name === 'evaluated-already')
      return answeredPage(context, c, undefined, backTo(context, id.value));
    if (!found.ok) return problemPage(c, context, found.refusal);
    return questionsPage(context, c, found.value, given, backTo(context, found.value.booking));
  };
  return {
    'GET /bookings/evaluations': summaryPage,
    'GET /bookings/certificates': (context, c) => checkPage(context, c, signingKey),
    'GET /bookings/evaluations/links/{answers}': (context, c) => linkPage(context, c),
    'POST /bookings/evaluations/links/{answers}': async (context, c) => {
      const form = await readForm(c);
      const typed = typedIn(form);
      const command = parse(answersSchema, { answers: answersIn(typed, form) });
      const token = c.req.param('answers');
      const done = command.ok ? await answerByLink(context, signingKey, token, command.value) : command;
      return done.ok || done.refusal.name === 'evaluated-already'
        ? seeOther(`/${context.council.slug}/bookings/evaluations/links/${token}`)
        : linkPage(context, c, { refusal: done.refusal, typed });
    },
    'GET /bookings/evaluations/links/{answers}/certificate': async (context, c) =>
      answerPdf(context, c, await printLinked(context, c.get('host'), signingKey, c.req.param('answers'))),
    'GET /bookings/{booking}/evaluation': (context, c) => schoolPage(context, c),
    'POST /bookings/{booking}/evaluation': async (context, c) => {
      const [id, form] = [bookingIdFrom(c.req.param('booking')), await readForm(c)];
      const typed = typedIn(form);
      const command = parse(answersSchema, { answers: answersIn(typed, form) });
      const done = !id.ok ? id : command.ok ? await answerForSchool(context, id.value, command.value) : command;
      return done.ok && id.ok
        ? seeOther(`/${context.council.slug}/bookings/${id.value}/evaluation`)
        : schoolPage(context, c, { refusal: done.ok ? undefined : done.refusal, typed });
    },
  };
};
