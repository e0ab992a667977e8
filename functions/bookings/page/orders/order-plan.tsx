// Planning an order, without JavaScript: each step is an address, from the service to the dates of each school.
import type { Context } from '../../../../shared/context.ts';
import type { FieldFault, Refusal } from '../../../../shared/decision.ts';
import { parse, type Web } from '../../../../shared/http.ts';
import { idSchema, organisationIdSchema, prefixOf } from '../../../../shared/ids.ts';
import { faultsOf, page, problemPage } from '../../../../shared/page.tsx';
import { type FieldError, PageHeading } from '../../../../shared/ui/index.ts';
import { ordererOf } from '../../actions/orders/order-parts.ts';
import { propose, readOrderChoices } from '../../actions/orders/order-plan.ts';
import { proposeOrderSchema } from '../../schema/orders.ts';
import { halfDaysFrom } from '../asked.ts';
import { fromOf, halfDaysOf, inputsOf, type OrderAsked, ordersPath } from './order-asked.ts';
import { datesPage } from './order-dates.tsx';
import { SchoolsForm, servicePage } from './order-schools.tsx';

const missing = (faults: FieldFault[]): Refusal => ({ name: 'invalid-request', faults });

/** What is still missing of the answers to which schools and how much. */
function answersRefused(asked: OrderAsked): Refusal | undefined {
  const faults: FieldFault[] = [
    ...(asked.unread.length > 0
      ? [{ field: 'school', detail: `“${asked.unread.join(' ')}” is no URN. Enter six digits for each school` }]
      : asked.schools.length === 0
        ? [{ field: 'school', detail: 'Choose at least one school' }]
        : []),
    ...(asked.days !== undefined && halfDaysFrom(asked.days) === undefined && !asked.dated
      ? [{ field: 'days', detail: 'Enter a number of days greater than zero, whole or with a half, such as 3 or 2.5' }]
      : []),
  ];
  return faults.length > 0 ? missing(faults) : undefined;
}

/** The command that proposes what was asked for: anew by what is typed for each school, or by how the days are shared. */
function proposalOf(asked: OrderAsked, service: string) {
  const from = fromOf(asked);
  const each = asked.schools.map((row) => ({
    school: row.school,
    ...((row.officer ?? asked.officer) ? { officer: row.officer ?? asked.officer } : {}),
    ...(asked.dated ? { halfDays: halfDaysOf(row) } : {}),
  }));
  const named = asked.schools.reduce((sum, row) => sum + halfDaysOf(row), 0);
  return parse(proposeOrderSchema, {
    service,
    schools: each,
    halfDays: asked.dated ? named : (halfDaysFrom(asked.days) ?? 0),
    share: asked.dated ? 'named' : asked.share,
    ...(from ? { from } : {}),
  });
}

/** The page at whatever step the plan has come to; a refusal of its quote is shown at the school that it concerns. */
export async function orderPlanPage(context: Context, c: Web, asked: OrderAsked, refused?: Refusal): Promise<Response> {
  const service = idSchema('svc').safeParse(asked.service);
  if (!service.success) return servicePage(context, c, asked);
  const group = organisationIdSchema.safeParse(asked.group);
  if (asked.group && !group.success) return problemPage(c, context, { name: 'unknown-organisation' });
  const schools = asked.schools.map(({ school }) => school);
  const choices = await readOrderChoices(context, service.data, { group: group.data, schools });
  if (!choices.ok) return problemPage(c, context, choices.refusal);
  const slip = asked.chosen ? answersRefused(asked) : undefined;
  if (asked.chosen && !slip && asked.dated && !asked.again) return datesPage(context, c, { asked, choices: choices.value }, refused);
  const command = asked.chosen && !slip ? proposalOf(asked, service.data) : undefined;
  const proposed = command?.ok ? await propose(context, command.value) : command;
  if (proposed?.ok) return datesPage(context, c, { asked, choices: choices.value, proposed: proposed.value }, refused);
  if (proposed && asked.dated) return datesPage(context, c, { asked, choices: choices.value }, proposed.refusal);
  const refusal = slip ?? (proposed && !proposed.ok ? proposed.refusal : refused);
  const errors = refusal && (slip ? faultsOf(slip) : inputsOf(refusal, asked.schools).map(toStep));
  const own = ordererOf(context);
  return page(context, c, {
    title: `Book for several schools: ${choices.value.service.title}`,
    refusal,
    errors,
    back: { href: `${ordersPath(context)}/new${asked.group ? `?group=${asked.group}` : ''}` },
    children: (
      <>
        <PageHeading caption={choices.value.group?.name ?? 'Book for several schools'}>{choices.value.service.title}</PageHeading>
        {own === undefined || prefixOf(own) === 'ptn' ? (
          <p class="govuk-body">Only what is free can be booked here. What a school pays for it books itself.</p>
        ) : null}
        <SchoolsForm context={context} asked={asked} choices={choices.value} errors={errors} />
      </>
    ),
  });
}

/** On the step of the schools what is wrong with one of them is wrong with the choice. */
const toStep = ({ field, text }: FieldError): FieldError => ({
  field: /^(days|session|officer|purse)-/.test(field) ? 'school' : field,
  text,
});
