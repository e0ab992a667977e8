// People, invitations and programs as JSON: the twins of their pages, each command read with the schema its form is read with.
import { refuse } from '../../../shared/decision.ts';
import { answer, type Handler, parse, problem, readJson, type Web } from '../../../shared/http.ts';
import { idSchema } from '../../../shared/ids.ts';
import { endClient, listClients, registerClient } from '../actions/clients.ts';
import { invite, listInvitations, sendAgain, withdrawInvitation } from '../actions/invitations.ts';
import { allowEntry, endSessions, erasePerson, grantRight, listPeople, readPerson, refuseEntry, takeRight } from '../actions/people.ts';
import { clientSchema } from '../schema/clients.ts';
import { inviteSchema } from '../schema/invitations.ts';
import { erasureSchema, grantSchema, listQuery, noEntrySchema, peopleQuery, takeSchema } from '../schema/people.ts';

const personIn = (c: Web) => idSchema('per').safeParse(c.req.param('person')).data;
const invitationIn = (c: Web) => idSchema('inv').safeParse(c.req.param('invitation')).data;
const same = <T>(value: T): T => value;

export const peopleRoutes = {
  'GET /api/identity/people': async (context, c) => {
    const query = parse(peopleQuery, c.req.query());
    if (!query.ok) return problem(c, query.refusal);
    return answer(c, await listPeople(context, query.value), ({ items, next }) => ({ people: items, next }));
  },
  'GET /api/identity/people/{person}': async (context, c) => {
    const id = personIn(c);
    return answer(c, id ? await readPerson(context, id) : refuse('unknown-user'), same);
  },
  'POST /api/identity/people/{person}/rights': async (context, c) => {
    const [id, command] = [personIn(c), await readJson(c, grantSchema)];
    if (!command.ok) return problem(c, command.refusal);
    return answer(c, id ? await grantRight(context, id, command.value) : refuse('unknown-user'), same);
  },
  'POST /api/identity/people/{person}/rights/ending': async (context, c) => {
    const [id, command] = [personIn(c), await readJson(c, takeSchema)];
    if (!command.ok) return problem(c, command.refusal);
    return answer(c, id ? await takeRight(context, id, command.value) : refuse('unknown-user'), same);
  },
  'POST /api/identity/people/{person}/sign-out': async (context, c) => {
    const id = personIn(c);
    return answer(c, id ? await endSessions(context, id) : refuse('unknown-user'), same);
  },
  'POST /api/identity/people/{person}/no-entry': async (context, c) => {
    const [id, command] = [personIn(c), await readJson(c, noEntrySchema)];
    if (!command.ok) return problem(c, command.refusal);
    return answer(c, id ? await refuseEntry(context, id, command.value) : refuse('unknown-user'), same);
  },
  'POST /api/identity/people/{person}/no-entry/ending': async (context, c) => {
    const id = personIn(c);
    return answer(c, id ? await allowEntry(context, id) : refuse('unknown-user'), same);
  },
  'POST /api/identity/people/{person}/erasure': async (context, c) => {
    const [id, command] = [personIn(c), await readJson(c, erasureSchema)];
    if (!command.ok) return problem(c, command.refusal);
    return answer(c, id ? await erasePerson(context, id, command.value) : refuse('unknown-user'), same);
  },
  'GET /api/identity/clients': async (context, c) => {
    const query = parse(listQuery, c.req.query());
    if (!query.ok) return problem(c, query.refusal);
    return answer(c, await listClients(context, query.value.after), ({ items, next }) => ({ clients: items, next }));
  },
  'POST /api/identity/clients': async (context, c) => {
    const command = await readJson(c, clientSchema);
    if (!command.ok) return problem(c, command.refusal);
    return answer(c, await registerClient(context, c.get('host'), command.value), same, 201);
  },
  'POST /api/identity/clients/{client}/ending': async (context, c) => {
    const id = idSchema('cli').safeParse(c.req.param('client'));
    return answer(c, id.success ? await endClient(context, id.data) : refuse('unknown-client'), same);
  },
} satisfies Record<string, Handler>;

/** Invitations, whose links are made with this key. */
export const invitationRoutes = (linkKey: string) =>
  ({
    'GET /api/identity/invitations': async (context, c) => {
      const query = parse(listQuery, c.req.query());
      if (!query.ok) return problem(c, query.refusal);
      return answer(c, await listInvitations(context, query.value.after), ({ items, next }) => ({ invitations: items, next }));
    },
    'POST /api/identity/invitations': async (context, c) => {
      const command = await readJson(c, inviteSchema);
      return command.ok ? answer(c, await invite(context, linkKey, command.value), same, 201) : problem(c, command.refusal);
    },
    'POST /api/identity/invitations/{invitation}/sending': async (context, c) => {
      const id = invitationIn(c);
      return answer(c, id ? await sendAgain(context, linkKey, id) : refuse('unknown-invitation'), same);
    },
    'POST /api/identity/invitations/{invitation}/withdrawal': async (context, c) => {
      const id = invitationIn(c);
      return answer(c, id ? await withdrawInvitation(context, id) : refuse('unknown-invitation'), same);
    },
  }) satisfies Record<string, Handler>;
