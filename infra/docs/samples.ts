// One sample of every key, range and index entry, so that the key table can show what is stored; each new one needs a row here to compile.
import type { CivilDate, SessionKey } from '../../shared/calendar.ts';
import type {
  AllocationRunId,
  AttemptId,
  BookingId,
  ChargeId,
  ClientId,
  DocumentId,
  DraftId,
  EventId,
  InvitationId,
  JobId,
  NeedId,
  OfficerId,
  OrganisationId,
  PersonId,
  PlanId,
  ReclassificationId,
  RequestId,
  RunId,
  ServiceId,
  TrialId,
  VacancyId,
} from '../../shared/ids.ts';
import { dayOfTransfer } from '../../shared/ledger/transfers.ts';
import { type indexOf, type Keys, type Ranges, shardOf } from '../../shared/table.ts';

/** A row of the key table: what the item is, which room keeps it, and the arguments of its sample. */
export type Sample<Arguments> = { holds: string; room: string; of: Arguments };
type Indexes = ReturnType<typeof indexOf>;

export const council = 'essex';
const person = 'per_01kaq3w8t0c5m7r9e2h4j6n8pv' as PersonId;
const school = 'sch_900123' as OrganisationId;
const trust = 'trs_2005' as OrganisationId;
const partnership = 'ptn_01kaq5c2e4g6j8m0p2r4t6v8x0' as OrganisationId;
const event = 'evt_01kaq5d3f5h7k9n1q3s5v7x9z1' as EventId;
const invitation = 'inv_01kaq5e4g6j8m0p2r4t6v8x0z2' as InvitationId;
const client = 'cli_01kaq5f5h7k9n1q3s5v7x9z1b3' as ClientId;
const officer = 'off_rowan-ashdown' as OfficerId;
const service = 'svc_headteacher-recruitment' as ServiceId;
const reclassification = 'rcl_01kaq61b2d6f8h0k3m5p7r9t1w' as ReclassificationId;
const request = 'req_01kaq48x1z3b5d7f9h1k3m5p7s' as RequestId;
const vacancy = 'vac_01kaq41b2d6f8h0k3m5p7r9t1v' as VacancyId;
const booking = 'bkg_01kaq48x1z3b5d7f9h1k3m5p7r' as BookingId;
const transfer = 'trf_20261105-01kaq48x1z3b5d7f9h1k3m5p7r-02';
const charge = 'chg_20261105-01kaq48x1z3b5d7f9h1k3m5p7r-02' as ChargeId;
const run = 'run_01kb9t5v7x9z1b3d5f7h9k1m3p' as RunId;
const document = 'doc_01kb9t6w8y0a2c4e6g8j0m2n4q' as DocumentId;
const attempt = 'att_01kbc2e4g6j8m0p2r4t6v8x0z2' as AttemptId;
const job = 'job_01kb9t5v7x9z1b3d5f7h9k1m3q' as JobId;
const draft = 'drf_01kb9t5v7x9z1b3d5f7h9k1m3s' as DraftId;
const plan = 'pln_01kb9t5v7x9z1b3d5f7h9k1m3t' as PlanId;
const allocationRun = 'alr_01kb9t5v7x9z1b3d5f7h9k1m3r' as AllocationRunId;
const trial = 'tri_01kb9t5v7x9z1b3d5f7h9k1m3t' as TrialId;
const need = 'ned_01kb9t5v7x9z1b3d5f7h9k1m3t' as NeedId;
const hash = 'Hq3yVbT0aXk5mWc8LrJ2pNs7uDfGz9eY1oIiQwAxZtE';
const intent = 'pi_3SAMPLE';
const cardSession = 'cs_test_SAMPLE';
const effectOf = `payment:${cardSession}`;
const proofPart = '6f1c0a52-9d3b-4c7e-8a15-2b4d6e8f0a1c';
const [day, entryShard, payerShard] = [dayOfTransfer(transfer), shardOf(transfer), shardOf(school)];
const from = '2026-11-01' as CivilDate;
const to = '2026-11-30' as CivilDate;
const messageReference = `booking-confirmed:${booking}:1:q3yVbT0aXk5mWc8L#1`;
const moment = '2026-11-24T10:15:00.000Z';

export const keySamples: { readonly [K in keyof Keys]: Sample<Parameters<Keys[K]>> } = {
  council: { holds: 'The council as configured', room: 'every room reads it', of: [] },
  person: { holds: 'A person and their roles', room: 'identity', of: [person] },
  subject: { holds: 'Which person an account at the provider is (hashed)', room: 'identity', of: [hash] },
  signInSession: { holds: 'A person who is signed in (by the hash of the cookie)', room: 'identity', of: [hash] },
  signInAttempt: { holds: 'A person who is at the provider (by the hash of the state)', room: 'identity', of: [hash] },
  contact: { holds: 'A person’s name and e-mail address, which erasure takes away', room: 'identity', of: [person] },
  sessionsOf: { holds: 'Which sessions a person has', room: 'identity', of: [person] },
  messageChoice: { holds: 'Which messages a person does not want', room: 'identity', of: [person] },
  message: {
    holds: 'That a person is to be told of something, and what came of it',
    room: 'every room that sends messages',
    of: [booking, moment, messageReference],
  },
  messageRound: { holds: 'How far reminders or digests have come', room: 'bookings', of: ['visit-reminder'] },
  invitation: { holds: 'An invitation to act for an organisation or the council', room: 'identity', of: [invitation] },
  invited: { holds: 'Which invitations were sent to an e-mail address (hashed)', room: 'identity', of: [hash] },
  officerIs: { holds: 'Which person an officer is', room: 'identity', of: [officer] },
  personOf: { holds: 'That a person has a right for an organisation', room: 'identity', of: [school, person] },
  limits: { holds: 'How much an organisation’s people may commit it to, and who approves more', room: 'identity', of: [school] },
  client: { holds: 'A program that may use the API', room: 'identity', of: [client] },
  clientSubject: { holds: 'Which program a token’s issuer and subject are (hashed)', room: 'identity', of: [hash] },
  auditEntry: {
    holds: 'What was done, by whom and for whom',
    room: 'every room writes it',
    of: ['2026-11-24', '07', `${moment}#${event}`],
  },
  service: { holds: 'A service with its dated prices', room: 'catalogue', of: [service] },
  organisation: { holds: 'A school, trust, federation, partnership or other body', room: 'schools', of: [school] },
  event: { holds: 'A dated event, under each organisation it is about', room: 'schools', of: [school, '2026-09-01', event] },
  confidentialEvent: { holds: 'A confidential status, entered or ended', room: 'schools', of: [school, '2026-10-01', event] },
  recording: { holds: 'How often something was recorded of an organisation by hand', room: 'schools', of: [school, 'events'] },
  groupName: { holds: 'The open partnership or body that has a name', room: 'schools', of: ['thematic', 'early reading partnership'] },
  nameWord: { holds: 'A word of an organisation’s name', room: 'schools', of: ['oaks', school] },
  namedOfficers: { holds: 'That the year’s named officers are published', room: 'schools', of: ['2026'] },
  registerImport: { holds: 'An import of a register file: cursor, counts and state', room: 'schools', of: [job] },
  latestImport: { holds: 'Which import of the register is on its way, or was the last', room: 'schools', of: [] },
  importRejections: { holds: 'Rows that an import rejected', room: 'schools', of: [job, 1] },
  officer: { holds: 'An officer with skills, pattern and absences', room: 'officers', of: [officer] },
  slot: { holds: 'A session of an officer that is taken', room: 'officers', of: [officer, '2026-11-24#am' as SessionKey] },
  policy: { holds: 'A published version of the policy pack', room: 'entitlements', of: ['2026-09-01T00:00:00.000Z', 1] },
  policies: { holds: 'Which versions there are, and from when each is in force', room: 'entitlements', of: [] },
  draft: { holds: 'A draft of a policy: its state, and who did what with it', room: 'entitlements', of: [draft] },
  draftPack: { holds: 'The pack of a draft, as the text of its JSON', room: 'entitlements', of: [draft] },
  vacancy: { holds: 'A vacancy that grants free half-days', room: 'entitlements', of: [school, vacancy] },
  recordedVacancy: {
    holds: 'The claim that lets the same vacancy (post and date) grant its free days once',
    room: 'entitlements',
    of: [school, 'headteacher', '2027-01-01'],
  },
  allocation: {
    holds: 'What a rule grants a holder for a period, what was moved, and why',
    room: 'entitlements',
    of: [school, '2026-09-01', 'primary-visit'],
  },
  plan: {
    holds: 'A plan of what a partnership’s days are used for, with what each member said',
    room: 'entitlements',
    of: [partnership, plan],
  },
  allocationRun: { holds: 'An allocation run: cursor, counts and state', room: 'entitlements', of: [allocationRun] },
  allocationLines: { holds: 'Lines of an allocation run, some hundred at a time', room: 'entitlements', of: [allocationRun, 12] },
  allocationSums: { holds: 'What a run comes to by rule and kind of holder', room: 'entitlements', of: [allocationRun] },
  allocationSkips: { holds: 'Lines of a run that were passed over', room: 'entitlements', of: [allocationRun, 12, 0] },
  allocationRuns: { holds: 'Which allocation run is on its way, or waits', room: 'entitlements', of: [] },
  openPost: { holds: 'The claim that lets one vacancy be open for a post', room: 'entitlements', of: [school, 'headteacher'] },
  use: {
    holds: 'What a booking draws on an account of free half-days, session by session',
    room: 'entitlements',
    of: [school, `entitlement/${school}/headteacher-recruitment/${vacancy}`, booking],
  },
  need: { holds: 'What a school needs by its support plan', room: 'entitlements', of: [school, need] },
  nudging: { holds: 'Whether the council reminds schools of unused days', room: 'entitlements', of: [] },
  nudgeRound: { holds: 'The reminders of a day: how far they have come, and how many', room: 'entitlements', of: ['2027-02-01'] },
  head: {
    holds: 'The sums of a limited account',
    room: 'ledger',
    of: [school, `entitlement/${school}/headteacher-recruitment/${vacancy}`],
  },
  ledgerEntry: {
    holds: 'A transfer, its settlement, or the claim between post and void',
    room: 'ledger',
    of: [day, entryShard, transfer],
  },
  seal: { holds: 'The seal of a day: its entries’ hash, chained to the day before', room: 'nightly', of: [day] },
  sealing: { holds: 'Which run is sealing, and how far a long day has been read', room: 'nightly', of: [] },
  sealLeaves: { holds: 'The hashes of sealed entries, each with its name', room: 'nightly', of: [day, entryShard, 0] },
  booking: { holds: 'A booking with its sessions', room: 'bookings', of: [booking] },
  visitNote: { holds: 'The note of one or more delivered sessions', room: 'bookings', of: [booking, '01'] },
  request: { holds: 'A request for a booking that is over somebody’s limit', room: 'bookings', of: [request] },
  ofstedCall: { holds: 'What an inspection freed of a school’s week', room: 'bookings', of: ['2026-11-23' as CivilDate, school] },
  reclassification: {
    holds: 'A request to record a delivered session as free or as paid, and what a second person said',
    room: 'bookings',
    of: [booking, reclassification],
  },
  charge: { holds: 'The right to bill one delivered half-day', room: 'bookings', of: ['2026-11', school, charge] },
  consent: {
    holds: 'That a changed line waits for its buyer’s agreement, and all that was said of it',
    room: 'invoicing',
    of: ['2026-11', school, charge],
  },
  claim: { holds: 'Which document has claimed that charge', room: 'invoicing', of: ['2026-11', school, charge] },
  series: { holds: 'The next number of a series of documents', room: 'invoicing', of: ['ESX-INV-'] },
  run: { holds: 'A billing run', room: 'invoicing', of: [run] },
  latestRun: { holds: 'Which dry run of a period is the newest', room: 'invoicing', of: [from, to] },
  runDocument: { holds: 'A document of a run, from dry run to issue', room: 'invoicing', of: [run, document] },
  runHeld: { holds: 'A line that a run held back', room: 'invoicing', of: [run, charge] },
  document: { holds: 'An issued invoice or recharge', room: 'invoicing', of: [document] },
  documentLine: { holds: 'A line of a document', room: 'invoicing', of: [document, charge] },
  documentPosting: { holds: 'That the council has posted a recharge', room: 'invoicing', of: [document] },
  unposted: { holds: 'That a recharge waits to be posted, until it is', room: 'invoicing', of: [document] },
  attempt: { holds: 'An attempt to pay a document by card', room: 'payments', of: [attempt] },
  liveAttempt: { holds: 'The one attempt that is live for a document', room: 'payments', of: [document] },
  payment: { holds: 'A payment of a document', room: 'payments', of: [document, intent] },
  paymentClaim: { holds: 'A receipt by card, once for each payment at the card service', room: 'payments', of: [intent] },
  cardSession: { holds: 'Which attempt a card session belongs to', room: 'payments', of: [cardSession] },
  cardEvent: { holds: 'A signed message of the card service, once', room: 'payments', of: ['evt_SAMPLE'] },
  idempotency: { holds: 'A client’s key, the hash of what was sent with it and the answer', room: 'commit', of: [hash] },
  job: { holds: 'Long work: state, progress and result', room: 'worker', of: [job] },
  proofs: { holds: 'Which proof is the latest, and which is on its way', room: 'reports', of: [] },
  proof: { holds: 'A proof of the ledger', room: 'reports', of: [job] },
  ledgerExports: { holds: 'Which export of the ledger is the latest', room: 'reports', of: [] },
  ledgerExport: { holds: 'An export of the ledger: how far it has come, and its file', room: 'reports', of: [job] },
  proofRun: { holds: 'Sums that a proof has put aside', room: 'reports', of: [job, proofPart, 12] },
  trial: { holds: 'A policy tried on a year: cursor, state and typed sums', room: 'reports', of: [trial] },
  trialPack: { holds: 'The pack of a trial, as it was tried', room: 'reports', of: [trial] },
  trialSums: { holds: 'What a trial comes to, added up', room: 'reports', of: [trial] },
  effect: { holds: 'A side effect that waits to be delivered', room: 'outbox', of: [effectOf, 1] },
};

export const rangeSamples: { readonly [R in keyof Ranges]: Parameters<Ranges[R]> } = {
  invitations: [],
  people: ['okafor'],
  administrators: [],
  peopleOf: [school],
  clients: [],
  sessionsThrough: [trust, school],
  auditDay: ['2026-11-24', '07'],
  auditOf: [booking],
  messagesAbout: [booking],
  messagesTo: [person],
  services: [],
  schoolsByName: ['little oak'],
  schoolsByPostcode: ['CM1'],
  schoolsByWord: ['oaks'],
  organisationsOf: ['partnership'],
  eventsOf: [school],
  confidentialEventsOf: [school],
  importRejections: [job],
  registerImports: [],
  officers: [],
  diary: [officer, from, to],
  drafts: [],
  vacanciesOf: [school],
  holder: [school],
  allocationsOf: [school, '2026-09-01'],
  plansOf: [partnership],
  allocationRuns: [],
  allocationLines: [allocationRun, 12],
  allocationSkips: [allocationRun],
  openVacancies: [],
  needsOf: [school],
  openNeeds: [],
  nudgeRounds: [],
  usesOf: [school, `entitlement/${school}/headteacher-recruitment/${vacancy}`],
  usesOfHolder: [school],
  trials: [],
  headsOf: [school, 'entitlement/'],
  ledgerDay: [day, entryShard],
  seals: ['2026-11-01', '2026-11-30'],
  sealLeaves: [day, entryShard],
  bookingsOf: [school],
  requestsOf: [school],
  heldRequestsOf: [school, moment],
  ofstedCalls: [],
  waitingReclassifications: [],
  unsharedNotes: [],
  notesToFinish: [officer],
  notesToModerate: [],
  bookingAndNotes: [booking],
  charges: ['2026-11', payerShard],
  runs: [],
  runDocuments: [run],
  runHeld: [run],
  waitingFor: [school],
  waiting: [],
  documentsOf: [school],
  documents: ['vat-invoice'],
  unpostedRecharges: [],
  documentLines: [document],
  paymentsOf: [document],
  openAttempts: [moment],
  suspense: [],
  outbox: [moment],
  parkedEffects: [],
  effectsBefore: [effectOf, 2],
  effectsOf: [effectOf],
  jobs: [],
  proofRuns: [job, proofPart],
  openJobs: [moment],
};

export const indexSamples: { readonly [I in keyof Indexes]: { holds: string; of: Parameters<Indexes[I]> } } = {
  school: { holds: 'A school', of: ['little oaks primary school', 'CM1 1AA', 900123] },
  organisation: { holds: 'A trust, federation, partnership or other body', of: ['partnership', 'chelmer valley schools', partnership] },
  registerImport: { holds: 'An import of a register file', of: [moment, job] },
  person: { holds: 'A person', of: ['okafor', person] },
  administrator: { holds: 'A person who may change rights', of: [person] },
  invitation: { holds: 'An invitation', of: [moment, invitation] },
  sessionThrough: { holds: 'A session acting for a school through its trust', of: [trust, school, hash] },
  audit: { holds: 'An entry of the audit trail', of: [booking, moment, event] },
  messageTo: { holds: 'A message, under whom it is to', of: [person, moment, messageReference] },
  openVacancy: { holds: 'A vacancy, while it is open', of: ['2026-10-12', vacancy] },
  openNeed: { holds: 'A need, while it is open', of: ['2027-03-31', need] },
  allocationRun: { holds: 'An allocation run', of: [allocationRun] },
  trial: { holds: 'A policy tried on a year', of: [trial] },
  unsharedNote: { holds: 'A note of visits, until it is shared', of: ['2026-12-01', booking, '01'] },
  noteToFinish: { holds: 'Such a note, while it waits for its officer', of: [officer, '2026-12-01', booking, '01'] },
  noteToModerate: { holds: 'Such a note, while it waits to be moderated', of: ['2026-12-01', booking, '01'] },
  waitingReclassification: { holds: 'A request to record a session as the other kind, while it waits', of: [moment, reclassification] },
  request: { holds: 'A request for a booking over a limit', of: [school, request] },
  heldRequest: { holds: 'Such a request, while nobody has answered it', of: [school, '2026-11-26T23:59:59.999Z', request] },
  booking: { holds: 'A booking', of: [school, booking] },
  run: { holds: 'A billing run', of: [run] },
  waiting: { holds: 'A line, while it waits for agreement', of: ['2026-11-30', charge] },
  waitingFor: { holds: 'A line, while it waits for this buyer’s agreement', of: [school, 'open', '2026-11-30', charge] },
  document: { holds: 'An issued document', of: [school, 'vat-invoice', '2026-12-01', 'ESX-INV-000001'] },
  unpostedRecharge: { holds: 'A recharge, until it is posted', of: ['2026-12-01', 'ESX-JNL-000001'] },
  openAttempt: { holds: 'A card payment attempt, while it is creating or open', of: [moment, attempt] },
  suspense: { holds: 'A receipt, while it is in suspense', of: [moment, intent] },
  dueEffect: { holds: 'An effect, while it is pending or leased', of: [moment, effectOf, 1] },
  parkedEffect: { holds: 'An effect, while it is parked', of: [moment, effectOf, 1] },
  job: { holds: 'A job', of: [moment, job] },
  openJob: { holds: 'A job, while it is queued or running', of: [moment, job] },
};
