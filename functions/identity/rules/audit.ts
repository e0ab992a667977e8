// The audit trail in words: what each action is called, who is named to whom, and where the record of an entry is shown. Pure.
import type { AuditEntry } from '../../../shared/audit.ts';
import { londonDate, momentText } from '../../../shared/calendar.ts';
import type { Actor } from '../../../shared/context.ts';
import type { OrganisationId, PersonId } from '../../../shared/ids.ts';
import { isStaff } from '../rules.ts';
import type { AuditQuery } from '../schema/audit.ts';
import type { Action } from '../schema.ts';

/** What was done to what, as a heading to its detail. A test finds every action that is written to the trail and wants it here. */
export const actionWords: Readonly<Record<string, string>> = {
  // identity
  'client:end': 'Program ended',
  'client:register': 'Program registered',
  'council:record': 'Council’s details recorded',
  'invitation:accept': 'Invitation accepted',
  'invitation:send': 'Invitation sent',
  'invitation:withdraw': 'Invitation withdrawn',
  'limit:set': 'Limit set',
  'limit:approval': 'Approval settled',
  'limit:purchase-orders': 'Purchase orders settled',
  'person:allow-entry': 'Person let in again',
  'messages:choose': 'Messages by e-mail',
  'person:erase': 'Person erased',
  'person:grant': 'Rights granted',
  'person:register': 'Person registered',
  'person:refuse-entry': 'Person refused entry',
  'person:sign-in-rights': 'Rights changed at sign-in',
  'person:sign-out': 'Signed out everywhere by the council',
  'person:take': 'Rights taken away',
  'session:end-all': 'All own sessions ended',
  'session:own': 'Chose whom to act for',
  // catalogue
  'catalogue:adopt': 'Services adopted from a policy pack',
  'catalogue:edit': 'Service changed',
  // schools
  'confidential:record': 'Confidential status recorded',
  'import:make': 'Register import',
  'named-officers:publish': 'Named officers published',
  'named-officers:record': 'Named officers recorded',
  'organisation:record': 'Organisation’s record changed',
  // officers
  'officer:register': 'Officer registered',
  'officer:edit': 'Officer’s record changed',
  'officer:pattern': 'Working pattern from a date recorded',
  'officer:pattern-end': 'Change of working pattern taken back',
  'officer:absence': 'Absence recorded',
  'officer:absence-end': 'Absence taken back',
  'officer:leaving': 'Last working day recorded',
  'officer:leaving-end': 'Last working day taken back',
  // entitlements
  'policy:draft': 'Policy draft',
  'allocation:run': 'Allocation run',
  'policy:publish': 'Policy published',
  'policy:try': 'Policy tried on a year',
  'pot:answer': 'Plan answered',
  'pot:propose': 'Plan proposed',
  'pot:record': 'Answers recorded from a meeting',
  'pot:release': 'Days of a plan released',
  'pot:withdraw': 'Plan withdrawn',
  'policy:review': 'Policy draft reviewed',
  'need:record': 'Need recorded',
  'need:review': 'Need reviewed',
  'need:withdraw': 'Need withdrawn',
  'nudge:switch': 'Reminders',
  'vacancy:record': 'Vacancy recorded',
  'vacancy:close': 'Vacancy closed',
  // bookings
  'booking:confirm': 'Sessions booked',
  'waitlist:join': 'Put on a waiting list',
  'waitlist:offer': 'Place offered',
  'waitlist:decline': 'Offered place declined',
  'waitlist:pass': 'Offered place passed on unanswered',
  'waitlist:withdraw': 'Taken off a waiting list',
  'waitlist:expire': 'Waiting ended',
  'order:make': 'Sessions booked for several schools',
  'order:ask': 'Approval asked for, for several schools',
  'buyback:agree': 'Package or buy-back agreed to',
  'buyback:renew': 'Buy-back renewed',
  'buyback:advance': 'Package or buy-back went on',
  'buyback:notice': 'Notice given',
  'buyback:order': 'Purchase order of a buy-back named',
  'buyback:end': 'Agreement ended early',
  'request:make': 'Approval asked for',
  'request:approve': 'Request approved, sessions booked',
  'request:decline': 'Request declined',
  'request:withdraw': 'Request withdrawn',
  'event:propose': 'Event proposed to several schools',
  'event:agree': 'Share of an event agreed to',
  'event:decline': 'Share of an event declined',
  'event:divide': 'Cost of an event divided anew',
  'event:withdraw': 'Event withdrawn',
  'event:leave': 'Leaving an event asked for',
  'event:leave-agree': 'Leaving an event agreed to',
  'event:leave-decline': 'Leaving an event declined',
  'event:leave-withdraw': 'Leaving an event withdrawn',
  'booking:cancel': 'Sessions cancelled',
  'booking:move': 'Session moved to another date',
  'booking:reallocate': 'Visits given to another officer',
  'booking:waive': 'Cost of a late cancellation waived',
  'visit:deliver': 'Sessions marked delivered',
  'note:save': 'Note of visit saved',
  'note:submit': 'Note of visit sent to be moderated',
  'note:return': 'Note of visit returned to its officer',
  'note:share': 'Note of visit shared',
  'note:add': 'Correction added to a note of visit',
  'note:mark': 'Action of a note of visit',
  'purchase-order:register': 'Purchase order registered',
  'purchase-order:change': 'Purchase order changed',
  'purchase-order:close': 'Purchase order closed or opened again',
  'attendee:name': 'Attendees named',
  'attendee:attend': 'Attendance marked',
  'attendee:forget': 'Attendee forgotten',
  'evaluation:answer': 'Training evaluated',
  'reclassification:ask': 'Correction to free or paid asked for',
  'reclassification:answer': 'Correction to free or paid answered',
  // invoicing
  'run:make': 'Billing dry run begun',
  'run:commit': 'Billing run committed',
  'run:stop': 'Commitment stopped',
  'agreement:give': 'Changed lines answered',
  'document:issue': 'Invoice or recharge issued',
  'journal:post': 'Recharge posted in the council’s ledger',
  // payments
  'payment:receive': 'Card payment received',
  'payment:suspend': 'Card payment received and held in suspense',
  // reports
  'proof:run': 'Proof of the ledger begun',
  'proof:export': 'Ledger exported',
  'list:export': 'List exported',
  // what runs by itself
  'job:cancel': 'Work in the background cancelled',
  'outbox:mend': 'Message sent again or set aside',
};

/** An action and its detail in one line, and why where that was said: `Sessions cancelled: Tuesday 24 November 2026, morning`. */
export function entryText({ action, detail, reason }: Pick<AuditEntry, 'action' | 'detail' | 'reason'>): string {
  const words = actionWords[action] ?? action;
  return [words, detail, reason].filter(Boolean).join(': ');
}

const personId = /\bper_[0-9a-z]+(?:-[0-9a-z]+)*/g;

/**
 * Whom a detail speaks of by their identifier, so that it holds nobody's name: who has a limit, and who approves. They are people of the organisation whose
 * limits they are, and whoever may read those is told their names there. What somebody typed into another detail is not looked through.
 */
export const peopleIn = ({ action, detail = '' }: Pick<AuditEntry, 'action' | 'detail'>): PersonId[] =>
  action.startsWith('limit:') ? ((detail.match(personId) ?? []) as PersonId[]) : [];

function detailText(entry: AuditEntry, names: Pick<TrailNames, 'person'>): string | undefined {
  if (peopleIn(entry).length === 0) return entry.detail;
  return entry.detail?.replaceAll(personId, (id) => names.person({ ...entry, person: id as PersonId }));
}

/** One line of a record's history, as a page shows it. */
export type HistoryEntry = {
  when: string;
  who: string;
  what: string;
  /** It is the last that is shown, and there are earlier ones. */
  more?: true;
};

/** Names as they stand now: of people, and of the organisations they acted for. */
type TrailNames = { person(entry: AuditEntry): string; organisation(id: OrganisationId): string };

/**
 * Who did it, as this reader is told: staff are told every name; whoever reads for an organisation is told the names of those who acted for the same one,
 * another organisation by its name, and the council’s people as the council.
 */
export function whoDid(
  entry: AuditEntry,
  reader: Pick<Actor, 'roles' | 'organisation' | 'through'>,
  council: string,
  names: TrailNames,
): string {
  const { actingFor, person } = entry;
  if (isStaff(reader) || person === 'per_daybook') return names.person(entry);
  // Somebody of a trust who acted for one of its schools is the trust's, and no colleague of the school's people.
  const of = entry.through ?? actingFor;
  if (!of) return council;
  const own = of === reader.organisation || of === reader.through;
  return own ? names.person(entry) : names.organisation(of);
}

/**
 * Whether a reader of a record is told that this was done to it. Named officers are a draft of the council's staff until their year is published, and from
 * then on the record itself tells them: its people are not told that any were recorded. When an officer works and is away is the council's own affair.
 */
export const isToldTo = ({ action }: Pick<AuditEntry, 'action'>, reader: Pick<Actor, 'roles'>): boolean =>
  isStaff(reader) || (action !== 'named-officers:record' && !(action.startsWith('officer:') && action !== 'officer:register'));

export const historyEntry = (
  entry: AuditEntry,
  reader: Pick<Actor, 'roles' | 'organisation' | 'through'>,
  council: string,
  names: TrailNames,
): HistoryEntry => ({
  when: momentText(entry.at),
  who: whoDid(entry, reader, council, names),
  what: entryText({ action: entry.action, detail: detailText(entry, names), reason: isStaff(reader) ? entry.reason : undefined }),
});

/** Whether an entry is one that was asked for. */
export function isAsked(entry: AuditEntry, { days, person, organisation, about }: Omit<AuditQuery, 'after'>): boolean {
  const day = londonDate(Date.parse(entry.at));
  if (day < days.from || day > days.to) return false;
  if (person && entry.person !== person) return false;
  if (organisation && ![entry.organisation, entry.actingFor, entry.through].includes(organisation)) return false;
  return !about || entry.about === about;
}

/** An entry as the trail’s page, its file and the API tell it. */
export type AuditRow = {
  at: string;
  person: AuditEntry['person'];
  personName: string;
  actingFor?: OrganisationId;
  actingForName?: string;
  /** The trust through which somebody acted for one of its schools. */
  through?: OrganisationId;
  throughName?: string;
  action: string;
  what: string;
  about: string;
  organisation?: OrganisationId;
  organisationName?: string;
  policy?: string;
  confidential?: true;
};

export const auditRow = (entry: AuditEntry, names: TrailNames): AuditRow => ({
  at: entry.at,
  person: entry.person,
  personName: names.person(entry),
  ...(entry.actingFor ? { actingFor: entry.actingFor, actingForName: names.organisation(entry.actingFor) } : {}),
  ...(entry.through ? { through: entry.through, throughName: names.organisation(entry.through) } : {}),
  action: entry.action,
  what: entryText({ ...entry, detail: detailText(entry, names) }),
  about: entry.about,
  ...(entry.organisation ? { organisation: entry.organisation, organisationName: names.organisation(entry.organisation) } : {}),
  ...(entry.policy ? { policy: entry.policy } : {}),
  ...(entry.confidential ? { confidential: true as const } : {}),
});

export const auditColumns = [
  'at',
  'person',
  'person_name',
  'acting_for',
  'acting_for_name',
  'through_name',
  'action',
  'what',
  'record',
  'organisation',
  'organisation_name',
  'policy',
  'confidential',
] as const;

/** A row of the file, in the order of its columns. */
export const auditCells = (row: AuditRow): string[] => [
  row.at,
  row.person,
  row.personName,
  row.actingFor ?? '',
  row.actingForName ?? '',
  row.throughName ?? '',
  row.action,
  row.what,
  row.about,
  row.organisation ?? '',
  row.organisationName ?? '',
  row.policy ?? '',
  row.confidential ? 'yes' : '',
];

type RecordPage = { path(id: string): string; action: Action };
const organisationPage: RecordPage = { path: (id) => `/schools/organisations/${id}`, action: 'school:read' };

/** The page of each kind of record, by how its id begins, and what its readers must be allowed. */
const recordPages: Readonly<Record<string, RecordPage>> = {
  per: { path: (id) => `/identity/people/${id}`, action: 'people:read' },
  inv: { path: () => '/identity/invitations', action: 'people:read' },
  cli: { path: () => '/identity/clients', action: 'people:read' },
  svc: { path: (id) => `/catalogue/${id}`, action: 'catalogue:read' },
  drf: { path: (id) => `/entitlements/policies/drafts/${id}`, action: 'policy:read' },
  tri: { path: (id) => `/reports/trials/${id}`, action: 'trial:read' },
  sch: { path: (id) => `/schools/${id}`, action: 'school:read' },
  ptn: { path: (id) => `/schools/partnerships/${id}`, action: 'partnership:read' },
  trs: organisationPage,
  fed: organisationPage,
  org: organisationPage,
  off: { path: (id) => `/officers/${id}`, action: 'officer:read' },
  alr: { path: (id) => `/entitlements/runs/${id}`, action: 'allocation:read' },
  ord: { path: (id) => `/bookings/orders/${id}`, action: 'order:read' },
  req: { path: (id) => `/bookings/requests/${id}`, action: 'request:read' },
  wtl: { path: (id) => `/bookings/waitlist/${id}`, action: 'waitlist:read' },
  sev: { path: (id) => `/bookings/events/${id}`, action: 'event:read' },
  agr: { path: (id) => `/buyback/agreements/${id}`, action: 'buyback:read' },
  bkg: { path: (id) => `/bookings/${id}`, action: 'booking:read' },
  run: { path: (id) => `/invoicing/runs/${id}`, action: 'run:read' },
  doc: { path: (id) => `/invoicing/documents/${id}`, action: 'document:read' },
};
const limitsPath = (id: string): string => `/identity/limits/${id.replace('limits:', '')}`;
/** What a job or a list of no id of its own is shown as depends on what was done. */
const pagesOfActions: Readonly<Record<string, RecordPage>> = {
  'catalogue:adopt': { path: () => '/catalogue', action: 'catalogue:read' },
  'import:make': { path: (id) => `/schools/imports/${id}`, action: 'import:read' },
  'limit:set': { path: limitsPath, action: 'limit:read' },
  'limit:purchase-orders': { path: limitsPath, action: 'limit:read' },
  'limit:approval': { path: limitsPath, action: 'limit:read' },
  'payment:suspend': { path: () => '/payments/suspense', action: 'suspense:read' },
  'nudge:switch': { path: () => '/entitlements/nudges', action: 'nudge:read' },
  'policy:publish': { path: () => '/entitlements/policies', action: 'policy:read' },
  'proof:run': { path: () => '/reports/proof', action: 'proof:read' },
  'proof:export': { path: () => '/reports/proof/export', action: 'proof:read' },
};

/** Where the record of an entry is shown to whoever may do these things, below the council’s address; undefined where there is no page for them. */
export function recordPath(
  { about, organisation, action }: Pick<AuditEntry, 'about' | 'organisation' | 'action'>,
  allowed: (action: Action) => boolean,
): string | undefined {
  const kind = about.slice(0, about.indexOf('_'));
  if (kind === 'vac') return organisation && allowed('statement:read') ? `/entitlements/statements/${organisation}` : undefined;
  if (kind === 'ned') return organisation && allowed('need:read') ? `/entitlements/needs/${organisation}` : undefined;
  if (kind === 'pln') return organisation && allowed('pot:read') ? `/entitlements/pots/${organisation}/plans/${about}` : undefined;
  const found = recordPages[kind] ?? pagesOfActions[action];
  return found && allowed(found.action) ? found.path(about) : undefined;
}
