// What was said of a service, by whom it was delivered, and whether a certificate is one: the pages that read, where others ask.
import { dateText } from '../../../../shared/calendar.ts';
import type { Context } from '../../../../shared/context.ts';
import type { Web } from '../../../../shared/http.ts';
import { page, problemPage } from '../../../../shared/page.tsx';
import {
  Button,
  type Element,
  Input,
  InsetText,
  MoreLink,
  PageHeading,
  ScrollTable,
  SummaryList,
  WholeList,
} from '../../../../shared/ui/index.ts';
import { checkCertificate, readEvaluations, type Summary } from '../../actions/training/evaluations.ts';
import { summaryQueryIn } from '../../routes/attendees.ts';
import { averageText, hoursText } from '../../rules/training/evaluations.ts';

function averagesOf({ ratings, service }: Summary['items'][number], questions: Summary['questions']): Element {
  const asked = questions.get(service);
  return (
    <>
      {Object.entries(ratings).map(([code, rating]) => (
        <>
          {asked?.find((question) => question.code === code)?.text ?? code}: <strong>{averageText(rating)}</strong>
          <br />
        </>
      ))}
    </>
  );
}

const BySubject = ({ path, items, questions }: { path: string } & Pick<Summary, 'items' | 'questions'>) => (
  <ScrollTable
    caption="By service and officer"
    head={[{ text: 'Service' }, { text: 'Officer' }, { text: 'Answers', format: 'numeric' }, { text: 'On average' }]}
    rows={items.map((sums) => [
      {
        html: (
          <a class="govuk-link" href={`${path}?${new URLSearchParams({ service: sums.service })}`}>
            {sums.serviceTitle}
          </a>
        ),
      },
      {
        html: (
          <a class="govuk-link" href={`${path}?${new URLSearchParams({ officer: sums.officer })}`}>
            {sums.officerName}
          </a>
        ),
      },
      { text: String(sums.count), format: 'numeric' as const },
      { html: averagesOf(sums, questions) },
    ])}
  />
);

/** What was written of one service or officer; nothing where everything is looked at. */
function Comments({ comments, questions, asked }: Pick<Summary, 'comments' | 'questions'> & { asked: SummaryAsked }) {
  if (!comments) return null;
  const textOf = (code: string): string => [...questions.values()].flat().find((question) => question.code === code)?.text ?? code;
  return (
    <>
      <h2 class="govuk-heading-m">What was written</h2>
      {comments.items.length === 0 && <p class="govuk-body">Nothing was written in these answers.</p>}
      {comments.items.map(({ answeredOn, serviceTitle, officerName, texts }) => (
        <section>
          <h3 class="govuk-heading-s">
            {serviceTitle}, with {officerName}, answered on {dateText(answeredOn)}
          </h3>
          {Object.entries(texts).map(([code, text]) => (
            <p class="govuk-body">
              {textOf(code)} <span class="daybook-typed">{text}</span>
            </p>
          ))}
        </section>
      ))}
      {comments.next && <MoreLink query={{ ...asked, after: comments.next }} text="Older answers" />}
    </>
  );
}

/** Of which service or officer the address asks. */
type SummaryAsked = { service: string | undefined; officer: string | undefined };

export async function summaryPage(context: Context, c: Web): Promise<Response> {
  const query = summaryQueryIn(c);
  const found = query.ok ? await readEvaluations(context, query.value) : query;
  if (!found.ok) return problemPage(c, context, found.refusal);
  const { items, next, comments, questions } = found.value;
  const { slug } = context.council;
  const path = `/${slug}/bookings/evaluations`;
  const asked: SummaryAsked = { service: c.req.query('service'), officer: c.req.query('officer') };
  const isAbout = asked.service !== undefined || asked.officer !== undefined;
  return page(context, c, {
    title: 'Evaluations',
    wide: true,
    back: isAbout ? { href: path, text: 'All evaluations' } : { href: `/${slug}/bookings` },
    children: (
      <>
        <PageHeading>Evaluations</PageHeading>
        <p class="govuk-body">What those who took part in training, and schools, said of it. A rating is from 1 to 5.</p>
        {items.length > 0 ? <BySubject path={path} items={items} questions={questions} /> : <InsetText text="Nobody has answered yet." />}
        {next && !comments && <MoreLink query={{ after: next }} text="More services" />}
        {items.length > 0 && !isAbout && <WholeList slug={slug} list="evaluations" />}
        <Comments comments={comments} questions={questions} asked={asked} />
      </>
    ),
  });
}

export async function checkPage(context: Context, c: Web, signingKey: string): Promise<Response> {
  const number = c.req.query('number')?.trim().slice(0, 60);
  const certificate = number ? await checkCertificate(context, signingKey, number) : undefined;
  return page(context, c, {
    title: 'Check a certificate',
    children: (
      <>
        <PageHeading>Check a certificate</PageHeading>
        {number && !certificate && (
          <InsetText text="No certificate has this number. Check that it is typed as it is printed, with both of its hyphens." />
        )}
        {certificate && (
          <>
            <p class="govuk-body">{context.council.name} gave this certificate.</p>
            <SummaryList
              rows={[
                { key: { text: 'Number' }, value: { html: <span class="daybook-typed">{certificate.number}</span> } },
                { key: { text: 'Given to' }, value: { text: certificate.name ?? 'The name is no longer kept' } },
                { key: { text: 'Training' }, value: { text: certificate.serviceTitle } },
                { key: { text: 'On' }, value: { text: certificate.dates.map(dateText).join(', ') } },
                { key: { text: 'Length' }, value: { text: hoursText(certificate.minutes) } },
              ]}
            />
          </>
        )}
        <form method="get" action={`/${context.council.slug}/bookings/certificates`}>
          <Input
            id="number"
            name="number"
            label={{ text: 'Number of the certificate' }}
            hint={{ text: 'As it is printed, with both of its hyphens' }}
            value={number}
            autocomplete="off"
            spellcheck={false}
          />
          <Button text="Check it" classes="govuk-button--secondary" />
        </form>
      </>
    ),
  });
}
