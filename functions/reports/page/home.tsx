// The first page after signing in: what waits for this person, where it is seen or mended, and below it all they can do here.
import { londonDate } from '../../../shared/calendar.ts';
import type { Handler } from '../../../shared/http.ts';
import { formatPence } from '../../../shared/money.ts';
import { page } from '../../../shared/page.tsx';
import { Card, Cards, halfDaysText, longDateText, PageHeading, Tag } from '../../../shared/ui/index.ts';
import { readHome } from '../actions/home.ts';
import type { HomeCard } from '../rules/home.ts';
import { countText, type Part, type Row, type Tone } from '../rules/home-parts.ts';

function figureText({ figure }: HomeCard): string | undefined {
  if (!figure) return undefined;
  if ('lines' in figure) return figure.lines === '0' ? 'none waiting' : `${figure.lines} waiting`;
  if ('vacancies' in figure) return figure.vacancies === '0' ? 'none open' : `${figure.vacancies} open`;
  if ('drafts' in figure) return `${figure.drafts} for review`;
  return figure.halfDays === 0 ? 'none left' : `${halfDaysText(figure.halfDays)} left`;
}

const colours: Readonly<Record<Tone, string>> = {
  late: 'govuk-tag--red',
  soon: 'govuk-tag--yellow',
  free: 'govuk-tag--green',
  paid: 'govuk-tag--blue',
  waiting: 'govuk-tag--grey',
};

function Line({ row, slug }: { row: Row; slug: string }) {
  const { text, path, detail, count, pence, tag } = row;
  const figures = [pence !== undefined && formatPence(pence), detail].filter(Boolean).join(', ');
  return (
    <li>
      {count && <strong>{countText(count)} </strong>}
      <a class="govuk-link" href={`/${slug}${path}`}>
        {text}
      </a>
      {tag && (
        <>
          {' '}
          <Tag text={tag.text} classes={colours[tag.tone]} />
        </>
      )}
      {figures && (
        <>
          <br />
          <span class="govuk-hint daybook-typed">{figures}</span>
        </>
      )}
    </li>
  );
}

function Waiting({ part, slug }: { part: Part; slug: string }) {
  const { code, title, none, rows, more, all } = part;
  const further = more.reduce((sum, { count }) => sum + count, 0);
  const unread = more.some((each) => each.more);
  return (
    <section aria-labelledby={`part-${code}`} id={code}>
      <h2 class="govuk-heading-m" id={`part-${code}`}>
        {title}
      </h2>
      {rows.length === 0 ? (
        <p class="govuk-body">{none}</p>
      ) : (
        <ul class="govuk-list govuk-list--spaced">
          {rows.map((row) => (
            <Line row={row} slug={slug} />
          ))}
        </ul>
      )}
      {(further > 0 || (unread && rows.length > 0)) && (
        <p class="govuk-body">{further > 0 ? `And ${further}${unread ? ' or more' : ''} more.` : 'And more.'}</p>
      )}
      {all.length > 0 && (
        <p class="govuk-body">
          {all.map(({ path, text }, i) => (
            <>
              {i > 0 && ' · '}
              <a class="govuk-link" href={`/${slug}${path}`}>
                {text}
              </a>
            </>
          ))}
        </p>
      )}
    </section>
  );
}

/** Parts side by side where the screen is wide enough: read down the first column, then the second. */
function Parts({ parts, slug }: { parts: readonly Part[]; slug: string }) {
  const half = (parts.length + 1) >> 1;
  const columns = parts.length > 1 ? [parts.slice(0, half), parts.slice(half)] : [parts];
  return (
    <div class="govuk-grid-row">
      {columns.map((column) => (
        <div class={parts.length > 1 ? 'govuk-grid-column-one-half' : 'govuk-grid-column-full'}>
          {column.map((part) => (
            <Waiting part={part} slug={slug} />
          ))}
        </div>
      ))}
    </div>
  );
}

export const homePage: Handler = async (context, c) => {
  const { council, actor } = context;
  const { parts, cards } = await readHome(context);
  return page(context, c, {
    title: 'Home',
    wide: true,
    children: (
      <>
        <PageHeading caption={`${council.name}, ${longDateText(londonDate(context.now))}`}>Hello, {actor.name}</PageHeading>
        {cards.length === 0 && <p class="govuk-body">Your account has no role here yet. Ask your council to give you one.</p>}
        {parts.length > 0 && <Parts parts={parts} slug={council.slug} />}
        {parts.length > 0 && cards.length > 0 && <h2 class="govuk-heading-m">All you can do here</h2>}
        <Cards>
          {cards.map((card) => {
            const figure = figureText(card);
            return (
              <Card
                href={`/${council.slug}${card.path}`}
                title={card.title}
                text={card.text}
                tags={figure && <Tag text={figure} />}
                headingLevel={parts.length > 0 ? 3 : 2}
              />
            );
          })}
        </Cards>
      </>
    ),
  });
};
