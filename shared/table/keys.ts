// Where each kind of item stands, for one council. With its neighbours in this folder the only place that spells a key.
import type { CivilDate, SessionKey } from '../calendar.ts';
import type {
  AgreementId,
  AllocationRunId,
  AttemptId,
  BookingId,
  ChargeId,
  ClientId,
  DocumentId,
  DraftId,
  EventId,
  HolderId,
  InvitationId,
  JobId,
  NeedId,
  OfficerId,
  OrderId,
  OrganisationId,
  PersonId,
  PlanId,
  ReclassificationId,
  RequestId,
  RunId,
  ServiceId,
  SharedEventId,
  TrialId,
  VacancyId,
  WaitId,
} from '../ids.ts';

export type Key = { readonly pk: string; readonly sk: string };
export type Item = Record<string, unknown>;
export const shards = 16;

/** Spreads unrelated work over 16 partitions, the same way each time: FNV-1a of the text. */
export function shardOf(text: string): string {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193) >>> 0;
  return String(hash % shards).padStart(2, '0');
}

/** Keys of every item type, for one council. */
export const keysOf = (council: string) => ({
  council: (): Key => ({ pk: `${council}#COUNCIL`, sk: 'council' }),
  // identity
  person: (id: PersonId): Key => ({ pk: `${council}#PERSON#${id}`, sk: 'person' }),
  subject: (hash: string): Key => ({ pk: `${council}#SUBJECT#${hash}`, sk: 'subject' }),
  signInSession: (hash: string): Key => ({ pk: `${council}#SESSION#${hash}`, sk: 'session' }),
  signInAttempt: (hash: string): Key => ({ pk: `${council}#SIGNIN#${hash}`, sk: 'attempt' }),
  /** Name and ways to reach a person: the one item that erasure takes away. */
  contact: (id: PersonId): Key => ({ pk: `${council}#PERSON#${id}`, sk: 'contact' }),
  /** Which sessions a person has, so that all can be ended at once. */
  sessionsOf: (id: PersonId): Key => ({ pk: `${council}#PERSON#${id}`, sk: 'sessions' }),
  /** Which messages a person does not want; it says nothing else of them and outlives their contact details. */
  messageChoice: (id: PersonId): Key => ({ pk: `${council}#PERSON#${id}`, sk: 'messages' }),
  /** That somebody is to be told of something: under what it is about, in order of time. */
  message: (about: string, at: string, reference: string): Key => ({ pk: `${council}#MESSAGES#${about}`, sk: `${at}#${reference}` }),
  /** How far the messages of a kind that go out by the calendar have come. */
  messageRound: (kind: string): Key => ({ pk: `${council}#MESSAGEROUNDS`, sk: kind }),
  invitation: (id: InvitationId): Key => ({ pk: `${council}#INVITATION#${id}`, sk: 'invitation' }),
  /** Which invitations were sent to an address (hashed): erasure finds them by it. */
  invited: (hash: string): Key => ({ pk: `${council}#INVITED#${hash}`, sk: 'invited' }),
  /** Which person an officer is: one, and nobody else. */
  officerIs: (id: OfficerId): Key => ({ pk: `${council}#OFFICERIS#${id}`, sk: 'person' }),
  /** That a person has a right for an organisation: its people are listed by it, and nothing is allowed by it. */
  personOf: (organisation: OrganisationId, id: PersonId): Key => ({ pk: `${council}#PEOPLEOF#${organisation}`, sk: id }),
  /** How much each of an organisation's people may commit it to, and who approves what is more. */
  limits: (organisation: OrganisationId): Key => ({ pk: `${council}#LIMITS#${organisation}`, sk: 'limits' }),
  client: (id: ClientId): Key => ({ pk: `${council}#CLIENTS`, sk: `CLIENT#${id}` }),
  clientSubject: (hash: string): Key => ({ pk: `${council}#CLIENTSUBJECT#${hash}`, sk: 'client' }),
  auditEntry: (day: string, shard: string, entry: string): Key => ({ pk: `${council}#AUDIT#${day}#${shard}`, sk: entry }),
  // catalogue
  service: (id: ServiceId): Key => ({ pk: `${council}#CATALOGUE`, sk: `SERVICE#${id}` }),
  // schools
  organisation: (id: OrganisationId): Key => ({ pk: `${council}#ORG#${id}`, sk: 'organisation' }),
  /** A dated event stands under every organisation it is about. */
  event: (about: OrganisationId, on: string, id: EventId): Key => ({ pk: `${council}#ORG#${about}`, sk: `EVENT#${on}#${id}` }),
  /** What only named council roles may see is read by no other question. */
  confidentialEvent: (about: OrganisationId, on: string, id: EventId): Key => ({
    pk: `${council}#ORG#${about}`,
    sk: `CONFIDENTIAL#${on}#${id}`,
  }),
  /** How often something was recorded by hand of an organisation, so that whoever decides on its events at the same moment notices. */
  recording: (about: OrganisationId, what: 'events' | 'confidential'): Key => ({ pk: `${council}#ORG#${about}`, sk: `RECORDING#${what}` }),
  /** A word of an organisation's name after the first, so that it is found by any of them. */
  nameWord: (word: string, id: OrganisationId): Key => ({ pk: `${council}#WORDS#${word.slice(0, 2)}`, sk: `${word}#${id}` }),
  /** Which open partnership or body of a kind has a name: no second one has it as well. */
  groupName: (kind: string, foldedName: string): Key => ({ pk: `${council}#GROUPNAMES#${kind}`, sk: foldedName }),
  /** The year's named officers, once they are published to those they serve. */
  namedOfficers: (year: string): Key => ({ pk: `${council}#NAMEDOFFICERS#${year}`, sk: 'published' }),
  registerImport: (id: JobId): Key => ({ pk: `${council}#IMPORT#${id}`, sk: 'import' }),
  /** Which import is on its way, or was the last: there is one at a time. */
  latestImport: (): Key => ({ pk: `${council}#IMPORTS`, sk: 'latest' }),
  importRejections: (id: JobId, chunk: number): Key => ({
    pk: `${council}#IMPORT#${id}`,
    sk: `REJECTED#${String(chunk).padStart(6, '0')}`,
  }),
  // officers
  officer: (id: OfficerId): Key => ({ pk: `${council}#OFFICERS`, sk: `OFFICER#${id}` }),
  slot: (officer: OfficerId, session: SessionKey): Key => ({ pk: `${council}#OFFICER#${officer}`, sk: `SLOT#${session}` }),
  // entitlements
  policy: (effectiveFrom: string, version: number): Key => ({
    pk: `${council}#POLICY`,
    sk: `VERSION#${effectiveFrom}#${String(version).padStart(4, '0')}`,
  }),
  policies: (): Key => ({ pk: `${council}#POLICY`, sk: 'versions' }),
  draft: (id: DraftId): Key => ({ pk: `${council}#DRAFTS`, sk: `DRAFT#${id}` }),
  /** The pack of a draft, as text: kept apart, so that drafts can be listed without it. */
  draftPack: (id: DraftId): Key => ({ pk: `${council}#DRAFT#${id}`, sk: 'pack' }),
  vacancy: (school: OrganisationId, id: VacancyId): Key => ({ pk: `${council}#ORG#${school}`, sk: `VACANCY#${id}` }),
  openPost: (school: OrganisationId, post: string): Key => ({ pk: `${council}#ORG#${school}`, sk: `OPENPOST#${post}` }),
  recordedVacancy: (school: OrganisationId, post: string, vacantFrom: string): Key => ({
    pk: `${council}#ORG#${school}`,
    sk: `RECORDED#${post}#${vacantFrom}`,
  }),
  /** What a rule grants a holder for a period; it stands under the holder, beside the facts it rests on. */
  allocation: (holder: HolderId, from: string, grant: string): Key => ({
    pk: `${council}#ORG#${holder}`,
    sk: `ALLOCATION#${from}#${grant}`,
  }),
  /** What a partnership wants to use its days for, beside them. */
  plan: (partnership: OrganisationId, id: PlanId): Key => ({ pk: `${council}#ORG#${partnership}`, sk: `PLAN#${id}` }),
  allocationRun: (id: AllocationRunId): Key => ({ pk: `${council}#ALLOCATIONRUN#${id}`, sk: 'run' }),
  /** A run's lines, some hundred to an item. */
  allocationLines: (id: AllocationRunId, chunk: number): Key => ({
    pk: `${council}#ALLOCATIONRUN#${id}`,
    sk: `LINES#${String(chunk).padStart(6, '0')}`,
  }),
  /** What a run comes to by rule and kind of holder. */
  allocationSums: (id: AllocationRunId): Key => ({ pk: `${council}#ALLOCATIONRUN#${id}`, sk: 'sums' }),
  /** Which lines of a run were passed over, under the first line of the transaction that did. */
  allocationSkips: (id: AllocationRunId, chunk: number, line: number): Key => ({
    pk: `${council}#ALLOCATIONRUN#${id}`,
    sk: `SKIPPED#${String(chunk).padStart(6, '0')}#${String(line).padStart(6, '0')}`,
  }),
  /** Which allocation run is on its way or waits to be carried out: there is one at a time. */
  allocationRuns: (): Key => ({ pk: `${council}#ALLOCATIONRUNS`, sk: 'current' }),
  /** What a booking draws on an account: beside its head, under what is drawn on. */
  use: (holder: string, account: string, booking: BookingId): Key => ({
    pk: `${council}#HOLDER#${holder}`,
    sk: `USE#${account}#${booking}`,
  }),
  /** What an account of half-days sold in advance is good for, beside its head. */
  package: (holder: OrganisationId, account: string): Key => ({ pk: `${council}#HOLDER#${holder}`, sk: `PACKAGE#${account}` }),
  /** What a school needs by its support plan. */
  need: (school: OrganisationId, id: NeedId): Key => ({ pk: `${council}#ORG#${school}`, sk: `NEED#${id}` }),
  /** Whether the council reminds anybody of days that are not used. */
  nudging: (): Key => ({ pk: `${council}#NUDGES`, sk: 'switch' }),
  /** The reminders of one day: how far they have come. */
  nudgeRound: (on: string): Key => ({ pk: `${council}#NUDGES`, sk: `ROUND#${on}` }),
  // ledger
  head: (holder: string, account: string): Key => ({ pk: `${council}#HOLDER#${holder}`, sk: `HEAD#${account}` }),
  ledgerEntry: (day: string, shard: string, entry: string): Key => ({ pk: `${council}#LEDGER#${day}#${shard}`, sk: entry }),
  seal: (day: string): Key => ({ pk: `${council}#SEALS`, sk: `DAY#${day}` }),
  /** Whoever seals, and how far the day that is being sealed has been read. */
  sealing: (): Key => ({ pk: `${council}#SEALS`, sk: 'sealing' }),
  /** The hashes of a sealed shard's entries, some hundred to an item: they tell which entry differs. */
  sealLeaves: (day: string, shard: string, chunk: number): Key => ({
    pk: `${council}#SEALLEAVES#${day}#${shard}`,
    sk: `CHUNK#${String(chunk).padStart(6, '0')}`,
  }),
  // bookings
  booking: (id: BookingId): Key => ({ pk: `${council}#BOOKING#${id}`, sk: 'booking' }),
  visitNote: (id: BookingId, visit: string): Key => ({ pk: `${council}#BOOKING#${id}`, sk: `NOTE#${visit}` }),
  /** Several bookings that were asked for together, by a trust, a partnership or the council. */
  order: (id: OrderId): Key => ({ pk: `${council}#ORDER#${id}`, sk: 'order' }),
  /** That a school has a share of a booking which another organises: it is in the school's list by this. */
  bookingShare: (id: BookingId, school: OrganisationId): Key => ({ pk: `${council}#BOOKING#${id}`, sk: `SHARE#${school}` }),
  /** An event that is proposed to several schools, and beside it that each is asked. */
  sharedEvent: (id: SharedEventId): Key => ({ pk: `${council}#EVENT#${id}`, sk: 'event' }),
  eventShare: (id: SharedEventId, school: OrganisationId): Key => ({ pk: `${council}#EVENT#${id}`, sk: `SHARE#${school}` }),
  /** A place in the line of those who wait for a service or an officer. */
  wait: (id: WaitId): Key => ({ pk: `${council}#WAIT#${id}`, sk: 'wait' }),
  /** That it is offered a place: it goes once the offer is answered or passed on. */
  offer: (id: WaitId): Key => ({ pk: `${council}#WAIT#${id}`, sk: 'offer' }),
  /** What a school waits for, so that it waits for the same once. */
  waitClaim: (school: OrganisationId, wish: string): Key => ({ pk: `${council}#WAITSOF#${school}`, sk: wish }),
  /** That a school gave up a session late, so that whoever takes it may be told to have taken its place. */
  vacated: (officer: OfficerId, session: SessionKey): Key => ({ pk: `${council}#VACATED#${officer}`, sk: session }),
  /** A request for a booking that is over somebody's limit. */
  request: (id: RequestId): Key => ({ pk: `${council}#REQUEST#${id}`, sk: 'request' }),
  /** A request to record a delivered session as the other kind, beside its booking. */
  /** What an inspection freed of a school's week. */
  ofstedCall: (week: CivilDate, school: OrganisationId): Key => ({ pk: `${council}#OFSTED`, sk: `${week}#${school}` }),
  reclassification: (id: BookingId, request: ReclassificationId): Key => ({
    pk: `${council}#BOOKING#${id}`,
    sk: `RECLASSIFIED#${request}`,
  }),
  /** Who takes part in a booking's training, by name: apart from the booking, so that they can be forgotten. */
  attendees: (id: BookingId): Key => ({ pk: `${council}#ATTENDEES#${id}`, sk: 'list' }),
  /** What one attendee, or the school itself, said of a booking's training: without a name. */
  evaluation: (id: BookingId, by: string): Key => ({ pk: `${council}#ATTENDEES#${id}`, sk: `EVALUATION#${by}` }),
  /** What was said of a service by an officer, added up. */
  evaluationSums: (service: ServiceId, officer: OfficerId): Key => ({ pk: `${council}#EVALUATIONSUMS`, sk: `${service}#${officer}` }),
  /** A purchase order of an organisation, what is left of it and which bookings name it, by its number in capitals. */
  purchaseOrder: (organisation: OrganisationId, folded: string): Key => ({ pk: `${council}#PURCHASEORDERS#${organisation}`, sk: folded }),
  /** What an agreement's instalments hold of a purchase order. */
  underPurchaseOrder: (organisation: OrganisationId, folded: string, id: AgreementId): Key => ({
    pk: `${council}#UNDERPURCHASEORDER#${organisation}#${folded}`,
    sk: id,
  }),
  charge: (month: string, payer: HolderId, id: ChargeId): Key => ({ pk: `${council}#CHARGES#${month}#${shardOf(payer)}`, sk: id }),
  /** That a line waits for its buyer's agreement, since its VAT treatment changed after it was quoted, and all that was said of it. */
  consent: (month: string, payer: HolderId, id: ChargeId): Key => ({
    pk: `${council}#CHARGES#${month}#${shardOf(payer)}`,
    sk: `${id}#consent`,
  }),
  claim: (month: string, payer: HolderId, id: ChargeId): Key => ({
    pk: `${council}#CHARGES#${month}#${shardOf(payer)}`,
    sk: `${id}#claimed`,
  }),
  /** What is not billed of the months that no home looks through by itself, as it was counted. */
  oldUnbilled: (): Key => ({ pk: `${council}#OLDUNBILLED`, sk: 'count' }),
  // buyback
  agreement: (id: AgreementId): Key => ({ pk: `${council}#AGREEMENT#${id}`, sk: 'agreement' }),
  /** That an organisation has agreed to a package from a day on: it does not agree to it twice. */
  agreedFrom: (organisation: OrganisationId, code: string, from: CivilDate): Key => ({
    pk: `${council}#AGREED#${organisation}`,
    sk: `${code}#${from}`,
  }),
  /** How often an organisation has agreed to a package by now: whoever agrees says how often they knew of. */
  agreedTimes: (organisation: OrganisationId, code: string): Key => ({ pk: `${council}#AGREEDTIMES#${organisation}`, sk: code }),
  // invoicing
  series: (series: string): Key => ({ pk: `${council}#SERIES#${series}`, sk: 'series' }),
  run: (id: RunId): Key => ({ pk: `${council}#RUN#${id}`, sk: 'run' }),
  /** Which dry run of a period is the newest: no other may be committed. */
  latestRun: (from: string, to: string): Key => ({ pk: `${council}#RUNS#${from}#${to}`, sk: 'latest' }),
  runDocument: (id: RunId, document: DocumentId): Key => ({ pk: `${council}#RUN#${id}`, sk: `DOC#${document}` }),
  runHeld: (id: RunId, charge: ChargeId): Key => ({ pk: `${council}#RUN#${id}`, sk: `HELD#${charge}` }),
  document: (id: DocumentId): Key => ({ pk: `${council}#DOCUMENT#${id}`, sk: 'document' }),
  documentLine: (id: DocumentId, charge: ChargeId): Key => ({ pk: `${council}#DOCUMENT#${id}`, sk: `LINE#${charge}` }),
  documentPosting: (id: DocumentId): Key => ({ pk: `${council}#DOCUMENT#${id}`, sk: 'posting' }),
  unposted: (id: DocumentId): Key => ({ pk: `${council}#DOCUMENT#${id}`, sk: 'unposted' }),
  /** That something is owed on an invoice: it goes once nothing is. */
  unpaid: (id: DocumentId): Key => ({ pk: `${council}#DOCUMENT#${id}`, sk: 'unpaid' }),
  // payments
  attempt: (id: AttemptId): Key => ({ pk: `${council}#ATTEMPT#${id}`, sk: 'attempt' }),
  liveAttempt: (document: DocumentId): Key => ({ pk: `${council}#DOCUMENT#${document}`, sk: 'live-attempt' }),
  payment: (document: string, intent: string): Key => ({ pk: `${council}#DOCUMENT#${document}`, sk: `PAYMENT#${intent}` }),
  paymentClaim: (intent: string): Key => ({ pk: `${council}#PAYMENT#${intent}`, sk: 'payment' }),
  cardSession: (session: string): Key => ({ pk: `${council}#CARDSESSION#${session}`, sk: 'session' }),
  cardEvent: (id: string): Key => ({ pk: `${council}#CARDEVENT#${id}`, sk: 'event' }),
  // what runs by itself
  idempotency: (key: string): Key => ({ pk: `${council}#IDEMPOTENCY#${key}`, sk: 'record' }),
  job: (id: JobId): Key => ({ pk: `${council}#JOB#${id}`, sk: 'job' }),
  proofs: (): Key => ({ pk: `${council}#PROOFS`, sk: 'latest' }),
  proof: (job: JobId): Key => ({ pk: `${council}#PROOF#${job}`, sk: 'proof' }),
  /** An export of the ledger: what it puts aside meanwhile stands beside it, as a proof's does. */
  ledgerExport: (job: JobId): Key => ({ pk: `${council}#PROOF#${job}`, sk: 'export' }),
  ledgerExports: (): Key => ({ pk: `${council}#PROOFS`, sk: 'latest-export' }),
  /** A list that is written as a file: whose, which and how far. */
  listExport: (job: JobId): Key => ({ pk: `${council}#LISTEXPORT#${job}`, sk: 'export' }),
  proofRun: (job: JobId, run: string, chunk: number): Key => ({
    pk: `${council}#PROOF#${job}`,
    sk: `RUN#${run}#${String(chunk).padStart(6, '0')}`,
  }),
  /** A policy tried on a year: how far it is, and what was typed beside it. */
  trial: (id: TrialId): Key => ({ pk: `${council}#TRIAL#${id}`, sk: 'trial' }),
  /** The pack as it was when it was tried, as text. */
  trialPack: (id: TrialId): Key => ({ pk: `${council}#TRIAL#${id}`, sk: 'pack' }),
  /** What a trial comes to, added up. */
  trialSums: (id: TrialId): Key => ({ pk: `${council}#TRIAL#${id}`, sk: 'sums' }),
  effect: (subject: string, version: number): Key => ({
    pk: `${council}#OUTBOX#${subject}`,
    sk: `EFFECT#${String(version).padStart(6, '0')}`,
  }),
});
export type Keys = ReturnType<typeof keysOf>;

/** An item without the keys it was stored under: only so does an item that is read, changed and put back leave the indexes it should no longer be in. */
export function unkeyed<T extends object>(item: T): T {
  const { pk, sk, gsi1pk, gsi1sk, gsi2pk, gsi2sk, ...words } = item as T & Item;
  return words as T;
}
