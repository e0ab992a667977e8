// What an item carries to be found through an index.
import type {
  AllocationRunId,
  AttemptId,
  BookingId,
  ChargeId,
  HolderId,
  InvitationId,
  JobId,
  NeedId,
  OfficerId,
  OrganisationId,
  PersonId,
  ReclassificationId,
  RequestId,
  RunId,
  TrialId,
  VacancyId,
} from '../ids.ts';
import type { Rail } from '../policy/schema.ts';

/** The index keys an item carries to be found by a range above; leaving them out takes it from the index. */
export const indexOf = (council: string) => ({
  school: (foldedName: string, postcode: string, urn: number) => ({
    gsi1pk: `${council}#SCHOOLS`,
    gsi1sk: `NAME#${foldedName}#${urn}`,
    gsi2pk: `${council}#POSTCODES`,
    gsi2sk: `${postcode}#${urn}`,
  }),
  /** Trusts, federations, partnerships and other bodies, by name within their kind. */
  organisation: (kind: string, foldedName: string, id: OrganisationId) => ({
    gsi1pk: `${council}#ORGANISATIONS#${kind}`,
    gsi1sk: `${foldedName}#${id}`,
  }),
  registerImport: (begun: string, id: JobId) => ({ gsi1pk: `${council}#IMPORTS`, gsi1sk: `${begun}#${id}` }),
  person: (foldedName: string, id: PersonId) => ({ gsi1pk: `${council}#PEOPLE`, gsi1sk: `${foldedName}#${id}` }),
  /** On the item of a person who may change rights, for as long as they may. */
  administrator: (id: PersonId) => ({ gsi1pk: `${council}#ADMINISTRATORS`, gsi1sk: id }),
  invitation: (sent: string, id: InvitationId) => ({ gsi1pk: `${council}#INVITATIONS`, gsi1sk: `${sent}#${id}` }),
  sessionThrough: (trust: OrganisationId, school: OrganisationId, hash: string) => ({
    gsi1pk: `${council}#THROUGH#${trust}#${school}`,
    gsi1sk: hash,
  }),
  audit: (trail: string, at: string, id: string) => ({ gsi1pk: `${council}#AUDITOF#${trail}`, gsi1sk: `${at}#${id}` }),
  messageTo: (person: PersonId, at: string, reference: string) => ({
    gsi1pk: `${council}#MESSAGESTO#${person}`,
    gsi1sk: `${at}#${reference}`,
  }),
  openVacancy: (vacantFrom: string, id: VacancyId) => ({ gsi1pk: `${council}#OPENVACANCIES`, gsi1sk: `${vacantFrom}#${id}` }),
  openNeed: (by: string, id: NeedId) => ({ gsi1pk: `${council}#OPENNEEDS`, gsi1sk: `${by}#${id}` }),
  trial: (id: TrialId) => ({ gsi1pk: `${council}#TRIALS`, gsi1sk: id }),
  allocationRun: (id: AllocationRunId) => ({ gsi1pk: `${council}#ALLOCATIONRUNS`, gsi1sk: id }),
  /** On the item of a request to record a session as the other kind, for as long as it waits for a second person. */
  waitingReclassification: (askedAt: string, id: ReclassificationId) => ({
    gsi1pk: `${council}#RECLASSIFICATIONS`,
    gsi1sk: `${askedAt}#${id}`,
  }),
  request: (organisation: OrganisationId, id: RequestId) => ({ gsi1pk: `${council}#REQUESTS#${organisation}`, gsi1sk: id }),
  /** On the item of a request for as long as nobody has answered it, by when its hold ends: an expired one is passed over by its key. */
  heldRequest: (organisation: OrganisationId, holdUntil: string, id: RequestId) => ({
    gsi2pk: `${council}#HELDREQUESTS#${organisation}`,
    gsi2sk: `${holdUntil}#${id}`,
  }),
  /** On a note until it is shared, by when it is due. */
  unsharedNote: (dueOn: string, id: BookingId, visit: string) => ({
    gsi1pk: `${council}#UNSHAREDNOTES`,
    gsi1sk: `${dueOn}#${id}#${visit}`,
  }),
  /** And where it waits meanwhile: with its officer, or to be moderated. */
  noteToFinish: (officer: OfficerId, dueOn: string, id: BookingId, visit: string) => ({
    gsi2pk: `${council}#NOTESOF#${officer}`,
    gsi2sk: `${dueOn}#${id}#${visit}`,
  }),
  noteToModerate: (dueOn: string, id: BookingId, visit: string) => ({
    gsi2pk: `${council}#MODERATION`,
    gsi2sk: `${dueOn}#${id}#${visit}`,
  }),
  booking: (school: OrganisationId, id: BookingId) => ({ gsi1pk: `${council}#BOOKINGS#${school}`, gsi1sk: id }),
  run: (id: RunId) => ({ gsi1pk: `${council}#RUNS`, gsi1sk: id }),
  /** On the item of a line for as long as it waits for agreement. */
  waiting: (since: string, charge: ChargeId) => ({ gsi2pk: `${council}#WAITING`, gsi2sk: `${since}#${charge}` }),
  waitingFor: (buyer: OrganisationId, state: 'declined' | 'open', since: string, charge: ChargeId) => ({
    gsi1pk: `${council}#WAITINGFOR#${buyer}`,
    gsi1sk: `${state === 'open' ? '1' : '2'}#${since}#${charge}`,
  }),
  document: (organisation: HolderId, rail: Rail, issuedOn: string, number: string) => ({
    gsi1pk: `${council}#DOCUMENTS#${organisation}`,
    gsi1sk: `${issuedOn}#${number}`,
    gsi2pk: `${council}#DOCUMENTS`,
    gsi2sk: `${rail}#${issuedOn}#${number}`,
  }),
  unpostedRecharge: (issuedOn: string, number: string) => ({ gsi1pk: `${council}#UNPOSTED`, gsi1sk: `${issuedOn}#${number}` }),
  openAttempt: (begun: string, id: AttemptId) => ({ gsi1pk: `${council}#OPENATTEMPTS`, gsi1sk: `${begun}#${id}` }),
  suspense: (received: string, intent: string) => ({ gsi1pk: `${council}#SUSPENSE`, gsi1sk: `${received}#${intent}` }),
  dueEffect: (due: string, subject: string, version: number) => ({ gsi2pk: `${council}#OUTBOX`, gsi2sk: `${due}#${subject}#${version}` }),
  parkedEffect: (parked: string, subject: string, version: number) => ({
    gsi1pk: `${council}#PARKED`,
    gsi1sk: `${parked}#${subject}#${version}`,
  }),
  job: (created: string, id: JobId) => ({ gsi1pk: `${council}#JOBS`, gsi1sk: `${created}#${id}` }),
  openJob: (due: string, id: JobId) => ({ gsi2pk: `${council}#OPENJOBS`, gsi2sk: `${due}#${id}` }),
});
