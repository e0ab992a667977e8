// What an invitation may still come to, who is refused entry and told why, and which program is known.
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
import { decideEntry, decideNoEntry, fitsHere } from '../../functions/identity/rules/people.ts';
import { clientSchema } from '../../functions/identity/schema/clients.ts';
import {
  type Invitation,
  type InvitationEvent,
  type InvitationState,
  invitationStates,
} from '../../functions/identity/schema/invitations.ts';
import type { Person } from '../../functions/identity/schema/people.ts';
import type { CivilDate } from '../../shared/calendar.ts';
import type { Context } from '../../shared/context.ts';
import type { InvitationId, OfficerId, PersonId } from '../../shared/ids.ts';
import { outcomeOf } from '../bookings.ts';
import { actor, assertedBy, daniel, grace, granted, providers, school, somebody } from '../rights.ts';

/** One that is open for two weeks, as it was sent by Grace. */
const invitationTo = (email: string, name: string, sentAt: string): Invitation => ({
  type: 'invitation',
  id: 'inv_01' as InvitationId,
  email,
  name,
  rights: [{ organisation: school, roles: ['school-booker'] }],
  secretHash: 'hash',
  sending: 1,
  invitedBy: grace,
  sentAt,
  lastDay: '2026-12-08' as CivilDate,
  state: 'open',
  version: 1,
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
    const open = invitationTo('maria@school.example', 'Maria', at);
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
  const invitation = invitationTo('tamsin.vole@school.example', 'Tamsin Vole', '2026-11-24T10:00:00.000Z');
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
