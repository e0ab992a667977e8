// For whom days are booked, and who is billed, said on every page of a booking; and what to do when the form was begun for another school.
import type { Context } from '../../../shared/context.ts';
import type { Refusal } from '../../../shared/decision.ts';
import { seeOther, type Web } from '../../../shared/http.ts';
import { prefixOf } from '../../../shared/ids.ts';
import { page, problemPage } from '../../../shared/page.tsx';
import { refusals } from '../../../shared/problem.ts';
import { type Element, InsetText, LinkList, PageHeading } from '../../../shared/ui/index.ts';
import type { Team } from '../schema.ts';
import { type Plan, planLink } from './asked.ts';

type For = { schoolName: string; payerName?: string | undefined; team?: Team | undefined };

/** The school that the days are for and, where it is another, who is billed. */
export const BookedFor = ({ schoolName, payerName, team }: For): Element => (
  <InsetText>
    You are booking for <strong>{schoolName}</strong>.{' '}
    {team && (
      <>
        <strong>{team.name}</strong> pays: with its days, and from its budget what is not free. The school pays nothing.
      </>
    )}
    {payerName && !team && (
      <>
        What is not free is invoiced to <strong>{payerName}</strong>.
      </>
    )}
  </InsetText>
);

/** A page that stood open while another window began to act for another school: nothing was done, and the ways on from here. */
function otherPage(context: Context, c: Web, refusal: Refusal, plan: Plan): Promise<Response> {
  const { title, next } = refusals['acting-for-another'];
  const { slug } = context.council;
  const { actor } = context;
  const again = planLink(slug, { ...plan, purchaseOrder: undefined });
  const { through } = refusal.more ?? {};
  const links = [
    typeof through === 'string'
      ? { href: `/${slug}/schools/organisations/${through}`, text: 'Choose the school on your trust’s page' }
      : {
          href: `/${slug}/identity/organisations?${new URLSearchParams({ return: again })}`,
          text: 'Change for whom you act, and go on there',
        },
    ...(actor.organisation ? [{ href: `/${slug}/catalogue`, text: `Book for ${actor.organisationName ?? 'the one you act for'}` }] : []),
  ];
  return page(context, c, {
    title,
    refusal,
    errors: [],
    children: (
      <>
        <PageHeading>{title}</PageHeading>
        <p class="govuk-body-l">{refusal.detail}</p>
        <p class="govuk-body">{next}</p>
        <LinkList links={links} />
      </>
    ),
  });
}

/** The answer to a booking's form that cannot go on: a trust is led to its schools, and a form of another school says so. */
export function cannotBook(context: Context, c: Web, refusal: Refusal, plan: Plan): Response | Promise<Response> {
  const { actor, council } = context;
  if (refusal.name === 'choose-school' && actor.organisation && prefixOf(actor.organisation) === 'trs')
    return seeOther(`/${council.slug}/schools/organisations/${actor.organisation}`);
  return refusal.name === 'acting-for-another' ? otherPage(context, c, refusal, plan) : problemPage(c, context, refusal);
}
