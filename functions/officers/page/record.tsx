// Adding an officer, and changing what the record says of one: name, title, skills, district. What needs a skill that is taken away is shown before it is saved.
import type { Context } from '../../../shared/context.ts';
import { type Handler, parse, readForm, seeOther, type Web } from '../../../shared/http.ts';
import { faultsOf, page, problemPage } from '../../../shared/page.tsx';
import { Button, DateField, dateTyped, PageHeading } from '../../../shared/ui/index.ts';
import { addOfficer, officerFor, type Preview } from '../actions/changing.ts';
import { choicesOf, record } from '../actions/keeping.ts';
import { newOfficerSchema, recordSchema } from '../schema/keeping.ts';
import type { Officer, Pattern } from '../schema.ts';
import {
  forPeople,
  type Given,
  PatternFields,
  patternFrom,
  RecordFields,
  recordFrom,
  recordTyped,
  skillText,
  type Typed,
  Version,
} from './forms.tsx';
import { checkPage } from './previews.tsx';

const whole = { am: true, pm: true };
const fullTime: Pattern = { 1: whole, 2: whole, 3: whole, 4: whole, 5: whole };

async function newPage(context: Context, c: Web, given?: Given): Promise<Response> {
  const base = `/${context.council.slug}/officers`;
  const typed = given?.typed ?? {};
  const errors = given?.refusal && faultsOf(given.refusal);
  return page(context, c, {
    title: 'Add an officer',
    back: { href: base, text: 'All officers' },
    refusal: given?.refusal,
    children: (
      <>
        <PageHeading>Add an officer</PageHeading>
        <p class="govuk-body">
          Somebody who delivers services. Schools see the name, title, skills and free sessions. To let them sign in, a council
          administrator gives them the right of an officer.
        </p>
        <form method="post" action={base} novalidate>
          <input type="hidden" name="key" value={typed.key ?? crypto.randomUUID()} />
          <RecordFields choices={await choicesOf(context)} typed={typed} errors={errors} />
          <DateField field="from" legend="First day on which they work" hint="Today or later" typed={typed} errors={errors} />
          <PatternFields given={given} pattern={fullTime} errors={errors} />
          <Button text="Add the officer" preventDoubleClick />
        </form>
      </>
    ),
  });
}

const typedOf = ({ name, title, district, skills }: Officer): Typed => ({ name, title, district, skills: skills.join(' ') });

async function recordPage(context: Context, c: Web, given?: Given): Promise<Response> {
  const found = await officerFor(context, 'officer:keep', c.req.param('officer') ?? '');
  if (!found.ok) return problemPage(c, context, found.refusal);
  const officer = found.value;
  const home = `/${context.council.slug}/officers/${officer.id}`;
  return page(context, c, {
    title: `Record of ${officer.name}`,
    back: { href: home, text: officer.name },
    refusal: given?.refusal,
    children: (
      <>
        <PageHeading caption={officer.name}>Name, title, skills and district</PageHeading>
        <form method="post" action={`${home}/record`} novalidate>
          <Version officer={officer} given={given} />
          <RecordFields
            choices={await choicesOf(context)}
            typed={given?.typed ?? typedOf(officer)}
            errors={given?.refusal && faultsOf(given.refusal)}
          />
          <Button text="Save" preventDoubleClick />
        </form>
      </>
    ),
  });
}

/** Before a skill is taken away that something booked needs: what that is, and with whom it could be instead. */
function skillPage(context: Context, c: Web, preview: Preview, typed: Typed): Promise<Response> {
  const { before, without = [] } = preview;
  const action = `/${context.council.slug}/officers/${before.id}/record`;
  const says = (
    <p class="govuk-body-l">
      {before.name} no longer has {without.length === 1 ? 'the skill' : 'the skills'} {without.map(skillText).join(', ')}.
    </p>
  );
  const change = { title: 'Check the skills', save: 'Save without the skill', says };
  return checkPage(context, c, { ...change, preview, action, change: action, typed, checked: { checked: 'yes' } });
}

export const recordPages = {
  'GET /officers/new': (context, c) => newPage(context, c),
  'POST /officers': async (context, c) => {
    const typed = recordTyped(await readForm(c));
    const asked = { ...recordFrom(typed), pattern: patternFrom(typed), from: dateTyped(typed, 'from'), key: typed.key };
    const command = parse(newOfficerSchema, asked);
    const added = command.ok ? await addOfficer(context, command.value) : command;
    return added.ok
      ? seeOther(`/${context.council.slug}/officers/${added.value.id}?done=added`)
      : newPage(context, c, { refusal: forPeople(added.refusal), typed });
  },
  'GET /officers/{officer}/record': (context, c) => recordPage(context, c),
  'POST /officers/{officer}/record': async (context, c) => {
    const form = await readForm(c);
    const typed = recordTyped(form);
    if (form.one('change')) return recordPage(context, c, { typed });
    const id = c.req.param('officer') ?? '';
    const command = parse(recordSchema, { ...recordFrom(typed), version: Number(typed.version) });
    if (command.ok && !form.one('checked')) {
      const preview = await record.preview(context, id, command.value);
      if (preview.ok && preview.value.misfits.length > 0) return skillPage(context, c, preview.value, typed);
    }
    const saved = command.ok ? await record.save(context, id, command.value) : command;
    return saved.ok
      ? seeOther(`/${context.council.slug}/officers/${saved.value.after.id}?done=record`)
      : recordPage(context, c, { refusal: forPeople(saved.refusal), typed });
  },
} satisfies Record<string, Handler>;
