// What is refused of the days of a partnership.
import type { RefusalEntry } from './entry.ts';

export const pots = {
  'unknown-plan': { status: 404, title: 'There is no such plan', next: 'Choose one of the partnership’s plans.' },
  'no-pot': {
    status: 409,
    title: 'The partnership has no such days to plan with',
    next: 'Look at what it was granted, and choose a year that it has days for.',
  },
  'pot-closed': { status: 409, title: 'The days can no longer be used', next: 'Plan with the days of the present year.' },
  'no-agreement-needed': {
    status: 409,
    title: 'These days need no plan',
    next: 'Book with them as they are: the policy asks for nobody’s agreement.',
  },
  'too-few-half-days': {
    status: 409,
    title: 'There are too few days left',
    next: 'Plan or release fewer of them. Nothing was moved.',
  },
  'too-many-plans': {
    status: 409,
    title: 'The partnership has as many plans for the year as it can have',
    next: 'Use one of those there are, or release what is not needed of it.',
  },
  'plan-proposed-already': {
    status: 409,
    title: 'You proposed this very plan today',
    next: 'Look at the plan that is there. If another one is meant, say in its purpose what sets it apart.',
  },
  'plan-closed': { status: 409, title: 'The plan has been decided', next: 'Look at what became of it. A new plan can be proposed.' },
  'plan-not-free': {
    status: 409,
    title: 'The policy in force no longer makes free what the plan is for',
    next: 'Withdraw the plan, and propose one for services that the days pay for now.',
  },
  'no-word': {
    status: 403,
    title: 'You have no word in what these days are used for',
    next: 'The members of the partnership are asked, each through whoever books or approves for it, and its lead of the day plans and books. Ask the council if that is you.',
  },
  'too-many-words': {
    status: 409,
    title: 'The plan has changed hands too often',
    next: 'Withdraw it, and propose it anew once it is agreed what it should say.',
  },
  'unknown-draft': { status: 404, title: 'There is no such draft', next: 'Choose one from the list of drafts.' },
  'draft-not-ready': {
    status: 422,
    title: 'The draft is not ready',
    next: 'Correct what is named. The draft is kept as it is.',
  },
  'draft-too-large': {
    status: 422,
    title: 'The policy is too large to be kept',
    next: 'Shorten its texts, or take out what is not needed.',
  },
  'draft-partly-unseen': {
    status: 403,
    title: 'You are not shown all that the draft changes',
    next: 'Somebody who may know of confidential statuses reviews it.',
  },
  'own-draft': {
    status: 403,
    title: 'Nobody reviews a policy that they changed or submitted themselves',
    next: 'Ask another administrator, or a finance approver, of your council to review it.',
  },
  'unknown-trial': {
    status: 404,
    title: 'There is no such trial of a policy',
    next: 'Choose one from the list of trials, or try a policy on a year.',
  },
  'unknown-allocation-run': { status: 404, title: 'There is no such allocation run', next: 'Choose a run from the list.' },
  'allocation-run-under-way': {
    status: 409,
    title: 'Another allocation run is on its way',
    next: 'Open it: wait until it is done, or go on with it if it has stopped.',
  },
  'allocation-run-waiting': {
    status: 409,
    title: 'Another dry run waits to be carried out',
    next: 'Open it and carry it out, or give it up, then start again.',
  },
  'allocation-run-out-of-date': {
    status: 409,
    title: 'The policy has changed since the dry run',
    next: 'Give up this dry run and start another.',
  },
  'allocation-run-too-old': {
    status: 409,
    title: 'The dry run is more than a day old',
    next: 'Give up this dry run and start another: it shows what the rules come to now.',
  },
  'nothing-to-allocate': {
    status: 409,
    title: 'There is nothing to carry out',
    next: 'Every allocation already is what the rules come to.',
  },
} as const satisfies Record<string, RefusalEntry>;
