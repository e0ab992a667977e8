// What an action is given and nothing else: who acts, for which council, when, and the table. A host gives each room its clock and its way to call others.
import type { Instant } from './calendar.ts';
import type { CouncilSlug, OfficerId, OrganisationId, PersonId } from './ids.ts';
import type { CouncilTable, TableClient } from './table.ts';

export const roles = [
  'school-booker',
  'school-approver',
  'trust-booker',
  'partnership-lead',
  'officer',
  'catalogue-manager',
  'resource-manager',
  'sip-manager',
  'finance',
  'finance-approver',
  'auditor',
  'council-admin',
] as const;
export type Role = (typeof roles)[number];

/** Whoever works for the council other than by delivering. */
export const councilRoles: readonly Role[] = [
  'catalogue-manager',
  'resource-manager',
  'sip-manager',
  'finance',
  'finance-approver',
  'auditor',
  'council-admin',
];
/** Of them, who sees what is billed and paid. */
export const financeRoles: readonly Role[] = ['finance', 'finance-approver', 'auditor'];
/** Who reads everything that a school, or a trust acting for itself or for one of its schools, may see of its own; and who books. */
export const buyerRoles: readonly Role[] = ['school-booker', 'school-approver', 'trust-booker'];
export const bookerRoles: readonly Role[] = ['school-booker', 'trust-booker'];

/** Whoever acts: a signed-in person, a program with a token, or nobody (no roles), or Daybook itself running a task. */
export type Actor = {
  person: PersonId;
  name: string;
  roles: readonly Role[];
  /** The organisation acted for: a school, a trust, a partnership, another body. Council people have none. */
  organisation?: OrganisationId;
  organisationName?: string;
  /** The trust through which its booker acts for one of its schools. */
  through?: OrganisationId;
  /** The officer the person is, when they deliver. */
  officer?: OfficerId;
  /** There are other organisations this person could act for instead. */
  hasChoice?: true;
  /** A program that came with a bearer token: it has no session and no page. */
  client?: true;
};

export const anonymous: Actor = { person: 'per_anonymous' as PersonId, name: 'Nobody', roles: [] };
export const daybookItself: Actor = { person: 'per_daybook' as PersonId, name: 'Daybook', roles: [] };

/** A council as configured: what is printed on its documents and where its people sign in. No secrets. */
export type Council = {
  slug: CouncilSlug;
  name: string;
  laCode: number;
  addressLines: string[];
  email: string;
  telephone: string;
  vatRegistrationNumber: string;
  bank: { accountName: string; sortCode: string; accountNumber: string };
  /** The first day the ledger may hold entries of; the proof reads from here. */
  ledgerFrom: string;
  /** Where its people sign in: at least one. */
  providers: Provider[];
  /** The council's districts or quadrants, each with the administrative districts of the register that lie in it. */
  districts?: { name: string; covers: string[] }[];
};

/**
 * An OpenID Connect provider that a council trusts, and what its claims look like: DfE Sign-in tells a school's people and its own API tells their roles;
 * Entra tells the council's staff with app roles; `plain` tells who somebody is and nothing else. `roles` maps the provider's words to ours.
 */
export type Provider = {
  /** A word in its address, such as `schools` or `staff`. */
  id: string;
  title: string;
  /** Who should choose it, in a sentence. */
  hint: string;
  shape: 'dfe-sign-in' | 'entra' | 'plain';
  issuer: string;
  clientId: string;
  /** Entra: the only tenant whose people may come in. */
  tenant?: string;
  /** DfE Sign-in: where its API is found and what the service is called there. */
  rolesApi?: { origin: string; serviceId: string };
  roles: Record<string, Role>;
};

export type Logger = {
  info(event: string, fields?: Record<string, unknown>): void;
  error(event: string, fields?: Record<string, unknown>): void;
};

export type Context = { actor: Actor; council: Council; now: Instant; table: CouncilTable; logger: Logger };

/** Environment variables a function was granted by the manifest; no bundle reads process.env. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** A task for a room: what runs without a person. The same shape on both hosts. */
export type TaskEvent = { council: string; task: string; subject?: unknown };

/** An uploaded file as the store knows it: another file under the same key has another mark. `name` is what its sender called it, if that is known. */
export type FileMark = { size: number; mark: string; name?: string };

/** What a host does for a room. `now` may be a demo clock; leases, sign-in and signatures use real time instead. */
export type Host = {
  now(): Instant;
  /** Runs a function's task and answers what it returned. */
  invoke(functionName: string, event: TaskEvent): Promise<unknown>;
  /** Hands a task to a function and does not wait for it. */
  send(functionName: string, event: TaskEvent): Promise<void>;
  /** Rung after each commit: the outbox may have work. On AWS the table's stream is the bell and this does nothing. */
  bell(council: string): void;
  /**
   * Reads an uploaded file as chunks of bytes, from this byte on; throws an error named `NoSuchKey` when there is none. With a mark it reads that very
   * file, and throws an error named `FileChanged` when another stands in its place.
   */
  openFile(key: string, from?: number, mark?: string): AsyncIterable<Uint8Array>;
  /** Which file stands under a key. A form that was sent without choosing a file leaves none. */
  fileMark(key: string): Promise<FileMark | undefined>;
  /**
   * What a page's multipart form needs to send one file (`file`, last) straight to the file store under this key within 15 minutes. The store then
   * sends the browser on (303) to `returnTo`, an address of this deployment, with words of its own added to the query.
   */
  uploadForm(key: string, most: { bytes: number; returnTo: string }): Promise<{ action: string; fields: Record<string, string> }>;
  /**
   * Begins a file of Daybook's own and answers what the beginning is called. It is written in parts of at least 5 MB but the last, each of which may be
   * written again; nothing stands under the key before the end.
   */
  beginFile(key: string): Promise<string>;
  /** Adds a part, counted from 1, and answers a receipt for it. */
  addPart(key: string, begun: string, part: number, bytes: Uint8Array): Promise<string>;
  /** Ends the file: of the parts with these receipts, in order. */
  endFile(key: string, begun: string, receipts: readonly string[]): Promise<void>;
  /** Where whoever is sent there within 15 minutes gets the file, as a download of this name. */
  fileAddress(key: string, name: string): Promise<string>;
  /** Where such a form leads, when that is not here: a route declared `upload` lets its page's forms go there. */
  filesOrigin?: string;
  /** Where the browser finds this deployment, without a trailing slash. */
  origin: string;
  /** True while a demo clock is in charge, so that pages can say so. */
  demo: boolean;
  /** Given by a host or a test that wants to share or watch the client; otherwise a room makes its own. */
  tableClient?: TableClient;
};
