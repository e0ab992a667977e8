// The words of identity: what people may do, as one table from action to roles, and the shapes of sign-in and of sessions.
import * as z from 'zod';
import type { CivilDate } from '../../shared/calendar.ts';
import {
  bookerRoles as bookers,
  buyerRoles as buyers,
  councilRoles as council,
  financeRoles as finance,
  type Role,
  roles,
} from '../../shared/context.ts';
import { idSchema, type OfficerId, type OrganisationId, type OrganisationPrefix, type PersonId } from '../../shared/ids.ts';

const plansForPartnerships: readonly Role[] = ['resource-manager', 'sip-manager', 'council-admin'];
const bookersOfAnyDay: readonly Role[] = [...bookers, 'partnership-lead', 'resource-manager', 'sip-manager'];
const everyone: readonly Role[] = roles;

/** Roles that reach no further than the organisation acted for (a partnership's lead also to its members), and those that reach one officer's own work. */
export const ownRoles: readonly Role[] = [...buyers, 'partnership-lead'];
export const officerRoles: readonly Role[] = ['officer'];

/**
 * The roles there are in each kind of organisation: a trust books as a trust, a partnership is led, any other body books as a school does. The schools of a
 * federation have theirs one by one.
 */
export const rolesAt: Readonly<Record<OrganisationPrefix, readonly Role[]>> = {
  sch: ['school-booker', 'school-approver'],
  trs: ['trust-booker', 'school-approver'],
  fed: [],
  ptn: ['partnership-lead'],
  org: ['school-booker', 'school-approver'],
};

/** Each action and the roles that may do it at all; whose organisation it may touch is decided with the subject. */
export const actions = {
  'home:read': everyone,
  'me:read': everyone,
  'session:own': everyone,
  'people:read': ['council-admin', 'auditor'],
  'people:edit': ['council-admin'],
  'limit:read': [...buyers, 'resource-manager', 'auditor', 'council-admin'],
  // Whoever approves for an organisation decides on its limits too: the rules say how far.
  'limit:set': ['school-approver', 'council-admin'],
  'audit:read': ['council-admin', 'auditor'],
  'catalogue:read': everyone,
  'catalogue:edit': ['catalogue-manager', 'council-admin'],
  'school:search': [...council],
  'school:read': everyone,
  'import:read': ['resource-manager', 'council-admin', 'auditor'],
  'import:make': ['resource-manager', 'council-admin'],
  'partnership:read': [...council, ...buyers, 'partnership-lead', 'officer'],
  'organisation:record': ['resource-manager', 'council-admin'],
  'named-officers:record': ['resource-manager', 'sip-manager', 'council-admin'],
  'confidential:read': ['sip-manager', 'council-admin', 'auditor'],
  'confidential:record': ['sip-manager', 'council-admin'],
  'officer:read': [...council, ...buyers, 'partnership-lead', 'officer'],
  'free-sessions:read': [...council, 'officer', ...buyers],
  // Whoever gives visits to another officer keeps the diaries that they are in; an officer's own absence is the officer's to record too.
  'officer:keep': ['resource-manager', 'sip-manager', 'council-admin'],
  'officer:absence': ['officer', 'resource-manager', 'sip-manager', 'council-admin'],
  'policy:read': [...council],
  'policy:draft': ['council-admin'],
  // The line between free and paid is public money: whoever approves what is issued may be the second person too.
  'policy:review': ['council-admin', 'finance-approver'],
  'policy:try': ['council-admin'],
  'trial:read': [...finance, 'council-admin'],
  'vacancy:read': [...council, ...buyers],
  'vacancy:record': ['resource-manager', 'council-admin'],
  'statement:read': [...council, ...buyers, 'partnership-lead'],
  'need:read': [...council, ...buyers, 'officer'],
  'need:record': ['officer', 'resource-manager', 'sip-manager', 'council-admin'],
  'need:review': ['sip-manager', 'council-admin'],
  'nudge:read': ['resource-manager', 'sip-manager', 'council-admin', 'auditor'],
  'nudge:switch': ['council-admin'],
  'allocation:read': [...finance, 'sip-manager', 'council-admin'],
  'allocation:run': ['council-admin'],
  'pot:read': [...council, ...buyers, 'partnership-lead'],
  // The lead proposes, or the council on the lead's behalf; members answer for themselves, and the council records what they said in a meeting.
  'pot:propose': ['partnership-lead', ...plansForPartnerships],
  'pot:answer': ['school-booker', 'school-approver', 'partnership-lead'],
  'pot:record': plansForPartnerships,
  // Whoever pays books for themselves; a lead and the council book free days alone.
  'quote:make': bookersOfAnyDay,
  'booking:confirm': bookersOfAnyDay,
  'waitlist:read': [...council, ...buyers],
  // The council puts a school on a list at its wish.
  'waitlist:join': [...bookers, 'resource-manager', 'sip-manager', 'council-admin'],
  'waitlist:list': [...council],
  'waitlist:offer': ['resource-manager', 'sip-manager', 'council-admin'],
  // One service for several schools: a trust for its own, a lead for the partnership's members, the council what is free.
  'order:make': ['trust-booker', 'partnership-lead', 'resource-manager', 'sip-manager'],
  'order:read': [...council, 'trust-booker', 'school-approver', 'partnership-lead'],
  'booking:read': [...council, ...buyers, 'partnership-lead', 'officer'],
  // The rules say at whose wish, and so at what cost.
  'booking:cancel': [...bookersOfAnyDay, 'council-admin'],
  // Who comes is the council's to decide.
  'booking:reallocate': ['resource-manager', 'sip-manager', 'council-admin'],
  // By evidence that the rules check, so whoever cancelled may show it.
  'booking:waive': [...bookersOfAnyDay, 'finance', 'council-admin'],
  'ofsted-call:read': [...finance, 'resource-manager', 'council-admin'],
  'request:read': [...buyers, 'resource-manager', 'auditor', 'council-admin'],
  // Who of them approves is named by the organisation itself.
  'request:answer': buyers,
  'request:withdraw': bookers,
  'event:read': [...council, ...buyers, 'partnership-lead'],
  // Whoever organises an event; a trust's booker commits its own schools by it.
  'event:propose': ['partnership-lead', 'trust-booker', ...plansForPartnerships],
  // Each school gives its own word: the limits say who of its people.
  'event:answer': buyers,
  'event:leave': [...buyers, 'partnership-lead', ...plansForPartnerships],
  'purchase-order:read': [...buyers, ...finance, 'resource-manager', 'council-admin'],
  'purchase-order:keep': [...buyers, 'council-admin'],
  'attendee:read': [...buyers, 'officer', 'resource-manager', 'council-admin'],
  // The officer adds who comes unannounced.
  'attendee:name': [...bookers, 'officer', 'resource-manager', 'council-admin'],
  // Personal data of people who never signed in: the administrator alone takes it away, at their wish.
  'attendee:forget': ['council-admin'],
  'evaluation:answer': bookers,
  'evaluation:read': ['officer', 'catalogue-manager', 'resource-manager', 'sip-manager', 'council-admin'],
  'diary:read': ['officer', 'resource-manager', 'sip-manager', 'council-admin', 'auditor'],
  'visit:deliver': ['officer'],
  // Whoever moderates notes writes one that is late in its officer’s place: the rules say when.
  'note:write': ['officer', 'sip-manager', 'council-admin'],
  'note:list': [...council, 'officer'],
  'note:moderate': ['sip-manager', 'council-admin'],
  // What corrects a note is added by whoever may share such a note: the rules say which of them.
  'note:add': ['officer', 'sip-manager', 'council-admin'],
  'note:mark': [...buyers, 'partnership-lead', 'officer'],
  'buyback:read': [...finance, 'catalogue-manager', 'resource-manager', 'council-admin', ...buyers],
  // Whoever buys agrees for themselves; over a limit it is whoever approves: the rules say so.
  'buyback:agree': buyers,
  'buyback:list': [...finance, 'catalogue-manager', 'council-admin'],
  'buyback:end': ['finance', 'council-admin'],
  'reclassification:ask': ['finance', 'council-admin'],
  'reclassification:answer': ['finance', 'finance-approver', 'council-admin'],
  'run:read': finance,
  'run:make': ['finance'],
  'document:read': [...finance, ...buyers],
  'agreement:read': [...finance, ...buyers],
  'waiting-line:read': finance,
  'agreement:give': buyers,
  'journal:export': finance,
  'journal:post': ['finance'],
  'payment:make': bookers,
  'payment:read': [...finance, ...buyers],
  'suspense:read': finance,
  'proof:read': [...finance, 'council-admin'],
  // Reading the whole ledger changes nothing in it: the auditor's own right.
  'proof:run': [...finance, 'council-admin'],
  // Each list says whose it is; everybody has one.
  'list:read': everyone,
  'outbox:read': ['finance', 'auditor', 'council-admin'],
  'outbox:mend': ['council-admin', 'finance'],
} as const satisfies Record<string, readonly Role[]>;

export type Action = keyof typeof actions;

/** Sign-in keeps real time: a session ends eight hours after it began, an attempt to sign in ten minutes after. Neither follows a demo clock. */
export const sessionSeconds = 8 * 3600;
export const attemptSeconds = 600;

/** What is kept of a person who is signed in. The token itself is only in the browser: the item is found by its hash. */
export type SignInSession = {
  type: 'sign-in-session';
  person: PersonId;
  name: string;
  /** The right that was chosen, as it stood then: whatever changes a person's rights ends their sessions. */
  roles: readonly Role[];
  organisation?: OrganisationId;
  organisationName?: string;
  officer?: OfficerId;
  /** A trust's booker may act for one of the trust's schools, for the rest of the London day. */
  acting?: { school: OrganisationId; schoolName: string; on: CivilDate };
  /** There is more than one possibility. */
  hasChoice?: true;
  signedInAt: string;
  /** Seconds since 1970, which is also the table's time to live; a read never relies on the row having gone. */
  expiresAt: number;
};

/** An invitation and the secret that was in its e-mail. */
export const invitationKeySchema = z.strictObject({ id: idSchema('inv'), secret: z.string().regex(/^[A-Za-z0-9_-]{43}$/) });
export type InvitationKey = z.infer<typeof invitationKeySchema>;
/** What is kept of that while a person is at the provider: the table never holds the secret itself. */
export type InvitationProof = { id: InvitationKey['id']; secretHash: string };

/** The secrets of each council's providers, by the provider's word: the client's, and the API's where the provider has one. */
export const signInSecretsSchema = z.record(
  z.string(),
  z.record(z.string(), z.strictObject({ clientSecret: z.string().min(1), apiSecret: z.string().min(1).optional() })),
);
export type SignInSecrets = Readonly<z.infer<typeof signInSecretsSchema>>;

/** For whom a person wants to act: an organisation's id, or `council`. */
export const choiceSchema = z.strictObject({
  organisation: z.string('Choose for whom you act').min(1, 'Choose for whom you act').max(80, 'Choose one of those shown'),
});

/** What is kept while a person is at the provider, found by the hash of the state that the provider gives back. */
export type SignInAttempt = {
  type: 'sign-in-attempt';
  /** Hash of the cookie of the browser that began: no other browser may finish. */
  browser: string;
  /** Which of the council's providers was asked: they all answer at one address. */
  provider: string;
  nonce: string;
  verifier: string;
  /** What the person was invited by, when that is why they came. */
  invitation?: InvitationProof;
  returnPath: string;
  expiresAt: number;
};

/** What an action is about, as far as rights are concerned: the organisation it touches, or the officer whose work it is. */
export type Subject = {
  organisation?: OrganisationId;
  /** The partnerships that organisation belongs to on the day, where a lead may reach it. */
  partnerships?: readonly OrganisationId[];
  /** Null for what is no one officer’s work: a list that holds the work of several. */
  officer?: OfficerId | null;
};
