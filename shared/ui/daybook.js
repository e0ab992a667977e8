// What the browser adds when it can: nothing here is needed for a page to work. Bundled by infra/assets.ts into the one script a page loads.
import {
  Button,
  CharacterCount,
  Checkboxes,
  createAll,
  ErrorSummary,
  NotificationBanner,
  ServiceNavigation,
  SkipLink,
} from 'govuk-frontend';

for (const component of [Button, CharacterCount, Checkboxes, ErrorSummary, NotificationBanner, ServiceNavigation, SkipLink]) {
  createAll(component);
}

// What goes on elsewhere is asked after while its page is open, and the page is loaded again once, when it has ended: a page that comes anew every few seconds
// takes the place away from whoever reads it or moves on it with the keyboard.
const here = document.querySelector('[data-going-on]')?.getAttribute('data-going-on');
async function hasEnded() {
  const response = await fetch(here);
  return response.ok && !response.redirected && !(await response.text()).includes('data-going-on');
}
async function lookAgain() {
  // Where nothing can be reached just now, it is asked for again.
  if (await hasEnded().catch(() => false)) location.replace(here);
  else setTimeout(lookAgain, 5000);
}
if (here) setTimeout(lookAgain, 3000);
