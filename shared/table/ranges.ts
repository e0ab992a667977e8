// The questions that are asked of more than one item.
import type { CivilDate } from '../calendar.ts';
import type {
  AllocationRunId,
  BookingId,
  DocumentId,
  HolderId,
  JobId,
  OfficerId,
  OrganisationId,
  PersonId,
  RunId,
  ServiceId,
} from '../ids.ts';
import type { Rail } from '../policy/schema.ts';

/** A base partition or an index partition, and optionally a stretch of its sort keys. */
export type Range = { index?: 'gsi1' | 'gsi2'; pk: string; begins?: string; from?: string; to?: string };

/** The questions the rooms ask of more than one item; the access-pattern table of shared/table.md is drawn from this. */
export const rangesOf = (council: string) => ({
  invitations: (): Range => ({ index: 'gsi1', pk: `${council}#INVITATIONS` }),
  people: (begins = ''): Range => ({ index: 'gsi1', pk: `${council}#PEOPLE`, begins }),
  administrators: (): Range => ({ index: 'gsi1', pk: `${council}#ADMINISTRATORS` }),
  peopleOf: (organisation: OrganisationId): Range => ({ pk: `${council}#PEOPLEOF#${organisation}` }),
  clients: (): Range => ({ pk: `${council}#CLIENTS`, begins: 'CLIENT#' }),
  sessionsThrough: (trust: OrganisationId, school: OrganisationId): Range => ({
    index: 'gsi1',
    pk: `${council}#THROUGH#${trust}#${school}`,
  }),
  auditDay: (day: string, shard: string): Range => ({ pk: `${council}#AUDIT#${day}#${shard}` }),
  auditOf: (trail: string): Range => ({ index: 'gsi1', pk: `${council}#AUDITOF#${trail}` }),
  messagesAbout: (about: string): Range => ({ pk: `${council}#MESSAGES#${about}` }),
  messagesTo: (person: PersonId): Range => ({ index: 'gsi1', pk: `${council}#MESSAGESTO#${person}` }),
  services: (): Range => ({ pk: `${council}#CATALOGUE`, begins: 'SERVICE#' }),
  schoolsByName: (begins = ''): Range => ({ index: 'gsi1', pk: `${council}#SCHOOLS`, begins: `NAME#${begins}` }),
  schoolsByPostcode: (begins: string): Range => ({ index: 'gsi2', pk: `${council}#POSTCODES`, begins }),
  schoolsByWord: (word: string): Range => ({ pk: `${council}#WORDS#${word.slice(0, 2)}`, begins: word }),
  organisationsOf: (kind: string, begins = ''): Range => ({ index: 'gsi1', pk: `${council}#ORGANISATIONS#${kind}`, begins }),
  eventsOf: (id: OrganisationId): Range => ({ pk: `${council}#ORG#${id}`, begins: 'EVENT#' }),
  confidentialEventsOf: (id: OrganisationId): Range => ({ pk: `${council}#ORG#${id}`, begins: 'CONFIDENTIAL#' }),
  importRejections: (id: JobId): Range => ({ pk: `${council}#IMPORT#${id}`, begins: 'REJECTED#' }),
  registerImports: (): Range => ({ index: 'gsi1', pk: `${council}#IMPORTS` }),
  officers: (): Range => ({ pk: `${council}#OFFICERS`, begins: 'OFFICER#' }),
  diary: (officer: OfficerId, from: CivilDate, to: CivilDate): Range => ({
    pk: `${council}#OFFICER#${officer}`,
    from: `SLOT#${from}`,
    to: `SLOT#${to}~`,
  }),
  drafts: (): Range => ({ pk: `${council}#DRAFTS`, begins: 'DRAFT#' }),
  vacanciesOf: (school: OrganisationId): Range => ({ pk: `${council}#ORG#${school}`, begins: 'VACANCY#' }),
  /** Everything that stands under a holder: what it is, its events, vacancies and allocations, in one consistent question. */
  holder: (id: HolderId): Range => ({ pk: `${council}#ORG#${id}` }),
  allocationsOf: (holder: HolderId, from = ''): Range => ({ pk: `${council}#ORG#${holder}`, begins: `ALLOCATION#${from}` }),
  plansOf: (partnership: OrganisationId): Range => ({ pk: `${council}#ORG#${partnership}`, begins: 'PLAN#' }),
  allocationRuns: (): Range => ({ index: 'gsi1', pk: `${council}#ALLOCATIONRUNS` }),
  allocationLines: (id: AllocationRunId, fromChunk = 0): Range => ({
    pk: `${council}#ALLOCATIONRUN#${id}`,
    from: `LINES#${String(fromChunk).padStart(6, '0')}`,
    to: 'LINES#~',
  }),
  allocationSkips: (id: AllocationRunId): Range => ({ pk: `${council}#ALLOCATIONRUN#${id}`, begins: 'SKIPPED#' }),
  openVacancies: (): Range => ({ index: 'gsi1', pk: `${council}#OPENVACANCIES` }),
  needsOf: (school: OrganisationId): Range => ({ pk: `${council}#ORG#${school}`, begins: 'NEED#' }),
  openNeeds: (): Range => ({ index: 'gsi1', pk: `${council}#OPENNEEDS` }),
  nudgeRounds: (): Range => ({ pk: `${council}#NUDGES`, begins: 'ROUND#' }),
  usesOf: (holder: string, account: string): Range => ({ pk: `${council}#HOLDER#${holder}`, begins: `USE#${account}#` }),
  /** Every booking's use of every account of a holder. */
  usesOfHolder: (holder: string): Range => ({ pk: `${council}#HOLDER#${holder}`, begins: 'USE#' }),
  /** What an organisation has bought in advance. */
  packagesOf: (holder: OrganisationId): Range => ({ pk: `${council}#HOLDER#${holder}`, begins: 'PACKAGE#' }),
  agreementsOf: (organisation: OrganisationId): Range => ({ index: 'gsi1', pk: `${council}#AGREEMENTSOF#${organisation}` }),
  /** Agreements with something to be done by a day; all of them without one. */
  agreements: (dueBy = '~'): Range => ({ index: 'gsi2', pk: `${council}#AGREEMENTS`, from: '0', to: `${dueBy}~` }),
  headsOf: (holder: string, kind = ''): Range => ({ pk: `${council}#HOLDER#${holder}`, begins: `HEAD#${kind}` }),
  ledgerDay: (day: string, shard: string): Range => ({ pk: `${council}#LEDGER#${day}#${shard}` }),
  seals: (from: string, to: string): Range => ({ pk: `${council}#SEALS`, from: `DAY#${from}`, to: `DAY#${to}` }),
  sealLeaves: (day: string, shard: string): Range => ({ pk: `${council}#SEALLEAVES#${day}#${shard}`, begins: 'CHUNK#' }),
  bookingsOf: (school: OrganisationId): Range => ({ index: 'gsi1', pk: `${council}#BOOKINGS#${school}` }),
  ordersOf: (by: OrganisationId | 'council'): Range => ({ index: 'gsi1', pk: `${council}#ORDERS#${by}` }),
  sharedEventsOf: (organisation: OrganisationId): Range => ({ index: 'gsi1', pk: `${council}#EVENTS#${organisation}` }),
  sharedEvents: (): Range => ({ index: 'gsi2', pk: `${council}#EVENTS` }),
  waitsOf: (school: OrganisationId): Range => ({ index: 'gsi1', pk: `${council}#WAITSBY#${school}` }),
  waitClaims: (school: OrganisationId): Range => ({ pk: `${council}#WAITSOF#${school}` }),
  waitlist: (service = ''): Range => ({ index: 'gsi2', pk: `${council}#WAITLIST`, begins: service && `${service}#` }),
  /** Those whose place is no longer held at a moment. */
  offersOver: (now: string): Range => ({ index: 'gsi1', pk: `${council}#OFFERS`, from: '0', to: now }),
  /** Those whose place is still held at a moment. */
  offersTo: (school: OrganisationId, now: string): Range => ({ index: 'gsi2', pk: `${council}#OFFERSTO#${school}`, from: now, to: '~' }),
  requestsOf: (organisation: OrganisationId): Range => ({ index: 'gsi1', pk: `${council}#REQUESTS#${organisation}` }),
  /** Those whose sessions are still held at a moment. */
  heldRequestsOf: (organisation: OrganisationId, now: string): Range => ({
    index: 'gsi2',
    pk: `${council}#HELDREQUESTS#${organisation}`,
    from: now,
    to: '~',
  }),
  ofstedCalls: (): Range => ({ pk: `${council}#OFSTED` }),
  waitingReclassifications: (): Range => ({ index: 'gsi1', pk: `${council}#RECLASSIFICATIONS` }),
  /** Those due before a day, or all of them, the first to be due first. */
  unsharedNotes: (before = '~'): Range => ({ index: 'gsi1', pk: `${council}#UNSHAREDNOTES`, from: '0', to: before }),
  notesToFinish: (officer: OfficerId): Range => ({ index: 'gsi2', pk: `${council}#NOTESOF#${officer}` }),
  notesToModerate: (): Range => ({ index: 'gsi2', pk: `${council}#MODERATION` }),
  /** Notes that were shared with a school: those with open actions, the first to be due first, and those without, in order of sharing. */
  notesAt: (school: OrganisationId, open: boolean): Range => ({
    index: 'gsi1',
    pk: `${council}#NOTESAT#${school}`,
    begins: open ? '1#' : '2#',
  }),
  actionsOf: (officer: OfficerId): Range => ({ index: 'gsi2', pk: `${council}#ACTIONSOF#${officer}` }),
  bookingsByDate: (stage: 'open' | 'over', from = '0', to = ''): Range => ({
    index: 'gsi2',
    pk: `${council}#BOOKINGSBYDATE#${stage}`,
    from,
    to: `${to}~`,
  }),
  visitsAt: (school: OrganisationId, from: CivilDate): Range => ({ index: 'gsi1', pk: `${council}#VISITSAT#${school}`, from, to: '~' }),
  /** Holds that end between two moments. */
  heldSlots: (from: string, to: string): Range => ({ index: 'gsi2', pk: `${council}#HELD`, from, to: `${to}~` }),
  bookingAndNotes: (id: BookingId): Range => ({ pk: `${council}#BOOKING#${id}` }),
  evaluationsOf: (id: BookingId): Range => ({ pk: `${council}#ATTENDEES#${id}`, begins: 'EVALUATION#' }),
  evaluationSums: (): Range => ({ pk: `${council}#EVALUATIONSUMS` }),
  /** What was said of a service, or of what an officer delivered, the latest last. */
  evaluationsOfService: (service: ServiceId): Range => ({ index: 'gsi1', pk: `${council}#EVALUATIONS#${service}` }),
  evaluationsOfOfficer: (officer: OfficerId): Range => ({ index: 'gsi2', pk: `${council}#EVALUATIONS#${officer}` }),
  purchaseOrdersOf: (organisation: OrganisationId): Range => ({ pk: `${council}#PURCHASEORDERS#${organisation}` }),
  underPurchaseOrder: (organisation: OrganisationId, folded: string): Range => ({
    pk: `${council}#UNDERPURCHASEORDER#${organisation}#${folded}`,
  }),
  charges: (month: string, shard: string): Range => ({ pk: `${council}#CHARGES#${month}#${shard}` }),
  runs: (): Range => ({ index: 'gsi1', pk: `${council}#RUNS` }),
  runDocuments: (id: RunId, document = ''): Range => ({ pk: `${council}#RUN#${id}`, begins: `DOC#${document}` }),
  runHeld: (id: RunId): Range => ({ pk: `${council}#RUN#${id}`, begins: 'HELD#' }),
  waitingFor: (buyer: OrganisationId): Range => ({ index: 'gsi1', pk: `${council}#WAITINGFOR#${buyer}` }),
  waiting: (): Range => ({ index: 'gsi2', pk: `${council}#WAITING` }),
  documentsOf: (organisation: OrganisationId): Range => ({ index: 'gsi1', pk: `${council}#DOCUMENTS#${organisation}` }),
  documents: (rail: Rail): Range => ({ index: 'gsi2', pk: `${council}#DOCUMENTS`, begins: `${rail}#` }),
  unpostedRecharges: (): Range => ({ index: 'gsi1', pk: `${council}#UNPOSTED` }),
  unpostedOf: (organisation: OrganisationId): Range => ({ index: 'gsi2', pk: `${council}#UNPOSTEDOF#${organisation}` }),
  unpaidOf: (organisation: OrganisationId): Range => ({ index: 'gsi1', pk: `${council}#UNPAIDOF#${organisation}` }),
  /** Those due before a day, or all of them. */
  unpaid: (before = '~'): Range => ({ index: 'gsi2', pk: `${council}#UNPAID`, from: '0', to: before }),
  documentLines: (id: DocumentId): Range => ({ pk: `${council}#DOCUMENT#${id}`, begins: 'LINE#' }),
  paymentsOf: (id: DocumentId): Range => ({ pk: `${council}#DOCUMENT#${id}`, begins: 'PAYMENT#' }),
  openAttempts: (begunBy = '~'): Range => ({ index: 'gsi1', pk: `${council}#OPENATTEMPTS`, from: '0', to: `${begunBy}~` }),
  suspense: (): Range => ({ index: 'gsi1', pk: `${council}#SUSPENSE` }),
  outbox: (dueBy = '~'): Range => ({ index: 'gsi2', pk: `${council}#OUTBOX`, from: '0', to: `${dueBy}~` }),
  parkedEffects: (): Range => ({ index: 'gsi1', pk: `${council}#PARKED` }),
  effectsBefore: (subject: string, version: number): Range => ({
    pk: `${council}#OUTBOX#${subject}`,
    from: 'EFFECT#',
    to: `EFFECT#${String(version - 1).padStart(6, '0')}`,
  }),
  effectsOf: (subject: string): Range => ({ pk: `${council}#OUTBOX#${subject}`, begins: 'EFFECT#' }),
  jobs: (): Range => ({ index: 'gsi1', pk: `${council}#JOBS` }),
  proofRuns: (job: JobId, run = ''): Range => ({ pk: `${council}#PROOF#${job}`, begins: `RUN#${run}` }),
  trials: (): Range => ({ index: 'gsi1', pk: `${council}#TRIALS` }),
  failedJobs: (from: string): Range => ({ index: 'gsi2', pk: `${council}#FAILEDJOBS`, from, to: '~' }),
  openJobs: (dueBy = '~'): Range => ({ index: 'gsi2', pk: `${council}#OPENJOBS`, from: '0', to: `${dueBy}~` }),
});
export type Ranges = ReturnType<typeof rangesOf>;
