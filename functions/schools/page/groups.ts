// The pages of partnerships and of other organisations by route, with the commands of trusts and bodies and the choice of a school to book for.
import type { Context } from '../../../shared/context.ts';
import type { Decision } from '../../../shared/decision.ts';
import { type Handler, parse, readForm, seeOther } from '../../../shared/http.ts';
import type { OrganisationId } from '../../../shared/ids.ts';
import { problemPage } from '../../../shared/page.tsx';
import { closeGroup, withdrawEvent } from '../actions/events.ts';
import { actForSchool, readOrganisation, recordTrustBilling, recordTrustDetails, today } from '../actions/groups.ts';
import { closeSchema, withdrawSchema } from '../schema/events.ts';
import { actForSchema, trustBillingSchema, trustDetailsSchema } from '../schema/organisations.ts';
import { type OrganisationChange, organisationChangePage, organisationPage } from './organisation.tsx';
import { addressFrom, organisationListPages } from './organisations.tsx';
import { partnershipPage } from './partnership.tsx';
import type { Typed } from './partnership-changes.tsx';
import { donePath, partnershipChangePages } from './partnership-commands.ts';
import { partnershipListPages } from './partnerships.tsx';

type Command = (context: Context, id: OrganisationId, form: Typed) => Promise<Decision<unknown>> | Decision<never>;

const commands: Record<OrganisationChange, Command> = {
  details: (context, id, form) => {
    const version = Number(form.one('version'));
    const command = parse(trustDetailsSchema, {
      addressLines: addressFrom(form.one('address')),
      postcode: form.one('postcode') ?? '',
      companiesHouseNumber: form.one('companiesHouseNumber'),
      version,
    });
    return command.ok ? recordTrustDetails(context, id, command.value) : command;
  },
  billing: (context, id, form) => {
    const command = parse(trustBillingSchema, { from: form.one('from'), to: form.one('to') });
    return command.ok ? recordTrustBilling(context, id, command.value) : command;
  },
  closing: (context, id, form) => {
    const command = parse(closeSchema, { on: form.one('on'), reason: form.one('reason') });
    return command.ok ? closeGroup(context, id, command.value) : command;
  },
  withdrawals: (context, id, form) => {
    const command = parse(withdrawSchema, { event: form.one('event'), reason: form.one('reason') });
    return command.ok ? withdrawEvent(context, id, command.value) : command;
  },
};

const recordChange =
  (name: OrganisationChange): Handler =>
  async (context, c) => {
    const seen = await readOrganisation(context, c.req.param('group'));
    if (!seen.ok) return problemPage(c, context, seen.refusal);
    const form = await readForm(c);
    const { id } = seen.value.group;
    const decision = await commands[name](context, id, form);
    if (!decision.ok) return organisationChangePage(context, c, seen.value, name, form, decision.refusal);
    const on = name === 'closing' ? form.one('on') : undefined;
    return seeOther(donePath(`/${context.council.slug}/schools/organisations/${id}`, name, on, today(context)));
  };

export const groupPages = {
  ...partnershipListPages,
  'GET /schools/partnerships/{group}': partnershipPage,
  ...partnershipChangePages,
  ...organisationListPages,
  'GET /schools/organisations/{group}': organisationPage,
  'POST /schools/organisations/{group}/details': recordChange('details'),
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
