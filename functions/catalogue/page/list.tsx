// The catalogue to search and browse, by class of service.
import type { Context } from '../../../shared/context.ts';
import { parse, type Web } from '../../../shared/http.ts';
import { prefixOf } from '../../../shared/ids.ts';
import { faultsOf, inWordsOfForm, page } from '../../../shared/page.tsx';
import type { BuyerKind } from '../../../shared/policy/prices.ts';
import {
  Button,
  Card,
  Cards,
  Details,
  type Element,
  errorFor,
  type FieldError,
  fieldOf,
  Input,
  LinkLine,
  PageHeading,
  Select,
  Tag,
} from '../../../shared/ui/index.ts';
import { can, isStaff } from '../../identity/rules.ts';
import { buyerOf } from '../actions/looking.ts';
import { type Found, searchServices } from '../actions.ts';
import { narrows } from '../rules/search.ts';
import { shortText } from '../rules.ts';
import { type Search, type ServiceInForce, searchSchema, serviceClasses } from '../schema.ts';
import { allocationText, classText, costText, groupText, lifeText, skillText } from './words.ts';

function ServiceCard({ service, context, buyer }: { service: ServiceInForce; context: Context; buyer: BuyerKind }): Element {
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
      <p class="govuk-body govuk-!-font-weight-bold govuk-!-margin-top-3">{costText(service, context, buyer)}</p>
      {allocation && <p class="govuk-body-s">{allocation}.</p>}
    </Card>
  );
}

type FormProps = { context: Context; c: Web; search: Search; officers: Found['officers']; errors: readonly FieldError[] | undefined };

/** One end of a range of prices, in pounds. */
const PriceInput = ({
  name,
  text,
  typed,
  errors,
}: Pick<FormProps, 'errors'> & { name: string; text: string; typed: string | undefined }) => (
  <Input
    name={name}
    label={{ text }}
    prefix={{ text: '£' }}
    inputmode="decimal"
    classes="govuk-input--width-5"
    value={typed}
    errorMessage={errorFor(errors, name)}
  />
);

/** What narrows a search beside its words. */
const Filters = ({ context, c, search, officers, errors }: FormProps): Element => (
  <>
    <Select
      {...fieldOf(search, errors, 'class')}
      label={{ text: 'Kind of service' }}
      items={[{ value: '', text: 'All' }, ...serviceClasses.map((value) => ({ value, text: classText[value] }))]}
    />
    <Select
      {...fieldOf(search, errors, 'cost')}
      label={{ text: 'Sold or free' }}
      items={[
        { value: '', text: 'All' },
        { value: 'free', text: 'Free, by right or to all' },
        { value: 'sold', text: 'Sold by the day' },
      ]}
    />
    {officers.length > 0 && (
      <Select
        {...fieldOf(search, errors, 'officer')}
        label={{ text: 'Delivered by' }}
        items={[{ value: '', text: 'Anybody' }, ...officers.map(({ id, name }) => ({ value: id, text: name }))]}
      />
    )}
    <PriceInput name="least" text="A day costs at least, in pounds before VAT" typed={c.req.query('least')} errors={errors} />
    <PriceInput name="most" text="A day costs at most, in pounds before VAT" typed={c.req.query('most')} errors={errors} />
    {isStaff(context.actor) && (
      <Select
        {...fieldOf(search, errors, 'life')}
        label={{ text: 'New or ending' }}
        items={[
          { value: '', text: 'All' },
          { value: 'new', text: 'On sale for less than 90 days, or soon' },
          { value: 'ending', text: 'To be withdrawn' },
        ]}
      />
    )}
  </>
);

/** Words first; what narrows them further is folded away until it is used. */
function SearchForm(props: FormProps): Element {
  const { context, c, search, errors } = props;
  const { q: _, ...further } = search;
  return (
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
        <Details summaryText="More filters" open={narrows(further) || Boolean(errors?.some(({ field }) => field !== 'q'))}>
          <Filters {...props} />
        </Details>
        {search.skill?.map((skill) => (
          <input type="hidden" name="skill" value={skill} />
        ))}
        <Button text="Search" classes="govuk-button--secondary" />
      </form>
    </search>
  );
}

/** What to try where nothing is found. */
function NothingFound({ search, slug }: { search: Search; slug: string }): Element {
  if (!narrows(search)) return <p class="govuk-body">The council has no services on offer yet.</p>;
  return (
    <>
      <p class="govuk-body">Nothing matches all of it. You could try:</p>
      <ul class="govuk-list govuk-list--bullet">
        {search.q && <li>fewer or other words</li>}
        {(search.least !== undefined || search.most !== undefined) && <li>a wider range of prices</li>}
        {search.officer && <li>anybody instead of one officer</li>}
        {(search.class || search.cost || search.life || search.skill?.length) && <li>every kind of service</li>}
        <li>
          <a class="govuk-link" href={`/${slug}/catalogue`}>
            all services
          </a>
        </li>
      </ul>
    </>
  );
}

/** Whoever is booked for, or leads a partnership: a trust books for its schools, one at a time, and the council has none of its own. */
const hasFreeDays = ({ actor: { organisation } }: Context): boolean => organisation !== undefined && prefixOf(organisation) !== 'trs';

/** What is wrong with a search, said so that each fault names its field in the summary too. */
const searchWords = {
  q: 'Search by at most 100 characters of words',
  least: 'Enter what a day costs at least, in pounds, such as 450 or 450.50',
  most: 'Enter what a day costs at most, in pounds, such as 450 or 450.50',
  class: 'Choose a kind of service from those listed',
  cost: 'Choose whether it is sold or free from what is listed',
  officer: 'Choose an officer from those listed',
};

export async function listPage(context: Context, c: Web): Promise<Response> {
  const asked = parse(searchSchema, { ...c.req.query(), skill: c.req.queries('skill') });
  const search: Search = asked.ok ? asked.value : {};
  const found = await searchServices(context, search);
  const { services, looking, officers } = found.ok && asked.ok ? found.value : { services: [], looking: undefined, officers: [] };
  const refusal = asked.ok ? (found.ok ? undefined : found.refusal) : inWordsOfForm(asked.refusal, searchWords);
  const { slug } = context.council;
  return page(context, c, {
    title: 'Services',
    refusal,
    children: (
      <>
        <PageHeading>Services</PageHeading>
        <SearchForm context={context} c={c} search={search} officers={officers} errors={refusal && faultsOf(refusal)} />
        {can(context.actor, 'quote:make') && hasFreeDays(context) && (
          <LinkLine href={`/${slug}/bookings/free`} text="What your free days can pay for now" />
        )}
        {search.skill?.length ? (
          <p class="govuk-body">Only services that ask for {search.skill.map((skill) => skillText(skill)).join(', ')}.</p>
        ) : null}
        {narrows(search) && (
          <p class="govuk-body">
            {services.length === 1 ? '1 service' : `${services.length} services`} found.{' '}
            <a class="govuk-link" href={`/${slug}/catalogue`}>
              Clear the search and show all services
            </a>
          </p>
        )}
        {services.length === 0 && !refusal && <NothingFound search={search} slug={slug} />}
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
                    <ServiceCard service={service} context={context} buyer={buyerOf(looking)} />
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
