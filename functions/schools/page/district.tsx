// Placing a school or another body in one of the council's districts from a date on.
import type { Context } from '../../../shared/context.ts';
import type { Refusal } from '../../../shared/decision.ts';
import { parse, readForm, seeOther, type Web } from '../../../shared/http.ts';
import { faultsOf, page, problemPage } from '../../../shared/page.tsx';
import { Button, fieldOf, PageHeading, Select, Textarea } from '../../../shared/ui/index.ts';
import { placeInDistrict, readPlacement } from '../actions/school-events.ts';
import { placeSchema } from '../schema/events.ts';
import { dateTyped, nothing, type Typed } from './dates.tsx';
import { pathOf } from './partnership.tsx';
import { DateFrom, forPeople } from './words.tsx';

async function districtPage(context: Context, c: Web, typed: Typed = nothing, refusal?: Refusal): Promise<Response> {
  const decision = await readPlacement(context, c.req.param('school'));
  if (!decision.ok) return problemPage(c, context, decision.refusal);
  const { organisation, district } = decision.value;
  const slug = context.council.slug;
  const errors = refusal && faultsOf(refusal);
  const districts = context.council.districts ?? [];
  return page(context, c, {
    title: `Place in a district: ${organisation.name}`,
    back: { href: pathOf(slug, organisation.id), text: organisation.name },
    refusal,
    children: (
      <>
        <PageHeading caption={organisation.name}>Place in a district</PageHeading>
        <p class="govuk-body">{district ? `Today it belongs to ${district}.` : 'Today it belongs to no district.'}</p>
        {districts.length === 0 ? (
          <p class="govuk-body">The council has no districts.</p>
        ) : (
          <form method="post" action={`/${slug}/schools/${organisation.id}/district`} novalidate>
            <Select
              {...fieldOf(typed, errors, 'district')}
              label={{ text: 'District' }}
              items={[{ text: 'Choose a district', value: '' }, ...districts.map(({ name }) => ({ value: name, text: name }))]}
            />
            <DateFrom context={context} typed={typed} errors={errors} />
            <Textarea {...fieldOf(typed, errors, 'reason')} label={{ text: 'Why (optional)' }} rows={3} />
            <Button text="Place it there" preventDoubleClick />
          </form>
        )}
      </>
    ),
  });
}

export const districtPages = {
  'GET /schools/{school}/district': (context: Context, c: Web) => districtPage(context, c),
  'POST /schools/{school}/district': async (context: Context, c: Web) => {
    const form = await readForm(c);
    const command = parse(placeSchema, { district: form.one('district'), on: dateTyped(form, 'on'), reason: form.one('reason') });
    const decision = command.ok ? await placeInDistrict(context, c.req.param('school'), command.value) : command;
    if (decision.ok) return seeOther(`${pathOf(context.council.slug, decision.value.organisation)}?done=placed`);
    return districtPage(context, c, form, forPeople(context, decision.refusal));
  },
};
