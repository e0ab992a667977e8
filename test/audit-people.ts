// The part of the walk through the API's commands that is about people, invitations and programs, and about what a school needs and is reminded of.
import { type AuditWalk, idOf } from './audit-walk.ts';

const academy = 'sch_990010';
const maintained = 'sch_990001';

/** What an administrator does: rights, signing out, refusing entry, erasing, inviting, and letting a program in. */
export async function walkPeople(walk: AuditWalk): Promise<void> {
  const { host } = walk;
  const grace = 'grace-adeyemi';
  const rights = { at: { person: 'per_ruth-pennington' }, told: { about: 'per_ruth-pennington', organisation: 'sch_990011' } };
  await walk.does('POST /api/identity/people/{person}/rights', grace, {
    ...rights,
    body: { organisation: 'sch_990011', roles: ['school-approver'] },
    told: { ...rights.told, action: 'person:grant' },
  });
  await walk.does('POST /api/identity/people/{person}/rights/ending', grace, {
    ...rights,
    body: { organisation: 'sch_990011' },
    told: { ...rights.told, action: 'person:take' },
  });
  // Somebody who is signed in: of anybody else there would be nothing to end.
  await host.as('bridget-lowe');
  const bridget = { at: { person: 'per_bridget-lowe' } };
  await walk.does('POST /api/identity/people/{person}/sign-out', grace, {
    ...bridget,
    told: { action: 'person:sign-out', about: 'per_bridget-lowe' },
  });
  await walk.does('POST /api/identity/people/{person}/no-entry', grace, {
    ...bridget,
    body: { reason: 'account' },
    told: { action: 'person:refuse-entry', about: 'per_bridget-lowe' },
  });
  await walk.does('POST /api/identity/people/{person}/no-entry/ending', grace, {
    ...bridget,
    told: { action: 'person:allow-entry', about: 'per_bridget-lowe' },
  });
  await walk.does('POST /api/identity/people/{person}/erasure', grace, {
    ...bridget,
    body: { reason: 'left', confirm: true },
    told: { action: 'person:erase', about: 'per_bridget-lowe' },
  });
  const invited = await walk.does('POST /api/identity/invitations', grace, {
    body: { email: 'new.booker@school.example', name: 'New Booker', organisation: academy, roles: ['school-booker'] },
    told: (reply) => ({ action: 'invitation:send', about: idOf(reply), organisation: academy }),
  });
  const invitation = { at: { invitation: idOf(invited) } };
  await walk.does('POST /api/identity/invitations/{invitation}/sending', grace, {
    ...invitation,
    told: { action: 'invitation:send', about: idOf(invited), organisation: academy },
  });
  await walk.does('POST /api/identity/invitations/{invitation}/withdrawal', grace, {
    ...invitation,
    told: { action: 'invitation:withdraw', about: idOf(invited), organisation: academy },
  });
  const program = await walk.does('POST /api/identity/clients', grace, {
    body: {
      name: 'Finance system',
      issuer: 'https://sign-in.example',
      subject: 'finance-system',
      jwksUri: 'https://sign-in.example/keys',
      roles: ['finance'],
    },
    told: (reply) => ({ action: 'client:register', about: idOf(reply) }),
  });
  await walk.does('POST /api/identity/clients/{client}/ending', grace, {
    at: { client: idOf(program) },
    told: { action: 'client:end', about: idOf(program) },
  });
}

/** A need of a support plan from its recording to its withdrawal, and the reminders that follow from such. */
export async function walkNeeds(walk: AuditWalk): Promise<void> {
  const rowan = 'rowan-achebe';
  const told = (about: string, action: string) => ({ action, about, organisation: maintained });
  const body = { what: 'Phonics in the first years', skill: 'leadership', wantedHalfDays: 2, by: '2027-03-31' };
  const need = idOf(
    await walk.does('POST /api/entitlements/needs/{school}', 'joan-ferris', {
      at: { school: maintained },
      body,
      told: (reply) => told(idOf(reply), 'need:record'),
    }),
  );
  await walk.does('POST /api/entitlements/needs/{school}/{need}/review', rowan, {
    at: { school: maintained, need },
    body: { note: 'Agreed with the phase lead' },
    told: told(need, 'need:review'),
  });
  await walk.does('POST /api/entitlements/needs/{school}/{need}/withdrawal', rowan, {
    at: { school: maintained, need },
    body: { reason: 'The school has found its own way' },
    told: told(need, 'need:withdraw'),
  });
  await walk.does('POST /api/entitlements/nudges/switch', 'grace-adeyemi', {
    body: { on: true },
    told: { action: 'nudge:switch', about: 'nudges' },
  });
  await walk.does('POST /api/identity/messages', rowan, {
    body: { kind: 'nudge', wanted: false },
    told: { action: 'messages:choose', about: `per_${rowan}` },
  });
}
