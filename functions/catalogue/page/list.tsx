// The catalogue to search and browse, by class of service.
import type { Context } from '../../../shared/context.ts';
import { parse, type Web } from '../../../shared/http.ts';
import { faultsOf, page } from '../../../shared/page.tsx';
import { Button, Card, Cards, type Element, errorFor, Input, PageHeading, Select, Tag } from '../../../shared/ui/index.ts';
import { searchServices } from '../actions.ts';
import { shortText } from '../rules.ts';
import { type Search, type ServiceInForce, searchSchema, serviceClasses } from '../schema.ts';
import { allocationText, classText, costText, groupText, lifeText, skillText } from './words.ts';

function ServiceCard({ service, context }: { service: ServiceInForce; context: Context }): Element {
  const life = lifeText(service, context);
  const allocation = allocationText(service);
  return (
    <Card
      href={`/${context.council.slug}/catalogue/${service.id}`}
      title={service.title}
      text={shortText(service.description)}
      tags={life && <Tag text={life} classes="govuk-tag--grey" />}
      headingLevel={3}
    >
      <p class="govuk-body govuk-!-font-weight-bold govuk-!-margin-top-3">{costText(service, context)}</p>
      {allocation && <p class="govuk-body-s">{allocation}.</p>}
    </Card>
  );
}

export async function listPage(context: Context, c: Web): Promise<Response> {
  const asked = parse(searchSchema, { ...c.req.query(), skill: c.req.queries('skill') });
  const search: Search = asked.ok ? asked.value : {};
  const found = asked.ok ? await searchServices(context, search) : asked;
  const services = found.ok ? found.value : [];
  const refusal = found.ok ? undefined : found.refusal;
  const errors = refusal && faultsOf(refusal);
  const narrowed = Boolean(search.q || search.class || search.skill?.length);
  return page(context, c, {
    title: 'Services',
    refusal,
    children: (
      <>
        <PageHeading>Services</PageHeading>
        <search aria-label="Services">
          <form method="get" action={`/${context.council.slug}/catalogue`}>
            <Input
              name="q"
              label={{ text: 'Search by words' }}
              value={c.req.query('q')}
              type="search"
              errorMessage={errorFor(errors, 'q')}
              classes="govuk-!-width-one-half"
            />
            <Select
              name="class"
              label={{ text: 'Kind of service' }}
              value={search.class}
              errorMessage={errorFor(errors, 'class')}
              items={[{ value: '', text: 'All' }, ...serviceClasses.map((value) => ({ value, text: classText[value] }))]}
            />
            {search.skill?.map((skill) => (
              <input type="hidden" name="skill" value={skill} />
            ))}
            <Button text="Search" classes="govuk-button--secondary" />
          </form>
        </search>
        {search.skill?.length ? (
          <p class="govuk-body">Only services that ask for {search.skill.map((skill) => skillText(skill)).join(', ')}.</p>
        ) : null}
        {narrowed && (
          <p class="govuk-body">
            {services.length === 1 ? '1 service' : `${services.length} services`} found.{' '}
            <a class="govuk-link" href={`/${context.council.slug}/catalogue`}>
              Show all services
            </a>
          </p>
        )}
        {services.length === 0 && !refusal && (
          <p class="govuk-body">{narrowed ? 'Try fewer or other words.' : 'The council has no services on offer yet.'}</p>
        )}
        {serviceClasses.map((group) => {
          const members = services.filter((service) => service.class === group);
          return (
            members.length > 0 && (
              <section aria-labelledby={`group-${group}`}>
                <h2 class="govuk-heading-m" id={`group-${group}`}>
                  {groupText[group]}
                </h2>
                <Cards>
                  {members.map((service) => (
                    <ServiceCard service={service} context={context} />
                  ))}
                </Cards>
              </section>
            )
          );
        })}
      </>
    ),
  });
}
