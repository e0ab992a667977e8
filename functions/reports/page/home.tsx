// The first page after signing in: what this person can do here, with the figures that matter today.
import type { Handler } from '../../../shared/http.ts';
import { page } from '../../../shared/page.tsx';
import { Card, Cards, halfDaysText, PageHeading, Tag } from '../../../shared/ui/index.ts';
import { readHome } from '../actions/home.ts';
import type { HomeCard } from '../rules/home.ts';

function figureText({ figure }: HomeCard): string | undefined {
  if (!figure) return undefined;
  if ('lines' in figure) return figure.lines === '0' ? 'none waiting' : `${figure.lines} waiting`;
  if ('vacancies' in figure) return figure.vacancies === '0' ? 'none open' : `${figure.vacancies} open`;
  if ('drafts' in figure) return `${figure.drafts} for review`;
  return figure.halfDays === 0 ? 'none left' : `${halfDaysText(figure.halfDays)} left`;
}

export const homePage: Handler = async (context, c) => {
  const { council, actor } = context;
  const cards = await readHome(context);
  return page(context, c, {
    title: 'Home',
    children: (
      <>
        <PageHeading caption={council.name}>Hello, {actor.name}</PageHeading>
        {cards.length === 0 && <p class="govuk-body">Your account has no role here yet. Ask your council to give you one.</p>}
        <Cards>
          {cards.map((card) => {
            const figure = figureText(card);
            return (
              <Card href={`/${council.slug}${card.path}`} title={card.title} text={card.text} tags={figure && <Tag text={figure} />} />
            );
          })}
        </Cards>
      </>
    ),
  });
};
