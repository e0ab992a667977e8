// Who may give and take which right, what an invitation may still come to, and what is left of somebody who is erased.
import { describe, expect, test } from 'vitest';
import { registerClient } from '../../functions/identity/actions/clients.ts';
import {
  blanked,
  decideAcceptance,
  decideSendingAgain,
  decideWithdrawal,
  opened,
  stateOn,
} from '../../functions/identity/rules/invitations.ts';
import {
  administers,
  decideEntry,
  decideErasure,
  decideGrant,
  decideNoEntry,
  decideTaking,
  fitsHere,
  type Source,
  withRight,
} from '../../functions/identity/rules/people.ts';
import { clientSchema } from '../../functions/identity/schema/clients.ts';
import {
  type Invitation,
  type InvitationEvent,
  type InvitationState,
  invitationStates,
  inviteSchema,
} from '../../functions/identity/schema/invitations.ts';
import { grantSchema, type Person, type Right, registerPersonSchema, rightSchema } from '../../functions/identity/schema/people.ts';
import type { CivilDate } from '../../shared/calendar.ts';
import type { Context, Role } from '../../shared/context.ts';
import type { InvitationId, OfficerId, OrganisationId, PersonId } from '../../shared/ids.ts';
import { outcomeOf } from '../bookings.ts';

const grace = 'per_grace' as PersonId;
const school = 'sch_990010' as OrganisationId;
const other = 'sch_990001' as OrganisationId;
const daniel = 'off_daniel-osei' as OfficerId;
const actor = { person: grace };
const granted = (roles: Role[], organisation?: OrganisationId): Right => ({
  ...(organisation ? { organisation } : {}),
  roles,
  source: 'granted',
});
const somebody = (rights: Right[], more: Partial<Person> = {}): Person => ({
  type: 'person',
  id: 'per_maria' as PersonId,
  rights,
  subjects: ['account'],
  version: 3,
  ...more,
});
const here = { organisationKnown: true, officerKnown: true };
/** A council whose directory makes administrators, and whose schools' service makes none. */
const providers: readonly Source[] = [
  { id: 'staff', roles: { Admin: 'council-admin' } },
  { id: 'schools', roles: { Booker: 'school-booker' } },
];
const assertedBy = (provider: string, roles: Role[]): Right => ({ roles, source: 'asserted', provider });

describe('giving a right', () => {
  const booker = somebody([granted(['school-booker'], school)]);

  test('roles for an organisation join those granted for it, in the order of the roles, each once', () => {
    const decision = decideGrant({ actor, person: booker, ...here }, { organisation: school, roles: ['school-approver', 'school-booker'] });
    expect(decision).toMatchObject({ ok: true, value: { rights: [granted(['school-booker', 'school-approver'], school)], version: 4 } });
  });

  test('another organisation, and the council, are rights of their own', () => {
    const rights = withRight(withRight(booker.rights, { organisation: other, roles: ['school-booker'] }), { roles: ['auditor'] });
    expect(rights).toEqual([granted(['school-booker'], school), granted(['school-booker'], other), granted(['auditor'])]);
  });

  test('what a provider asserts is left alone', () => {
    const asserted: Right = { organisation: school, roles: ['school-approver'], source: 'asserted', provider: 'schools' };
    expect(withRight([asserted], { organisation: school, roles: ['school-booker'] })).toEqual([
      asserted,
      granted(['school-booker'], school),
    ]);
  });

  test.each([
    ['nobody gives themselves a right', { person: somebody([], { id: grace }) }, 'own-rights'],
    ['somebody who is not known', { person: undefined }, 'unknown-user'],
    ['somebody who was erased', { person: somebody([], { erasedAt: '2026-11-24T10:00:00.000Z' }) }, 'person-erased'],
    ['an organisation that this council does not know', { organisationKnown: false }, 'unknown-organisation'],
  ])('is refused: %s', (_, facts, name) => {
    expect(outcomeOf(decideGrant({ actor, person: booker, ...here, ...facts }, { organisation: school, roles: ['school-booker'] }))).toBe(
      name,
    );
  });

  test('whoever delivers is one of the officers there are, named the first time', () => {
    const grant = (facts: object, officer?: OfficerId, person = booker) =>
      outcomeOf(decideGrant({ actor, person, ...here, ...facts }, { roles: ['officer'], ...(officer ? { officer } : {}) }));
    expect(grant({})).toBe('invalid-request');
    expect(grant({ officerKnown: false }, daniel)).toBe('unknown-officer');
    expect(grant({}, daniel)).toBe('accepted');
    const delivering = somebody([granted(['officer'])], { officer: daniel });
    expect(grant({}, undefined, delivering)).toBe('accepted');
    expect(grant({}, 'off_helen-marsh' as OfficerId, delivering)).toBe('wrong-state');
  });

  test('an officer is one person: the second is refused with who it is already, and the same person is not', () => {
    const officerIs = { person: 'per_daniel' as PersonId, name: 'Daniel Osei' };
    const grant = (id: string) =>
      decideGrant({ actor, person: somebody([], { id: id as PersonId }), ...here, officerIs }, { roles: ['officer'], officer: daniel });
    expect(grant('per_maria')).toMatchObject({ ok: false, refusal: { name: 'officer-taken', detail: 'That is Daniel Osei' } });
    expect(outcomeOf(grant('per_daniel'))).toBe('accepted');
  });

  test.each<[string, string, Role[], string | undefined]>([
    ['a school', 'sch_990010', ['school-booker', 'school-approver'], undefined],
    ['a school', 'sch_990010', ['trust-booker'], 'there is no such role in a school. Its roles are: School booker and school approver'],
    ['a school', 'sch_990010', ['partnership-lead'], 'there is no such role in a school'],
    ['a trust', 'trs_5901', ['trust-booker', 'school-approver'], undefined],
    [
      'a trust',
      'trs_5901',
      ['school-booker'],
      'School booker: there is no such role in a trust. Its roles are: School approver and trust booker',
    ],
    ['a partnership', 'ptn_colne', ['partnership-lead'], undefined],
    ['a partnership', 'ptn_colne', ['school-booker'], 'there is no such role in a partnership'],
    ['a federation', 'fed_12', ['school-booker'], 'Give roles in each of its schools instead'],
    ['another body', 'org_club', ['school-booker'], undefined],
    ['another body', 'org_club', ['trust-booker'], 'there is no such role in an organisation of this kind'],
    ['a school', 'sch_990010', ['auditor'], 'Auditor: this is for the council’s own people, so leave the organisation out'],
  ])('in %s there are its own roles alone: %s %j', (_, organisation, roles, fault) => {
    for (const schema of [grantSchema, rightSchema]) {
      const told = schema.safeParse({ organisation, roles }).error?.issues.map(({ path, message }) => [path.join('.'), message]);
      expect(told).toEqual(fault && [['roles', expect.stringContaining(fault)]]);
    }
    const whom = { email: 'a@b.example', name: 'A', organisation, roles };
    expect(inviteSchema.safeParse(whom).success).toBe(fault === undefined);
    const person = { id: 'per_a', name: 'A', subject: 'a', rights: [{ organisation, roles }] };
    expect(registerPersonSchema.safeParse({ person, issuer: 'https://sign-in.example' }).success).toBe(fault === undefined);
  });

  test.each<[boolean, unknown]>([
    [true, { organisation: school, roles: ['school-booker'] }],
    [true, { roles: ['officer'], officer: daniel }],
    [false, { roles: ['school-booker'] }],
    [false, { organisation: school, roles: ['auditor'] }],
    [false, { organisation: school, roles: [] }],
    [false, { organisation: 'Colnemarsh', roles: ['school-booker'] }],
    [false, { roles: ['auditor'], officer: daniel }],
    [false, { roles: ['king'] }],
    [false, { roles: ['auditor'], source: 'asserted', provider: 'schools' }],
  ])('only roles that fit are taken: %s for %j', (fits, command) => {
    expect(grantSchema.safeParse(command).success).toBe(fits);
  });
});

describe('taking a right away', () => {
  const take = (person: Person | undefined, organisation?: OrganisationId, otherAdministrator = true) =>
    decideTaking({ actor, person, otherAdministrator, providers }, { ...(organisation ? { organisation } : {}) });

  test('takes all that was granted for that organisation, and nothing else', () => {
    const asserted: Right = { organisation: school, roles: ['school-approver'], source: 'asserted', provider: 'schools' };
    const decision = take(somebody([granted(['school-booker'], school), granted(['auditor']), asserted]), school);
    expect(decision).toMatchObject({ ok: true, value: { person: { rights: [granted(['auditor']), asserted] }, taken: ['school-booker'] } });
  });

  test('whoever no longer delivers is no longer linked to an officer', () => {
    const decision = take(somebody([granted(['officer']), granted(['school-booker'], school)], { officer: daniel }));
    expect(decision.ok && decision.value.person).not.toHaveProperty('officer');
    const kept = take(somebody([granted(['officer']), granted(['school-booker'], school)], { officer: daniel }), school);
    expect(kept.ok && kept.value.person.officer).toBe(daniel);
  });

  test('what only a provider says is not taken away here', () => {
    expect(outcomeOf(take(somebody([{ roles: ['auditor'], source: 'asserted', provider: 'schools' }])))).toBe('asserted-right');
  });

  test.each([
    ['one’s own', somebody([granted(['auditor'])], { id: grace }), 'own-rights'],
    ['one that is not there', somebody([granted(['school-booker'], school)]), 'unknown-right'],
    ['of somebody who is not known', undefined, 'unknown-user'],
  ])('is refused: %s', (_, person, name) => expect(outcomeOf(take(person))).toBe(name));

  test('the last administrator stays one; an administrator among others, or with the role twice, does not matter', () => {
    const admin = somebody([granted(['council-admin'])]);
    expect(outcomeOf(take(admin, undefined, false))).toBe('last-administrator');
    expect(outcomeOf(take(admin, undefined, true))).toBe('accepted');
    const twice = somebody([granted(['council-admin']), assertedBy('staff', ['council-admin'])]);
    expect(outcomeOf(take(twice, undefined, false))).toBe('accepted');
    // The word of a provider that makes no administrators here any more leaves nobody.
    const stale = somebody([granted(['council-admin']), assertedBy('schools', ['council-admin'])]);
    expect(outcomeOf(take(stale, undefined, false))).toBe('last-administrator');
    expect(outcomeOf(take(somebody([granted(['auditor'])]), undefined, false))).toBe('accepted');
  });
});

describe('erasing', () => {
  const at = '2026-11-24T10:00:00.000Z';

  test('leaves an id and the moment, and nothing to know or reach anybody by', () => {
    const decision = decideErasure({
      actor,
      person: somebody([granted(['officer'])], { officer: daniel, noEntry: { reason: 'left', since: at } }),
      otherAdministrator: true,
      providers,
      at,
    });
    expect(decision).toEqual({ ok: true, value: { type: 'person', id: 'per_maria', rights: [], subjects: [], erasedAt: at, version: 4 } });
  });

  test.each([
    ['oneself', somebody([], { id: grace }), true, 'own-rights'],
    ['nobody', undefined, true, 'unknown-user'],
    ['the last administrator', somebody([granted(['council-admin'])]), false, 'last-administrator'],
    ['an administrator among others', somebody([granted(['council-admin'])]), true, 'accepted'],
  ])('%s', (_, person, otherAdministrator, name) => {
    expect(outcomeOf(decideErasure({ actor, person, otherAdministrator, providers, at }))).toBe(name);
  });
});

describe('an administrator', () => {
  test.each<[string, Person, boolean]>([
    ['is one by grant', somebody([granted(['council-admin'])]), true],
    ['is one by the word of a provider that makes them', somebody([assertedBy('staff', ['council-admin'])]), true],
    ['is none by the word of one that makes none', somebody([assertedBy('schools', ['council-admin'])]), false],
    ['is none by the word of one that the council no longer has', somebody([assertedBy('former', ['council-admin'])]), false],
    ['is none with other roles', somebody([granted(['auditor', 'finance'])]), false],
    [
      'is none who may not come in',
      somebody([granted(['council-admin'])], { noEntry: { reason: 'left', since: '2026-11-24T10:00:00.000Z' } }),
      false,
    ],
  ])('%s', (_, person, expected) => expect(administers(person, providers)).toBe(expected));

  test('whom the council’s own directory makes can be changed like anybody where another remains, and is held where none does', () => {
    const asserted = somebody([assertedBy('staff', ['council-admin'])]);
    const at = '2026-11-24T10:00:00.000Z';
    const decide = (otherAdministrator: boolean) => decideErasure({ actor, person: asserted, otherAdministrator, providers, at });
    expect([outcomeOf(decide(true)), outcomeOf(decide(false))]).toEqual(['accepted', 'last-administrator']);
    const moved = [{ id: 'schools', roles: {} }];
    expect(outcomeOf(decideErasure({ actor, person: asserted, otherAdministrator: false, providers: moved, at }))).toBe('accepted');
  });
});

describe('refusing entry', () => {
  const at = '2026-11-24T10:00:00.000Z';
  const rights = [granted(['school-booker'], school), assertedBy('schools', ['auditor'])];
  const refuse = (person: Person | undefined, otherAdministrator = true) =>
    decideNoEntry({ actor, person, otherAdministrator, providers, at }, { reason: 'account' });

  test('marks the person and leaves every right as it is; letting in again takes the mark away', () => {
    const barred = refuse(somebody(rights));
    expect(barred).toMatchObject({
      ok: true,
      value: { rights, subjects: ['account'], noEntry: { reason: 'account', since: at }, version: 4 },
    });
    const again = decideEntry({ actor, person: barred.ok ? barred.value : undefined });
    expect(again).toMatchObject({ ok: true, value: { rights, version: 5 } });
    expect(again.ok && again.value).not.toHaveProperty('noEntry');
  });

  test.each<[string, Person | undefined, boolean, string]>([
    ['oneself', somebody(rights, { id: grace }), true, 'own-rights'],
    ['nobody', undefined, true, 'unknown-user'],
    ['somebody erased', somebody([], { erasedAt: at }), true, 'person-erased'],
    ['the last administrator', somebody([granted(['council-admin'])]), false, 'last-administrator'],
    ['an administrator among others', somebody([granted(['council-admin'])]), true, 'accepted'],
  ])('%s', (_, person, others, name) => expect(outcomeOf(refuse(person, others))).toBe(name));

  test('an invitation opens no way round it', () => {
    const open: Invitation = {
      type: 'invitation',
      id: 'inv_01' as InvitationId,
      email: 'maria@school.example',
      name: 'Maria',
      rights: [{ organisation: school, roles: ['school-booker'] }],
      secretHash: 'hash',
      sending: 1,
      invitedBy: grace,
      sentAt: at,
      lastDay: '2026-12-08' as CivilDate,
      state: 'open',
      version: 1,
    };
    const person = somebody(rights, { noEntry: { reason: 'left', since: at } });
    const facts = {
      invitation: open,
      secretHash: 'hash',
      now: Date.parse(at),
      fresh: 'per_new' as PersonId,
      account: 'a',
      email: open.email,
    };
    expect(outcomeOf(decideAcceptance({ ...facts, person }))).toBe('no-entry');
  });
});

describe('an invitation', () => {
  const now = Date.parse('2026-11-24T10:00:00Z');
  const later = (days: number) => now + days * 86_400_000;
  const invitation: Invitation = {
    type: 'invitation',
    id: 'inv_01' as InvitationId,
    email: 'tamsin.vole@school.example',
    name: 'Tamsin Vole',
    rights: [{ organisation: school, roles: ['school-booker'] }],
    secretHash: 'hash',
    sending: 1,
    invitedBy: grace,
    sentAt: '2026-11-24T10:00:00.000Z',
    lastDay: '2026-12-08' as CivilDate,
    state: 'open',
    version: 1,
  };
  const facts = {
    invitation,
    secretHash: 'hash',
    now,
    person: undefined,
    fresh: 'per_new' as PersonId,
    account: 'hers',
    email: invitation.email,
  };

  test('every state answers every event, and three are the end of it', () => {
    const states: InvitationState[] = ['open', 'accepted', 'withdrawn', 'expired'];
    const events: InvitationEvent[] = ['send', 'send-again', 'accept', 'withdraw', 'expire'];
    const rows = states.map((state) => [state, ...events.map((event) => invitationStates.next(state, event) ?? '-')].join(' '));
    expect(rows).toEqual(['open - open accepted withdrawn expired', 'accepted - - - - -', 'withdrawn - - - - -', 'expired - open - - -']);
  });

  test('is good through its last day, whole, and then has expired by itself', () => {
    expect(stateOn(invitation, Date.parse('2026-12-08T23:59:00Z'))).toBe('open');
    expect(stateOn(invitation, Date.parse('2026-12-09T00:00:00Z'))).toBe('expired');
    expect(stateOn({ ...invitation, state: 'accepted' }, later(99))).toBe('accepted');
  });

  test('makes somebody new, with the right as granted and the account tied', () => {
    const decision = decideAcceptance(facts);
    expect(decision).toMatchObject({
      ok: true,
      value: {
        person: {
          id: 'per_new',
          rights: [granted(['school-booker'], school)],
          subjects: ['hers'],
          invitations: [invitation.id],
          version: 1,
        },
        invitation: { state: 'accepted', acceptedBy: 'per_new', version: 2 },
      },
    });
  });

  test('adds to somebody known, whose account is theirs already', () => {
    const known = somebody([granted(['auditor'])], { subjects: ['hers'] });
    const decision = decideAcceptance({ ...facts, person: known });
    expect(decision.ok && decision.value.person).toMatchObject({
      id: known.id,
      rights: [granted(['auditor']), granted(['school-booker'], school)],
      subjects: ['hers'],
    });
  });

  test.each<[string, Partial<typeof facts> & { email?: string | undefined; person?: Person | undefined }, string]>([
    ['the address it was sent to, in other capitals', { email: 'Tamsin.Vole@School.example' }, 'accepted'],
    ['no address that anybody stands for', { email: undefined }, 'email-not-confirmed'],
    ['another verified address', { email: 'somebody.else@school.example' } as object, 'invitation-for-another'],
    ['whoever sent it', { person: somebody([], { id: grace }) } as object, 'own-rights'],
    ['a wrong secret', { secretHash: 'guess' }, 'invitation-not-valid'],
    ['a day too late', { now: later(15) }, 'invitation-not-valid'],
    ['a second time', { invitation: { ...invitation, state: 'accepted' } }, 'invitation-not-valid'],
    ['one that was withdrawn', { invitation: { ...invitation, state: 'withdrawn' } }, 'invitation-not-valid'],
  ])('accepted with %s', (_, more, name) => {
    expect(outcomeOf(decideAcceptance({ ...facts, ...more } as Parameters<typeof decideAcceptance>[0]))).toBe(name);
  });

  test('for an officer links the officer, and is not for somebody who is another', () => {
    const forOfficer: Invitation = { ...invitation, rights: [{ roles: ['officer'] }], officer: daniel };
    const fresh = decideAcceptance({ ...facts, invitation: forOfficer });
    expect(fresh.ok && fresh.value.person.officer).toBe(daniel);
    const officerIs = { person: 'per_daniel' as PersonId, name: 'Daniel Osei' };
    expect(outcomeOf(decideAcceptance({ ...facts, invitation: forOfficer, officerIs }))).toBe('officer-taken');
    const helen = somebody([granted(['officer'])], { officer: 'off_helen-marsh' as OfficerId });
    expect(outcomeOf(decideAcceptance({ ...facts, invitation: forOfficer, person: helen }))).toBe('wrong-state');
  });

  test('says why it cannot be used to whoever holds its secret, and to nobody else', () => {
    const used: Invitation = { ...invitation, state: 'accepted' };
    const detail = (secretHash: string, of: Invitation | undefined) => {
      const decision = opened(of, secretHash, now);
      return decision.ok ? 'opened' : decision.refusal;
    };
    expect(detail('hash', used)).toMatchObject({ name: 'invitation-not-valid', detail: 'It was used already: if it was you, sign in' });
    expect(detail('guess', used)).toEqual({ name: 'invitation-not-valid' });
    expect(detail('guess', undefined)).toEqual(detail('guess', invitation));
  });

  test('sent again has another secret and fourteen days more, from expired too but not once it is over', () => {
    const again = decideSendingAgain(invitation, later(20), 'next');
    expect(again).toMatchObject({ ok: true, value: { state: 'open', sending: 2, secretHash: 'next', lastDay: '2026-12-28', version: 2 } });
    expect(outcomeOf(opened(again.ok ? again.value : undefined, 'hash', later(20)))).toBe('invitation-not-valid');
    expect(outcomeOf(decideSendingAgain({ ...invitation, state: 'accepted' }, now, 'next'))).toBe('wrong-state');
    expect(outcomeOf(decideSendingAgain(undefined, now, 'next'))).toBe('unknown-invitation');
  });

  test('withdrawn is over, and only an open one is withdrawn', () => {
    expect(decideWithdrawal(invitation, now)).toMatchObject({ ok: true, value: { state: 'withdrawn' } });
    expect(outcomeOf(decideWithdrawal(invitation, later(20)))).toBe('wrong-state');
    expect(outcomeOf(decideWithdrawal(undefined, now))).toBe('unknown-invitation');
  });

  test('blanked, names nobody and opens nothing; what was accepted stays accepted', () => {
    expect(blanked(invitation)).toMatchObject({ email: '', name: '', state: 'withdrawn' });
    expect(blanked({ ...invitation, state: 'accepted' })).toMatchObject({ email: '', name: '', state: 'accepted' });
  });
});

describe('a program', () => {
  const program = {
    name: 'Finance system',
    issuer: 'https://sign-in.example',
    subject: 'finance',
    jwksUri: 'https://sign-in.example/keys',
    roles: ['finance'],
  };

  test.each<[boolean, object]>([
    [true, {}],
    [true, { organisation: school, roles: ['school-booker'] }],
    [true, { jwksUri: 'http://127.0.0.1:4010/keys', issuer: 'http://localhost:4010' }],
    [false, { jwksUri: 'https://169.254.169.254/latest/meta-data' }],
    [false, { jwksUri: 'https://user:secret@sign-in.example/keys' }],
    [false, { jwksUri: 'http://sign-in.example/keys' }],
    [false, { jwksUri: 'http://127.0.0.1.evil.example/keys' }],
    [false, { jwksUri: 'file:///etc/passwd' }],
    [false, { issuer: 'http://sign-in.example' }],
    [false, { issuer: 'finance' }],
    [false, { roles: ['school-booker'] }],
    [false, { roles: ['officer'] }],
    [false, { roles: ['council-admin'] }],
    [false, { subject: '' }],
    [false, { audience: 'https://elsewhere.example' }],
  ])('%s: %j', (fits, more) => expect(clientSchema.safeParse({ ...program, ...more }).success).toBe(fits));

  test('of a demonstration alone has its issuer on the host’s own machine', async () => {
    const local = clientSchema.parse({ ...program, jwksUri: 'http://127.0.0.1:4010/keys', issuer: 'http://localhost:4010' });
    // It is refused before anything is read.
    const refused = await registerClient({} as Context, { origin: 'https://daybook.example', demo: false }, local);
    const detail = 'The address must begin with https://';
    expect(refused).toEqual({
      ok: false,
      refusal: { name: 'invalid-request', faults: ['issuer', 'jwksUri'].map((field) => ({ field, detail })) },
    });
  });

  test('acts for organisations that are known', () => {
    expect(outcomeOf(fitsHere({ organisationKnown: false, officerKnown: false }, { organisation: school, roles: ['school-booker'] }))).toBe(
      'unknown-organisation',
    );
  });
});
