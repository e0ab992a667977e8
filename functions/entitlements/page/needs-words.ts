// What a need says of itself on a page.
import { momentText } from '../../../shared/calendar.ts';
import type { Plan, ShownNeed } from '../actions/needs.ts';

export const skillText = (skill: string): string => skill.replaceAll('-', ' ');
export const tags = { open: 'govuk-tag--blue', met: 'govuk-tag--green', withdrawn: 'govuk-tag--grey' } as const;
export const forWhat = ({ serviceTitle, skill }: ShownNeed): string => serviceTitle ?? `Somebody with the skill ${skillText(skill)}`;
export const reviewText = ({ reviews }: ShownNeed): string => {
  const last = reviews.at(-1);
  return last ? `Reviewed on ${momentText(last.at)}` : 'Not reviewed yet';
};

/** Services that can be booked for a need: the one it names, or a few that take the skill. */
export const servicesFor = ({ service, skill }: ShownNeed, { services }: Pick<Plan, 'services'>) =>
  services.filter((each) => (service ? each.id === service : each.skill === skill)).slice(0, 5);
