// The words of looking for schools and other organisations: what a person may type, and what a list says of each that is found.
import * as z from 'zod';
import type { CivilDate } from '../../../shared/calendar.ts';
import type { OrganisationId } from '../../../shared/ids.ts';
import type { GroupKind } from './organisations.ts';

/** `name` is what was typed: words of a name, a URN or a postcode. Closed organisations are left out unless `show` asks for all. */
export const searchSchema = z.strictObject({
  name: z.string().trim().max(200, 'must be at most 200 characters').optional(),
  show: z.enum(['open', 'all'], 'must be open or all').optional(),
  after: z.string().max(2000).optional(),
});
export type SearchCommand = z.infer<typeof searchSchema>;

/** An organisation as a list of results shows it; the same is kept beside each word of its name, so that a list reads nothing else. */
export type Found = {
  id: OrganisationId;
  kind: 'school' | GroupKind;
  name: string;
  postcode: string;
  town?: string | undefined;
  urn?: number | undefined;
  typeCode?: number | undefined;
  statusCode?: number | undefined;
  closedOn?: CivilDate | undefined;
};
