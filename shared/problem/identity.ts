// What identity refuses: who somebody is, and what they may do.
import type { RefusalEntry } from './entry.ts';

export const identity = {
  'own-limit': {
    status: 409,
    title: 'Nobody sets their own limit',
    next: 'Ask a colleague who may, or your council’s administrator.',
  },
  'above-own-limit': {
    status: 409,
    title: 'That is more than your own limit',
    next: 'Ask somebody without a limit, or your council’s administrator.',
  },
  'council-decides': {
    status: 409,
    title: 'That is for the council to say',
    next: 'Ask the council’s administrator whether you may book without a purchase order number.',
  },
  'not-of-organisation': {
    status: 422,
    title: 'That person has no right for this organisation',
    next: 'Choose one of its people. The council’s administrator can give somebody a right for it.',
  },
  'sign-in-failed': { status: 400, title: 'Sign-in did not finish', next: 'Start again from the sign-in page.' },
  'unknown-person': { status: 403, title: 'Nobody here is registered with that account', next: 'Ask your council to add you.' },
  'too-many-entries': {
    status: 422,
    title: 'There are more entries than one file holds',
    next: 'Choose fewer days, or one person, organisation or record.',
  },
  'no-rights': {
    status: 403,
    title: 'You have no rights here any more',
    next: 'Ask your council, or whoever looks after sign-in at your organisation, to give you a role again.',
  },
  'invalid-token': {
    status: 401,
    title: 'The access token is not valid here',
    next: 'Get a fresh token for this council from the issuer your program is registered with, and send it again.',
  },
  'subject-taken': {
    status: 409,
    title: 'Somebody else is registered with that account',
    next: 'Register the person with the account that is theirs.',
  },
  'unknown-user': { status: 404, title: 'There is no such person', next: 'Choose somebody from the list of people.' },
  'person-erased': {
    status: 409,
    title: 'This person was erased',
    next: 'Nothing more is kept of them. If they come back, invite them as somebody new.',
  },
  'own-rights': {
    status: 403,
    title: 'Nobody changes their own rights',
    next: 'Ask another administrator of your council.',
  },
  'last-administrator': {
    status: 409,
    title: 'The council would be left without an administrator',
    next: 'Make somebody else administrator first: give them the role here, or in your council’s own sign-in service and have them sign in once.',
  },
  'no-entry': {
    status: 403,
    title: 'Your council does not let you in at present',
    next: 'Ask your council. Another account of yours does not change it.',
  },
  'officer-taken': {
    status: 409,
    title: 'Somebody else is that officer already',
    next: 'Choose another officer, or first take the right to deliver away from whoever has it.',
  },
  'unknown-right': { status: 404, title: 'The person has no such right', next: 'Look at the rights as they stand now.' },
  'asserted-right': {
    status: 409,
    title: 'The sign-in service gives this right, so it is not taken away here',
    next: 'Have the role taken away at the sign-in service; it is gone here when the person next signs in.',
  },
  'unknown-organisation': {
    status: 404,
    title: 'There is no such organisation',
    next: 'Look it up under Schools, and enter its URN or its identifier.',
    nextElsewhere: 'You see the organisation you act for, and what it belongs to: start from your home page.',
  },
  'unknown-invitation': { status: 404, title: 'There is no such invitation', next: 'Choose one from the list of invitations.' },
  'invitation-not-valid': {
    status: 404,
    title: 'This invitation cannot be used',
    next: 'Open the link in the newest e-mail you had from us, or ask your council to send it again.',
  },
  'invitation-for-another': {
    status: 403,
    title: 'This invitation is for another e-mail address',
    next: 'Sign in with the account of the address it was sent to, or ask your council for a new one.',
  },
  'email-not-confirmed': {
    status: 403,
    title: 'The sign-in service has not confirmed your e-mail address',
    next: 'Confirm the address with that sign-in service, or use another account that has it. Then open the link in the e-mail again.',
  },
  'unknown-client': { status: 404, title: 'There is no such program', next: 'Choose one from the list of programs.' },
  'client-taken': {
    status: 409,
    title: 'A program is already registered with that issuer and subject',
    next: 'End that one first, or give the subject of the new program.',
  },
} as const satisfies Record<string, RefusalEntry>;
