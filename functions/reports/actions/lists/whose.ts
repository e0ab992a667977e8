// Who reads a list, and whose it is.
import { type Actor, councilRoles, type Role } from '../../../../shared/context.ts';
import type { OrganisationId } from '../../../../shared/ids.ts';
import { can } from '../../../identity/rules.ts';
import type { Action } from '../../../identity/schema.ts';
import type { Reading } from './define.ts';

type Reader = Reading['reader'];

export const has = ({ roles }: Pick<Reader, 'roles'>, wanted: readonly Role[]): boolean => roles.some((role) => wanted.includes(role));
export const isCouncils = (reader: Pick<Reader, 'roles'>): boolean => has(reader, councilRoles);
export const asActor = (reader: Reader): Actor => ({ ...reader, name: '' });

/** Those who may do it and have a list to see: the council's people, and whoever acts for an organisation. */
export const readersWho =
  (may: Action) =>
  (reader: Reader): boolean =>
    can(asActor(reader), may) && (isCouncils(reader) || reader.organisation !== undefined);

/** Whose list it is: one's own, whatever is asked for; for the council's people whose they name. */
export const whose = ({ reader, query }: Pick<Reading, 'reader' | 'query'>): OrganisationId | undefined =>
  isCouncils(reader) ? query.organisation : reader.organisation;
export const chooseSchool = 'Enter whose: this list is kept for each organisation.';
