// What is refused of any request, before a room is asked.
import type { RefusalEntry } from './entry.ts';

export const requests = {
  'malformed-json': {
    status: 400,
    title: 'The request is not valid JSON',
    next: 'Send one JSON object with the content type application/json.',
  },
  'unsupported-media-type': {
    status: 415,
    title: 'The content type is not supported',
    next: 'Send application/json to the API, or submit the form on the page.',
  },
  'invalid-request': {
    status: 422,
    title: 'Some of what was sent is missing or wrong',
    next: 'Correct the fields named and send it again.',
  },
  'request-too-large': { status: 413, title: 'The request is too large', next: 'Send less than 256 KB at once.' },
  unexpected: {
    status: 500,
    title: 'Something went wrong on our side',
    next: 'Try again in a minute. If it goes on, tell your council.',
  },
  'not-found': { status: 404, title: 'There is nothing here', next: 'Check the address, or start from your home page.' },
  'method-not-allowed': {
    status: 405,
    title: 'That cannot be done at this address',
    next: 'Go back to the page you came from. A program finds what can be done here in the API description.',
  },
  'cross-site-request': {
    status: 403,
    title: 'The request did not come from a page of Daybook',
    next: 'Open the page in Daybook and do it from there.',
  },
  'not-signed-in': { status: 401, title: 'You are not signed in', next: 'Sign in and try again.' },
  'not-allowed': {
    status: 403,
    title: 'Your role does not allow this',
    next: 'Ask a colleague with the right role, or your council’s administrator.',
  },
  'acting-for-another': {
    status: 409,
    title: 'You are acting for another organisation now',
    next: 'Nothing was done. Change back to the one this was begun for and send it again, or begin anew for the one you act for.',
  },
  contended: {
    status: 503,
    title: 'Too many people are changing this at once',
    next: 'Wait a few seconds and send the same again; it will not happen twice.',
  },
  'key-reused': {
    status: 409,
    title: 'This was already sent with different details',
    next: 'Look at what was made the first time. Nothing more was made.',
  },
  'changed-meanwhile': {
    status: 409,
    title: 'Somebody changed this while you were looking at it',
    next: 'Look at it as it stands now, and try again.',
  },
  'wrong-state': { status: 409, title: 'It is too late, or too early, for that', next: 'Look at its present state before going on.' },
} as const satisfies Record<string, RefusalEntry>;
