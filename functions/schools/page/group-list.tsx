// A list of groups with the search above it, and the form that records a new one: the same for partnerships and for other organisations.
import type { Context } from '../../../shared/context.ts';
import type { Refusal } from '../../../shared/decision.ts';
import type { Web } from '../../../shared/http.ts';
import { faultsOf, page } from '../../../shared/page.tsx';
import { Button, type Child, type Element, errorFor, Input, PageHeading, Pagination, Radios, Select } from '../../../shared/ui/index.ts';
import { can } from '../../identity/rules.ts';
import { freshKey } from '../actions/corrections.ts';
import type { Typed } from './dates.tsx';
import type { Errors } from './group-parts.tsx';

type Item = { value: string; text: string };

type GroupListProps = {
  title: string;
  /** The list's own page. */
  path: string;
  back?: { href: string; text: string } | undefined;
  /** The link to record another, for those who may. */
  button: string;
  /** What it can be narrowed to, where there is anything to narrow. */
  search?: { kinds: readonly Item[]; kind: string | undefined; name: string | undefined };
  refusal: Refusal | undefined;
  table: Element | undefined;
  nothing: string;
  next: string | undefined;
};

export const groupListPage = (context: Context, c: Web, props: GroupListProps): Promise<Response> => {
  const { title, path, search, refusal } = props;
  const errors = refusal && faultsOf(refusal);
  const { kind, name } = search ?? {};
  const next = new URLSearchParams({ ...(kind ? { kind } : {}), ...(name ? { name } : {}), ...(props.next ? { after: props.next } : {}) });
  return page(context, c, {
    title,
    wide: true,
    refusal,
    ...(props.back ? { back: props.back } : {}),
    children: (
      <>
        <PageHeading>{title}</PageHeading>
        {can(context.actor, 'organisation:record') && <Button text={props.button} href={`${path}/new`} />}
        {search && (
          <search aria-label={title}>
            <form method="get" action={path}>
              <Select name="kind" label={{ text: 'Kind' }} value={kind} items={search.kinds} errorMessage={errorFor(errors, 'kind')} />
              <Input
                name="name"
                type="search"
                label={{ text: 'Its name begins with' }}
                value={name}
                classes="govuk-!-width-one-half"
                errorMessage={errorFor(errors, 'name')}
              />
              <Button text="Search" classes="govuk-button--secondary" />
            </form>
          </search>
        )}
        {props.table ?? (!refusal && <p class="govuk-body">{props.nothing}</p>)}
        {props.next && <Pagination next={{ href: `${path}?${next}`, text: 'Next page' }} />}
      </>
    ),
  });
};

type NewGroupProps = {
  title: string;
  path: string;
  back: { href: string; text: string };
  button: string;
  /** The field that says of what kind it is. */
  kind: { field: string; legend: string; items: readonly Item[] };
  intro?: string;
  typed: Typed;
  refusal: Refusal | undefined;
  errors: Errors;
  children?: Child;
};

/** The form of a new group, with a key of its own, so that it is recorded once however often it is sent. */
export const newGroupPage = (context: Context, c: Web, props: NewGroupProps): Promise<Response> => {
  const { title, typed, errors, kind } = props;
  return page(context, c, {
    title,
    refusal: props.refusal,
    errors,
    back: props.back,
    children: (
      <>
        <PageHeading>{title}</PageHeading>
        {props.intro && <p class="govuk-body">{props.intro}</p>}
        <form method="post" action={props.path} novalidate>
          <input type="hidden" name="key" value={typed.one('key') ?? freshKey()} />
          <Radios
            name={kind.field}
            fieldset={{ legend: { text: kind.legend, classes: 'govuk-fieldset__legend--m' } }}
            value={typed.one(kind.field)}
            items={kind.items}
            errorMessage={errorFor(errors, kind.field)}
          />
          <Input name="name" label={{ text: 'Name' }} value={typed.one('name')} errorMessage={errorFor(errors, 'name')} />
          {props.children}
          <Button text={props.button} preventDoubleClick />
        </form>
      </>
    ),
  });
};
