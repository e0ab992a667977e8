// The pages of partnerships and of other organisations by route, with the commands of trusts and bodies and the choice of a school to book for.
import { type Handler, parse, readForm, seeOther } from '../../../shared/http.ts';
import { problemPage } from '../../../shared/page.tsx';
import { recordDetails, recordSector, recordTrustBilling } from '../actions/corrections.ts';
import { actForSchool, readOrganisation, today } from '../actions/groups.ts';
import { actForSchema, detailsSchema, sectorSchema, trustBillingSchema } from '../schema/organisations.ts';
import { dateTyped } from './dates.tsx';
import { inFormsWords } from './group-parts.tsx';
import { organisationPage } from './organisation.tsx';
import { type OrganisationChange, organisationChangePage } from './organisation-changes.tsx';
import { addressFrom } from './organisation-words.ts';
import { organisationListPages } from './organisations.tsx';
import { partnershipPage } from './partnership.tsx';
import { type Command, donePath, ofAnyGroup, partnershipChangePages } from './partnership-commands.ts';
import { partnershipListPages } from './partnerships.tsx';

const commands: Record<OrganisationChange, Command<unknown>> = {
  details: (context, id, form) => {
    const version = Number(form.one('version'));
    const command = parse(detailsSchema, {
      addressLines: addressFrom(form.one('address')),
      postcode: form.one('postcode') ?? '',
      companiesHouseNumber: form.one('companiesHouseNumber'),
      version,
    });
    return command.ok ? recordDetails(context, id, command.value) : command;
  },
  sector: (context, id, form) => {
    const command = parse(sectorSchema, { sector: form.one('sector'), from: dateTyped(form, 'from') });
    return command.ok ? recordSector(context, id, command.value) : command;
  },
  billing: (context, id, form) => {
    const command = parse(trustBillingSchema, { from: dateTyped(form, 'from'), to: form.one('to') });
    return command.ok ? recordTrustBilling(context, id, command.value) : command;
  },
  ...ofAnyGroup,
};

const recordChange =
  (name: OrganisationChange): Handler =>
  async (context, c) => {
    const seen = await readOrganisation(context, c.req.param('group'));
    if (!seen.ok) return problemPage(c, context, seen.refusal);
    const form = await readForm(c);
    const { id } = seen.value.group;
    const decision = await commands[name](context, id, form);
    if (!decision.ok) return organisationChangePage(context, c, seen.value, name, form, inFormsWords(decision.refusal));
    const on = name === 'closing' ? dateTyped(form, 'on') : undefined;
    return seeOther(donePath(`/${context.council.slug}/schools/organisations/${id}`, name, on, today(context)));
  };

export const groupPages = {
  ...partnershipListPages,
  'GET /schools/partnerships/{group}': partnershipPage,
  ...partnershipChangePages,
  ...organisationListPages,
  'GET /schools/organisations/{group}': organisationPage,
  'POST /schools/organisations/{group}/details': recordChange('details'),
  'POST /schools/organisations/{group}/name': recordChange('name'),
  'POST /schools/organisations/{group}/sector': recordChange('sector'),
  'POST /schools/organisations/{group}/billing': recordChange('billing'),
  'POST /schools/organisations/{group}/closing': recordChange('closing'),
  'POST /schools/organisations/{group}/withdrawals': recordChange('withdrawals'),
  'POST /schools/acting': async (context, c) => {
    const form = await readForm(c);
    const command = parse(actForSchema, { school: form.one('school') });
    const decision = command.ok ? await actForSchool(context, c.req.header('cookie') ?? '', command.value.school) : command;
    return decision.ok ? seeOther(`/${context.council.slug}/catalogue`) : problemPage(c, context, decision.refusal);
  },
} satisfies Record<string, Handler>;
