// Branded identifiers with a prefix that names their kind, so that one kind of id can never pass for another.
import * as z from 'zod';

declare const brand: unique symbol;
export type Branded<Name extends string> = string & { readonly [brand]: Name };

export type CouncilSlug = Branded<'council'>;
export type OrganisationId = Branded<'organisation'>;
export type PersonId = Branded<'per'>;
export type OfficerId = Branded<'off'>;
export type ServiceId = Branded<'svc'>;
export type VacancyId = Branded<'vac'>;
export type BookingId = Branded<'bkg'>;
export type TransferId = Branded<'trf'>;
export type ChargeId = Branded<'chg'>;
export type RunId = Branded<'run'>;
export type DocumentId = Branded<'doc'>;
export type AttemptId = Branded<'att'>;
export type JobId = Branded<'job'>;
type QuoteId = Branded<'qte'>;
export type EventId = Branded<'evt'>;
export type InvitationId = Branded<'inv'>;
export type ClientId = Branded<'cli'>;
export type PlanId = Branded<'pln'>;
export type AllocationRunId = Branded<'alr'>;
export type DraftId = Branded<'drf'>;
export type NeedId = Branded<'ned'>;
export type TrialId = Branded<'tri'>;
export type ReclassificationId = Branded<'rcl'>;
export type RequestId = Branded<'req'>;
export type WaitId = Branded<'wtl'>;
export type OrderId = Branded<'ord'>;
export type AgreementId = Branded<'agr'>;
export type SharedEventId = Branded<'sev'>;
/** A team of the council, by the code its pack gives it: it holds days and money, and is no organisation. */
export type TeamId = Branded<'tea'>;
/** Whoever may be granted something. */
export type HolderId = OrganisationId | TeamId;

type Prefixes = {
  per: PersonId;
  off: OfficerId;
  svc: ServiceId;
  vac: VacancyId;
  bkg: BookingId;
  run: RunId;
  doc: DocumentId;
  att: AttemptId;
  job: JobId;
  qte: QuoteId;
  evt: EventId;
  inv: InvitationId;
  cli: ClientId;
  pln: PlanId;
  alr: AllocationRunId;
  drf: DraftId;
  ned: NeedId;
  tri: TrialId;
  rcl: ReclassificationId;
  req: RequestId;
  wtl: WaitId;
  ord: OrderId;
  agr: AgreementId;
  sev: SharedEventId;
  /** A partnership and any other body are made here; schools, trusts and federations keep the register's numbers. */
  ptn: OrganisationId;
  org: OrganisationId;
};

const crockford = '0123456789abcdefghjkmnpqrstvwxyz';

/** A fresh id: prefix, 48 bits of real time and 80 random bits, so ids sort by the moment they were made. Never called from rules. */
export function newId<P extends keyof Prefixes>(prefix: P): Prefixes[P] {
  let time = Date.now();
  let text = '';
  for (let i = 0; i < 10; i++) {
    text = crockford[time % 32] + text;
    time = Math.floor(time / 32);
  }
  for (const byte of crypto.getRandomValues(new Uint8Array(16))) text += crockford[byte & 31];
  return `${prefix}_${text}` as Prefixes[P];
}

/** The zod type of an id with this prefix; refuses anything else with a sentence. */
export const idSchema = <P extends keyof Prefixes>(prefix: P) =>
  z
    .string(`must be an identifier that begins with ${prefix}_`)
    .regex(new RegExp(`^${prefix}_[0-9a-z-]{1,64}$`), `must be an identifier that begins with ${prefix}_`)
    .transform((text) => text as Prefixes[P]);

/** The kinds of organisation an id may name: a school by URN, a trust or federation by its group number (UID), a partnership, any other body. */
export type OrganisationPrefix = 'sch' | 'trs' | 'fed' | 'ptn' | 'org';

const organisationForm = /^(sch_[0-9]{5,8}|(trs|fed)_[0-9]{1,8}|(ptn|org)_[0-9a-z-]{1,64})$/;
const organisationText = 'must be sch_ followed by the school’s URN, or the identifier of another organisation';

/** Any organisation: `sch_` and a school's URN, `trs_` or `fed_` and a group's number, `ptn_` for a partnership, `org_` for any other body. */
export const organisationIdSchema = z
  .string(organisationText)
  .regex(organisationForm, organisationText)
  .transform((text) => text as OrganisationId);

export const prefixOf = (id: OrganisationId): OrganisationPrefix => id.slice(0, 3) as OrganisationPrefix;
export const trustIdOf = (uid: number): OrganisationId => `trs_${uid}` as OrganisationId;
export const federationIdOf = (uid: number): OrganisationId => `fed_${uid}` as OrganisationId;

export const teamIdOf = (code: string): TeamId => `tea_${code}` as TeamId;
const teamForm = /^tea_[a-z][a-z0-9-]{1,60}$/;
export const teamIdSchema = z
  .string('must be the identifier of a team, which begins with tea_')
  .regex(teamForm, 'must be the identifier of a team, which begins with tea_')
  .transform((text) => text as TeamId);
/** An organisation or a team. */
const holderText = 'must be the identifier of a school, another organisation or a team';
export const holderIdSchema = z
  .string(holderText)
  .regex(new RegExp(`${organisationForm.source}|${teamForm.source}`), holderText)
  .transform((text) => text as HolderId);
export const isTeam = (holder: HolderId): holder is TeamId => holder.startsWith('tea_');

export const schoolIdOf = (urn: number): OrganisationId => `sch_${urn}` as OrganisationId;
export const urnOf = (school: OrganisationId): string => bareId(school);

/** What somebody types for an organisation: a number alone is a school's URN, anything else is left for the schema to judge. */
export const organisationTyped = (text: string | undefined): string | undefined => (text && /^\d+$/.test(text) ? `sch_${text}` : text);

/** An id without the prefix that names its kind, to be part of another name. */
export const bareId = (id: string): string => id.slice(id.indexOf('_') + 1);

export const councilSlugSchema = z
  .string()
  .regex(/^[a-z][a-z0-9-]{1,30}$/)
  .transform((text) => text as CouncilSlug);
