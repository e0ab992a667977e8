// What an item carries to be found through an index.
import type {
  AgreementId,
  AllocationRunId,
  AttemptId,
  BookingId,
  ChargeId,
  HolderId,
  InvitationId,
  JobId,
  NeedId,
  OfficerId,
  OrderId,
  OrganisationId,
  PersonId,
  ReclassificationId,
  RequestId,
  RunId,
  ServiceId,
  SharedEventId,
  TrialId,
  VacancyId,
  WaitId,
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
  /** Under whoever ordered: a trust, a partnership or the council. */
  order: (by: OrganisationId | 'council', id: OrderId) => ({ gsi1pk: `${council}#ORDERS#${by}`, gsi1sk: id }),
  /** Under whoever organises an event and under each school that is asked for its share; the event itself also among all. */
  sharedEvent: (organisation: OrganisationId, id: SharedEventId) => ({ gsi1pk: `${council}#EVENTS#${organisation}`, gsi1sk: id }),
  anyEvent: (id: SharedEventId) => ({ gsi2pk: `${council}#EVENTS`, gsi2sk: id }),
  wait: (school: OrganisationId, id: WaitId) => ({ gsi1pk: `${council}#WAITSBY#${school}`, gsi1sk: id }),
  /** For as long as it waits or is offered a place: in the line of its service, whoever joined first before the others. */
  inLine: (service: ServiceId, joinedAt: string, id: WaitId) => ({ gsi2pk: `${council}#WAITLIST`, gsi2sk: `${service}#${joinedAt}#${id}` }),
  /** On the mark of an offer, by when it ends: everybody's, and the school's own. */
  offer: (school: OrganisationId, holdUntil: string, id: WaitId) => ({
    gsi1pk: `${council}#OFFERS`,
    gsi1sk: `${holdUntil}#${id}`,
    gsi2pk: `${council}#OFFERSTO#${school}`,
    gsi2sk: `${holdUntil}#${id}`,
  }),
  /** Under whoever agreed, and by the day on which something is next to be done. */
  agreement: (organisation: OrganisationId, nextOn: string, id: AgreementId) => ({
    gsi1pk: `${council}#AGREEMENTSOF#${organisation}`,
    gsi1sk: id,
    gsi2pk: `${council}#AGREEMENTS`,
    gsi2sk: `${nextOn}#${id}`,
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
  evaluation: (service: ServiceId, officer: OfficerId, at: string, id: BookingId, by: string) => ({
    gsi1pk: `${council}#EVALUATIONS#${service}`,
    gsi1sk: `${at}#${id}#${by}`,
    gsi2pk: `${council}#EVALUATIONS#${officer}`,
    gsi2sk: `${at}#${id}#${by}`,
  }),
  /** A shared note at its school: while actions of it are open by when the first is due, afterwards by when it was shared. */
  noteAt: (school: OrganisationId, open: boolean, on: string, id: BookingId, visit: string) => ({
    gsi1pk: `${council}#NOTESAT#${school}`,
    gsi1sk: `${open ? '1' : '2'}#${on}#${id}#${visit}`,
  }),
  /** And for as long as its officer has promised something that is not done, by when the first of it is due. */
  actionOf: (officer: OfficerId, by: string, id: BookingId, visit: string) => ({
    gsi2pk: `${council}#ACTIONSOF#${officer}`,
    gsi2sk: `${by}#${id}#${visit}`,
  }),
  booking: (school: OrganisationId, id: BookingId) => ({ gsi1pk: `${council}#BOOKINGS#${school}`, gsi1sk: id }),
  /** By the first session that has still to take place or to be marked delivered, or where none has by its last. */
  bookingByDate: (stage: 'open' | 'over', session: string, id: BookingId) => ({
    gsi2pk: `${council}#BOOKINGSBYDATE#${stage}`,
    gsi2sk: `${session}#${id}`,
  }),
  /** On a slot: who comes to a school, and when. */
  visitAt: (school: OrganisationId, session: string, officer: OfficerId) => ({
    gsi1pk: `${council}#VISITSAT#${school}`,
    gsi1sk: `${session}#${officer}`,
  }),
  /** On a slot that is only held, by when the hold ends: an expired one is passed over by its key. */
  heldSlot: (holdUntil: string, officer: OfficerId, session: string) => ({
    gsi2pk: `${council}#HELD`,
    gsi2sk: `${holdUntil}#${officer}#${session}`,
  }),
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
  unpostedRecharge: (organisation: HolderId, issuedOn: string, number: string) => ({
    gsi1pk: `${council}#UNPOSTED`,
    gsi1sk: `${issuedOn}#${number}`,
    gsi2pk: `${council}#UNPOSTEDOF#${organisation}`,
    gsi2sk: `${issuedOn}#${number}`,
  }),
  /** On the mark of an invoice that something is owed on, by when it is due. */
  unpaidInvoice: (organisation: HolderId, dueOn: string, number: string) => ({
    gsi1pk: `${council}#UNPAIDOF#${organisation}`,
    gsi1sk: `${dueOn}#${number}`,
    gsi2pk: `${council}#UNPAID`,
    gsi2sk: `${dueOn}#${number}`,
  }),
  openAttempt: (begun: string, id: AttemptId) => ({ gsi1pk: `${council}#OPENATTEMPTS`, gsi1sk: `${begun}#${id}` }),
  suspense: (received: string, intent: string) => ({ gsi1pk: `${council}#SUSPENSE`, gsi1sk: `${received}#${intent}` }),
  dueEffect: (due: string, subject: string, version: number) => ({ gsi2pk: `${council}#OUTBOX`, gsi2sk: `${due}#${subject}#${version}` }),
  parkedEffect: (parked: string, subject: string, version: number) => ({
    gsi1pk: `${council}#PARKED`,
    gsi1sk: `${parked}#${subject}#${version}`,
  }),
  job: (created: string, id: JobId) => ({ gsi1pk: `${council}#JOBS`, gsi1sk: `${created}#${id}` }),
  openJob: (due: string, id: JobId) => ({ gsi2pk: `${council}#OPENJOBS`, gsi2sk: `${due}#${id}` }),
  failedJob: (created: string, id: JobId) => ({ gsi2pk: `${council}#FAILEDJOBS`, gsi2sk: `${created}#${id}` }),
});
