// The only file that spells a key. Every partition key begins with the council, and a table cannot be had without one, so tenants cannot meet.
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { BatchGetCommand, DynamoDBDocumentClient, GetCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import type { CivilDate, SessionKey } from './calendar.ts';
import type { Environment } from './context.ts';
import type {
  AttemptId,
  BookingId,
  ChargeId,
  ClientId,
  DocumentId,
  EventId,
  InvitationId,
  JobId,
  OfficerId,
  OrganisationId,
  PersonId,
  RunId,
  ServiceId,
  VacancyId,
} from './ids.ts';
import type { Rail } from './policy/schema.ts';

export type Key = { readonly pk: string; readonly sk: string };
export type TableClient = DynamoDBDocumentClient;
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
  invitation: (id: InvitationId): Key => ({ pk: `${council}#INVITATION#${id}`, sk: 'invitation' }),
  /** Which invitations were sent to an address (hashed): erasure finds them by it. */
  invited: (hash: string): Key => ({ pk: `${council}#INVITED#${hash}`, sk: 'invited' }),
  /** Which person an officer is: one, and nobody else. */
  officerIs: (id: OfficerId): Key => ({ pk: `${council}#OFFICERIS#${id}`, sk: 'person' }),
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
  vacancy: (school: OrganisationId, id: VacancyId): Key => ({ pk: `${council}#ORG#${school}`, sk: `VACANCY#${id}` }),
  openPost: (school: OrganisationId, post: string): Key => ({ pk: `${council}#ORG#${school}`, sk: `OPENPOST#${post}` }),
  recordedVacancy: (school: OrganisationId, post: string, vacantFrom: string): Key => ({
    pk: `${council}#ORG#${school}`,
    sk: `RECORDED#${post}#${vacantFrom}`,
  }),
  // ledger
  head: (holder: string, account: string): Key => ({ pk: `${council}#HOLDER#${holder}`, sk: `HEAD#${account}` }),
  ledgerEntry: (day: string, shard: string, entry: string): Key => ({ pk: `${council}#LEDGER#${day}#${shard}`, sk: entry }),
  // bookings
  booking: (id: BookingId): Key => ({ pk: `${council}#BOOKING#${id}`, sk: 'booking' }),
  visitNote: (id: BookingId, visit: string): Key => ({ pk: `${council}#BOOKING#${id}`, sk: `NOTE#${visit}` }),
  charge: (month: string, payer: OrganisationId, id: ChargeId): Key => ({ pk: `${council}#CHARGES#${month}#${shardOf(payer)}`, sk: id }),
  /** That a line waits for its buyer's agreement, since its VAT treatment changed after it was quoted, and all that was said of it. */
  consent: (month: string, payer: OrganisationId, id: ChargeId): Key => ({
    pk: `${council}#CHARGES#${month}#${shardOf(payer)}`,
    sk: `${id}#consent`,
  }),
  claim: (month: string, payer: OrganisationId, id: ChargeId): Key => ({
    pk: `${council}#CHARGES#${month}#${shardOf(payer)}`,
    sk: `${id}#claimed`,
  }),
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
  proofRun: (job: JobId, run: string, chunk: number): Key => ({
    pk: `${council}#PROOF#${job}`,
    sk: `RUN#${run}#${String(chunk).padStart(6, '0')}`,
  }),
  effect: (subject: string, version: number): Key => ({
    pk: `${council}#OUTBOX#${subject}`,
    sk: `EFFECT#${String(version).padStart(6, '0')}`,
  }),
});
export type Keys = ReturnType<typeof keysOf>;

/** A base partition or an index partition, and optionally a stretch of its sort keys. */
export type Range = { index?: 'gsi1' | 'gsi2'; pk: string; begins?: string; from?: string; to?: string };

/** The questions the rooms ask of more than one item; the access-pattern table of shared/table.md is drawn from this. */
export const rangesOf = (council: string) => ({
  invitations: (): Range => ({ index: 'gsi1', pk: `${council}#INVITATIONS` }),
  people: (begins = ''): Range => ({ index: 'gsi1', pk: `${council}#PEOPLE`, begins }),
  administrators: (): Range => ({ index: 'gsi1', pk: `${council}#ADMINISTRATORS` }),
  clients: (): Range => ({ pk: `${council}#CLIENTS`, begins: 'CLIENT#' }),
  sessionsThrough: (trust: OrganisationId, school: OrganisationId): Range => ({
    index: 'gsi1',
    pk: `${council}#THROUGH#${trust}#${school}`,
  }),
  auditDay: (day: string, shard: string): Range => ({ pk: `${council}#AUDIT#${day}#${shard}` }),
  auditOf: (trail: string): Range => ({ index: 'gsi1', pk: `${council}#AUDITOF#${trail}` }),
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
  vacanciesOf: (school: OrganisationId): Range => ({ pk: `${council}#ORG#${school}`, begins: 'VACANCY#' }),
  openVacancies: (): Range => ({ index: 'gsi1', pk: `${council}#OPENVACANCIES` }),
  headsOf: (holder: string, kind = ''): Range => ({ pk: `${council}#HOLDER#${holder}`, begins: `HEAD#${kind}` }),
  ledgerDay: (day: string, shard: string): Range => ({ pk: `${council}#LEDGER#${day}#${shard}` }),
  bookingsOf: (school: OrganisationId): Range => ({ index: 'gsi1', pk: `${council}#BOOKINGS#${school}` }),
  bookingAndNotes: (id: BookingId): Range => ({ pk: `${council}#BOOKING#${id}` }),
  charges: (month: string, shard: string): Range => ({ pk: `${council}#CHARGES#${month}#${shard}` }),
  runs: (): Range => ({ index: 'gsi1', pk: `${council}#RUNS` }),
  runDocuments: (id: RunId, document = ''): Range => ({ pk: `${council}#RUN#${id}`, begins: `DOC#${document}` }),
  runHeld: (id: RunId): Range => ({ pk: `${council}#RUN#${id}`, begins: 'HELD#' }),
  waitingFor: (buyer: OrganisationId): Range => ({ index: 'gsi1', pk: `${council}#WAITINGFOR#${buyer}` }),
  waiting: (): Range => ({ index: 'gsi2', pk: `${council}#WAITING` }),
  documentsOf: (organisation: OrganisationId): Range => ({ index: 'gsi1', pk: `${council}#DOCUMENTS#${organisation}` }),
  documents: (rail: Rail): Range => ({ index: 'gsi2', pk: `${council}#DOCUMENTS`, begins: `${rail}#` }),
  unpostedRecharges: (): Range => ({ index: 'gsi1', pk: `${council}#UNPOSTED` }),
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
  openJobs: (dueBy = '~'): Range => ({ index: 'gsi2', pk: `${council}#OPENJOBS`, from: '0', to: `${dueBy}~` }),
});
export type Ranges = ReturnType<typeof rangesOf>;

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
  openVacancy: (vacantFrom: string, id: VacancyId) => ({ gsi1pk: `${council}#OPENVACANCIES`, gsi1sk: `${vacantFrom}#${id}` }),
  booking: (school: OrganisationId, id: BookingId) => ({ gsi1pk: `${council}#BOOKINGS#${school}`, gsi1sk: id }),
  run: (id: RunId) => ({ gsi1pk: `${council}#RUNS`, gsi1sk: id }),
  /** On the item of a line for as long as it waits for agreement. */
  waiting: (since: string, charge: ChargeId) => ({ gsi2pk: `${council}#WAITING`, gsi2sk: `${since}#${charge}` }),
  waitingFor: (buyer: OrganisationId, state: 'declined' | 'open', since: string, charge: ChargeId) => ({
    gsi1pk: `${council}#WAITINGFOR#${buyer}`,
    gsi1sk: `${state === 'open' ? '1' : '2'}#${since}#${charge}`,
  }),
  document: (organisation: OrganisationId, rail: Rail, issuedOn: string, number: string) => ({
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

/** An item without the keys it was stored under: only so does an item that is read, changed and put back leave the indexes it should no longer be in. */
export function unkeyed<T extends object>(item: T): T {
  const { pk, sk, gsi1pk, gsi1sk, gsi2pk, gsi2sk, ...words } = item as T & Item;
  return words as T;
}

/** Who asks each range, and why: one entry per access pattern. A test holds it against rangesOf. */
export const accessPatterns: Record<keyof Ranges, { question: string; askedBy: string }> = {
  invitations: { question: 'Which invitations were sent, newest first?', askedBy: 'identity' },
  people: { question: 'Who has rights here, by name?', askedBy: 'identity' },
  administrators: { question: 'Who may change rights, so that somebody always can?', askedBy: 'identity' },
  clients: { question: 'Which programs may use the API?', askedBy: 'identity' },
  sessionsThrough: { question: 'Who is signed in for a school through its trust?', askedBy: 'schools' },
  auditDay: { question: 'What was done on a day (one of 16 shards)?', askedBy: 'identity' },
  auditOf: { question: 'What was done to a record, newest first?', askedBy: 'identity, and the page of each record' },
  services: { question: 'What does the council offer?', askedBy: 'catalogue' },
  schoolsByName: { question: 'Which schools’ names begin with this?', askedBy: 'schools' },
  schoolsByPostcode: { question: 'Which schools have this postcode?', askedBy: 'schools' },
  schoolsByWord: { question: 'Which organisations have a word in their name that begins with this?', askedBy: 'schools' },
  organisationsOf: { question: 'Which trusts, partnerships or other bodies are there, by name?', askedBy: 'schools' },
  eventsOf: { question: 'What happened to an organisation, in order of date?', askedBy: 'schools' },
  confidentialEventsOf: { question: 'Which confidential statuses has a school had?', askedBy: 'schools' },
  importRejections: { question: 'Which rows did an import reject?', askedBy: 'schools' },
  registerImports: { question: 'Which register files were imported, newest first?', askedBy: 'schools' },
  officers: { question: 'Who delivers?', askedBy: 'officers' },
  diary: { question: 'Which of an officer’s sessions are taken between two dates?', askedBy: 'officers, bookings' },
  vacanciesOf: { question: 'Which vacancies has a school had?', askedBy: 'entitlements' },
  openVacancies: { question: 'Which vacancies are open now?', askedBy: 'entitlements' },
  headsOf: {
    question: 'Which limited accounts does a holder have, and what is available on each?',
    askedBy: 'entitlements, bookings, payments',
  },
  ledgerDay: { question: 'Which entries did the ledger take on a day (one of 16 shards)?', askedBy: 'reports (proof)' },
  bookingsOf: { question: 'Which bookings has a school, newest first?', askedBy: 'bookings' },
  bookingAndNotes: { question: 'What is this booking, with its visit notes?', askedBy: 'bookings' },
  charges: { question: 'Which charges of a month has a shard of payers, and which are claimed?', askedBy: 'invoicing' },
  runs: { question: 'Which billing runs were there, newest first?', askedBy: 'invoicing' },
  runDocuments: { question: 'Which documents does a run hold?', askedBy: 'invoicing' },
  runHeld: { question: 'Which lines did a run hold back, and why?', askedBy: 'invoicing' },
  waitingFor: {
    question: 'Which lines wait for this buyer’s agreement, those it declined last?',
    askedBy: 'invoicing, and reports (home)',
  },
  waiting: { question: 'Which lines wait for any buyer’s agreement, longest first?', askedBy: 'invoicing, and reports (home)' },
  documentsOf: { question: 'Which documents has an organisation, newest first?', askedBy: 'invoicing' },
  documents: { question: 'Which invoices, or which recharges, were issued, newest first?', askedBy: 'invoicing' },
  unpostedRecharges: { question: 'Which recharges has the council not posted yet, newest first?', askedBy: 'invoicing' },
  documentLines: { question: 'Which lines has a document?', askedBy: 'invoicing' },
  paymentsOf: { question: 'Which payments has a document had?', askedBy: 'payments' },
  openAttempts: { question: 'Which card payments were begun and not finished?', askedBy: 'payments' },
  suspense: { question: 'Which receipts match no document?', askedBy: 'payments' },
  outbox: { question: 'Which effects are due?', askedBy: 'outbox' },
  parkedEffects: { question: 'Which effects were given up?', askedBy: 'reports' },
  effectsBefore: { question: 'Which effect of a subject comes before this one?', askedBy: 'outbox' },
  effectsOf: { question: 'Which effects has a subject, in order?', askedBy: 'outbox' },
  jobs: { question: 'Which jobs were there, newest first?', askedBy: 'worker' },
  proofRuns: { question: 'Which sums has a proof put aside so far?', askedBy: 'reports' },
  openJobs: { question: 'Which jobs still have work?', askedBy: 'worker' },
};

export type Page<T> = { items: T[]; next?: string };

/** After this long a reply counts as lost. */
const replyMs = 6000;

/** The client each room makes once, from the variables the manifest grants it. */
export function tableClient(env: Environment, requestTimeout = replyMs): TableClient {
  const client = new DynamoDBClient({
    region: env.AWS_REGION ?? 'eu-west-2',
    // A reply that never comes is a lost reply: commit() sends the same again under the same token. Unless told to throw, the SDK warns and waits on.
    requestHandler: { connectionTimeout: 1000, requestTimeout, throwOnRequestTimeout: true },
    ...(env.DYNAMODB_ENDPOINT ? { endpoint: env.DYNAMODB_ENDPOINT, credentials: { accessKeyId: 'local', secretAccessKey: 'local' } } : {}),
  });
  // It filters every request and reply for a log that nobody keeps.
  client.middlewareStack.remove('loggerMiddleware');
  return DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } });
}

type Waiting = { key: Key; resolve(item: Item | undefined): void; reject(error: unknown): void };

/** One council's view of the table: strongly consistent reads of base items, hints from indexes. Only stores read it, only commit() writes it. */
export class CouncilTable {
  readonly council: string;
  readonly client: TableClient;
  readonly name: string;
  readonly key: Keys;
  readonly range: Ranges;
  /** Commits made through this view; the host rings the outbox bell when it grew. */
  commits = 0;
  private waiting: Waiting[] = [];

  constructor(client: TableClient, name: string, council: string) {
    if (!/^[a-z][a-z0-9-]{1,30}$/.test(council)) throw new Error(`not a council: ${council}`);
    this.client = client;
    this.name = name;
    this.council = council;
    this.key = keysOf(council);
    this.range = rangesOf(council);
  }

  /** One item, read consistently. Reads asked for in the same turn travel in one BatchGetItem. */
  get<T>(key: Key): Promise<T | undefined> {
    return new Promise<Item | undefined>((resolve, reject) => {
      if (this.waiting.length === 0) queueMicrotask(() => setImmediate(() => void this.flush()));
      this.waiting.push({ key, resolve, reject });
    }) as Promise<T | undefined>;
  }

  private async flush(): Promise<void> {
    const all = this.waiting;
    this.waiting = [];
    for (let i = 0; i < all.length; i += 100) await this.fetch(all.slice(i, i + 100));
  }

  private async fetch(batch: Waiting[]): Promise<void> {
    try {
      const only = batch[0];
      if (batch.length === 1 && only) {
        const { Item } = await this.client.send(new GetCommand({ TableName: this.name, Key: only.key, ConsistentRead: true }));
        only.resolve(Item);
        return;
      }
      const found = new Map<string, Item>();
      const distinct = new Map(batch.map(({ key }) => [`${key.pk}\n${key.sk}`, { pk: key.pk, sk: key.sk }]));
      let keys: Key[] = [...distinct.values()];
      for (let attempt = 0; keys.length > 0; attempt++) {
        if (attempt > 8) throw new Error('the table left keys unread after eight attempts');
        if (attempt > 0) await new Promise((done) => setTimeout(done, 2 ** attempt * 10 * Math.random()));
        const reply = await this.client.send(new BatchGetCommand({ RequestItems: { [this.name]: { Keys: keys, ConsistentRead: true } } }));
        for (const item of reply.Responses?.[this.name] ?? []) found.set(`${item.pk}\n${item.sk}`, item);
        keys = (reply.UnprocessedKeys?.[this.name]?.Keys ?? []) as Key[];
      }
      for (const { key, resolve } of batch) resolve(found.get(`${key.pk}\n${key.sk}`));
    } catch (error) {
      for (const { reject } of batch) reject(error);
    }
  }

  /** One page of a range; `after` is the cursor a previous page gave. A cursor of another range is ignored. */
  async page<T>(range: Range, options: { limit?: number; after?: string; descending?: boolean } = {}): Promise<Page<T>> {
    const pkName = range.index ? `${range.index}pk` : 'pk';
    const skName = range.index ? `${range.index}sk` : 'sk';
    const names: Record<string, string> = { '#pk': pkName };
    const values: Record<string, unknown> = { ':pk': range.pk };
    let condition = '#pk = :pk';
    if (range.from !== undefined && range.to !== undefined) {
      condition += ' AND #sk BETWEEN :from AND :to';
      names['#sk'] = skName;
      Object.assign(values, { ':from': range.from, ':to': range.to });
    } else if (range.begins) {
      condition += ' AND begins_with(#sk, :begins)';
      names['#sk'] = skName;
      values[':begins'] = range.begins;
    }
    const start = options.after ? decodeCursor(options.after, range) : undefined;
    const reply = await this.client.send(
      new QueryCommand({
        TableName: this.name,
        ...(range.index ? { IndexName: range.index } : { ConsistentRead: true }),
        KeyConditionExpression: condition,
        ExpressionAttributeNames: names,
        ExpressionAttributeValues: values,
        ScanIndexForward: !options.descending,
        ...(options.limit ? { Limit: options.limit } : {}),
        ...(start ? { ExclusiveStartKey: start } : {}),
      }),
    );
    return { items: (reply.Items ?? []) as T[], ...(reply.LastEvaluatedKey ? { next: encodeCursor(reply.LastEvaluatedKey) } : {}) };
  }

  /** Every item of a range, page by page, in bounded memory; `limit` is how many are read at once, for whoever may stop early. */
  async *each<T>(range: Range, options: { descending?: boolean; limit?: number } = {}): AsyncGenerator<T> {
    let after: string | undefined;
    do {
      const page: Page<T> = await this.page<T>(range, { ...options, ...(after ? { after } : {}) });
      yield* page.items;
      after = page.next;
    } while (after);
  }

  /** Every item of a range that is known to be small. */
  async all<T>(range: Range, options: { descending?: boolean } = {}): Promise<T[]> {
    const items: T[] = [];
    for await (const item of this.each<T>(range, options)) items.push(item);
    return items;
  }
}

const encodeCursor = (key: Item): string => Buffer.from(JSON.stringify(key)).toString('base64url');

/** The start key a cursor stands for, or undefined (from the beginning) for one that was not made for this range: AWS would refuse it, the local engine would not. */
function decodeCursor(text: string, range: Range): Item | undefined {
  const parts = range.index ? ['pk', 'sk', `${range.index}pk`, `${range.index}sk`] : ['pk', 'sk'];
  const [pkName, skName] = range.index ? [`${range.index}pk`, `${range.index}sk`] : ['pk', 'sk'];
  try {
    const key = JSON.parse(Buffer.from(text, 'base64url').toString()) as Record<string, string>;
    const whole =
      Object.keys(key).sort().join() === parts.sort().join() &&
      Object.entries(key).every(([name, v]) => typeof v === 'string' && v !== '' && v.length <= (name.endsWith('pk') ? 2048 : 1024));
    const position = key[skName] ?? '';
    const inside =
      range.from !== undefined && range.to !== undefined
        ? position >= range.from && position <= range.to
        : position.startsWith(range.begins ?? '');
    return whole && inside && key[pkName] === range.pk && key.pk?.startsWith(`${range.pk.split('#')[0]}#`) ? key : undefined;
  } catch {
    return undefined;
  }
}
