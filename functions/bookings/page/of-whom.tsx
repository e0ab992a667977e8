// Where the council's people say whose list they look for, by a school's URN: what is no URN, or nobody's, is told at the box with what was typed.
import type { Context } from '../../../shared/context.ts';
import type { Refusal } from '../../../shared/decision.ts';
import type { Web } from '../../../shared/http.ts';
import { organisationIdSchema, organisationTyped } from '../../../shared/ids.ts';
import { faultsOf, page } from '../../../shared/page.tsx';
import { Button, errorFor, type FieldError, Input, PageHeading } from '../../../shared/ui/index.ts';

type UrnProps = { name?: string; label: string; value?: string | undefined; errors?: readonly FieldError[] | undefined };

/** The box for a school's URN. */
export const UrnInput = ({ name = 'school', label, value, errors }: UrnProps) => (
  <Input
    id={name}
    name={name}
    label={{ text: label }}
    hint={{ text: 'A school’s URN, six digits' }}
    classes="govuk-input--width-10"
    inputmode="numeric"
    value={value}
    errorMessage={errorFor(errors, name)}
  />
);

type OfWhom = { of: 'purchase-orders' | 'requests'; title: string; label: string };

/** That what was typed, or nothing, is no school's number, told at the box of this name. */
export const notAUrn = (field: string): Refusal => ({
  name: 'invalid-request',
  faults: [{ field, detail: 'Enter the URN of a school, six digits. You find it under Schools' }],
});

/** The page that asks, for whoever acts for no organisation; `unknown`: what was typed is nobody's. Undefined where there is a list to show. */
export function ofWhomPage(context: Context, c: Web, { of, title, label }: OfWhom, unknown?: Refusal): Promise<Response> | undefined {
  if (context.actor.organisation) return undefined;
  const typed = c.req.query('organisation')?.trim();
  const isUrn = organisationIdSchema.safeParse(organisationTyped(typed)).success;
  if (isUrn && !unknown) return undefined;
  const refusal = unknown
    ? { ...unknown, faults: [{ field: 'organisation', detail: '' }] }
    : typed === undefined
      ? undefined
      : notAUrn('organisation');
  const errors = refusal && faultsOf(refusal);
  const { slug } = context.council;
  return page(context, c, {
    title,
    refusal,
    errors,
    back: { href: `/${slug}/bookings` },
    children: (
      <>
        <PageHeading>{title}</PageHeading>
        <form method="get" action={`/${slug}/bookings/${of}`} novalidate>
          <UrnInput name="organisation" label={label} value={typed} errors={errors} />
          <Button text="Show" classes="govuk-button--secondary" />
        </form>
      </>
    ),
  });
}
