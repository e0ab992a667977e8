// Naming an officer for an organisation and a year, and taking one off again. Any organisation may have one: a school, a partnership, another body.
import { academicYearText } from '../../../shared/calendar.ts';
import type { Context } from '../../../shared/context.ts';
import type { Refusal } from '../../../shared/decision.ts';
import { parse, readForm, seeOther, type Web } from '../../../shared/http.ts';
import { faultsOf, page, problemPage } from '../../../shared/page.tsx';
import {
  Button,
  type Element,
  errorFor,
  fieldOf,
  Input,
  NotificationBanner,
  PageHeading,
  PostButton,
  Select,
} from '../../../shared/ui/index.ts';
import { type NamingView, readNaming } from '../actions/named-officers.ts';
import { nameOfficer, unnameOfficer } from '../actions/school-events.ts';
import { nameOfficerSchema } from '../schema/events.ts';
import { pathOf } from './partnership.tsx';
import { Draft, forPeople } from './words.tsx';

type Typed = { officer?: string | undefined; as?: string | undefined; year?: string | undefined };

function NamingForm({
  action,
  view,
  typed,
  refusal,
}: {
  action: string;
  view: NamingView;
  typed: Typed;
  refusal: Refusal | undefined;
}): Element {
  const errors = refusal && faultsOf(refusal);
  return (
    <form method="post" action={action} novalidate>
      <h2 class="govuk-heading-m">Name an officer</h2>
      <Select
        {...fieldOf(typed, errors, 'officer')}
        label={{ text: 'Officer' }}
        items={[{ text: 'Choose an officer', value: '' }, ...view.officers.map(({ id, name }) => ({ value: id, text: name }))]}
      />
      <Input
        {...fieldOf(typed, errors, 'as')}
        label={{ text: 'What the officer is to them' }}
        hint={{ text: 'For example, first point of contact or phase lead' }}
      />
      <Select
        id="year"
        name="year"
        label={{ text: 'Academic year' }}
        value={typed.year ?? String(view.years[0]?.year)}
        items={view.years.map(({ year }) => ({ value: String(year), text: academicYearText(year) }))}
        errorMessage={errorFor(errors, 'year')}
      />
      <Button text="Name the officer" preventDoubleClick />
    </form>
  );
}

const doneTexts: Record<string, string> = { named: 'The officer is named.', removed: 'The officer is no longer named.' };

async function namingPage(context: Context, c: Web, typed: Typed = {}, refusal?: Refusal): Promise<Response> {
  const decision = await readNaming(context, c.req.param('school'));
  if (!decision.ok) return problemPage(c, context, decision.refusal);
  const view = decision.value;
  const slug = context.council.slug;
  const { id, name } = view.organisation;
  const path = `/${slug}/schools/${id}/officers`;
  const done = refusal ? undefined : doneTexts[c.req.query('done') ?? ''];
  return page(context, c, {
    title: `Named officers of ${name}`,
    back: { href: pathOf(slug, id), text: name },
    refusal,
    children: (
      <>
        {done && <NotificationBanner type="success" text={done} />}
        <PageHeading caption={name}>Named officers</PageHeading>
        {view.years.map(({ year, published, named }) => (
          <section aria-labelledby={`year-${year}`}>
            <h2 class="govuk-heading-m" id={`year-${year}`}>
              {academicYearText(year)} {!published && <Draft />}
            </h2>
            {named.length === 0 && <p class="govuk-body">Nobody is named yet.</p>}
            {named.map(({ officer, officerName, as }) => (
              <>
                <p class="govuk-body">
                  {officerName}, {as}
                </p>
                <PostButton
                  action={`${path}/removal`}
                  fields={{ officer, as, year: String(year) }}
                  html={
                    <>
                      Take off
                      <span class="govuk-visually-hidden">
                        {' '}
                        {officerName}, {as}
                      </span>
                    </>
                  }
                  classes="govuk-button--secondary"
                />
              </>
            ))}
          </section>
        ))}
        <NamingForm action={path} view={view} typed={typed} refusal={refusal} />
      </>
    ),
  });
}

async function readNamingForm(c: Web) {
  const form = await readForm(c);
  const typed = { officer: form.one('officer'), as: form.one('as'), year: form.one('year') };
  return { typed, command: parse(nameOfficerSchema, { ...typed, year: Number(typed.year) }) };
}

export const namingPages = {
  'GET /schools/{school}/officers': (context: Context, c: Web) => namingPage(context, c),
  'POST /schools/{school}/officers': async (context: Context, c: Web) => {
    const { typed, command } = await readNamingForm(c);
    const school = c.req.param('school');
    const decision = command.ok ? await nameOfficer(context, school, command.value) : command;
    if (decision.ok) return seeOther(`/${context.council.slug}/schools/${decision.value.organisation}/officers?done=named`);
    return namingPage(context, c, typed, forPeople(context, decision.refusal));
  },
  'POST /schools/{school}/officers/removal': async (context: Context, c: Web) => {
    const { command } = await readNamingForm(c);
    const school = c.req.param('school');
    const decision = command.ok ? await unnameOfficer(context, school, command.value) : command;
    if (decision.ok) return seeOther(`/${context.council.slug}/schools/${decision.value.organisation}/officers?done=removed`);
    return namingPage(context, c, {}, decision.refusal);
  },
};
