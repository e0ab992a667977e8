// The pages of the local providers: who are you, for which organisation, and what to do when a sign-in is over.
import { html } from 'hono/html';
import { type Html, list, page } from '../page.ts';
import type { LocalClient, LocalPerson, ProviderId } from './people.ts';

type Choice = { value: string; title: string; hint: string };

/** In use these pages are somebody else's, and it is said whose. */
const inUse: Record<ProviderId, string> = {
  schools: 'In use, this page is DfE Sign-in, where school and trust people already have an account.',
  staff: 'In use, this page is your council’s own sign-in.',
};

const choices = (name: string, offered: readonly Choice[]) => html`<ul class="govuk-list">
${list(
  offered.map(
    ({ value, title, hint }) => html`<li class="govuk-!-margin-bottom-4">
<button class="govuk-button govuk-button--secondary govuk-!-margin-bottom-1" name="${name}" value="${value}" aria-describedby="about-${value}">${title}</button>
<div class="govuk-hint govuk-!-margin-bottom-0" id="about-${value}">${hint}</div></li>`,
  ),
)}
</ul>
<button class="govuk-button govuk-button--warning" name="${name}" value="">Do not sign in</button>`;

export const peoplePage = (provider: ProviderId, client: LocalClient, stylesheet: string): Html =>
  page({
    title: `Who are you? – ${client.title}`,
    stylesheet,
    body: html`<h1 class="govuk-heading-l"><span class="govuk-caption-l">${client.title}</span> Who are you?</h1>
<p class="govuk-body">These people are invented. Choose one to sign in as; there is no password. ${inUse[provider]}</p>
<form method="post">${choices(
      'person',
      client.people.map(({ key, name, description }) => ({ value: key, title: name, hint: description })),
    )}</form>`,
  });

export const organisationsPage = (client: LocalClient, person: LocalPerson, stylesheet: string): Html =>
  page({
    title: `Which organisation? – ${client.title}`,
    stylesheet,
    body: html`<h1 class="govuk-heading-l"><span class="govuk-caption-l">${person.name}</span> Which organisation are you signing in for?</h1>
<form method="post"><input type="hidden" name="person" value="${person.key}">
${choices(
  'organisation',
  person.organisations.map(({ id, name, category }) => ({ value: id, title: name, hint: category.name })),
)}</form>`,
  });

export const overPage = (stylesheet: string): Html =>
  page({
    title: 'Start again',
    stylesheet,
    body: html`<h1 class="govuk-heading-l">Start again</h1><p class="govuk-body">This sign-in is over. Go back to Daybook and sign in again.</p>`,
  });
