// The one list: each function, its routes with the action that guards them, its tasks, schedules and grants. Both hosts read it and know nothing else.
import type { RoomDeclaration } from '../shared/http.ts';
import type { Action } from './identity/schema.ts';

/** What a function may touch besides answering: least privilege on AWS, the only variables it is given locally. */
export type Grants = {
  table?: 'read' | 'write';
  /** Functions whose tasks it may invoke. */
  invoke?: readonly string[];
  /** Secrets it may read: each becomes one environment variable. */
  secrets?: readonly ('quote-key' | 'sign-in' | 'stripe')[];
  files?: 'read' | 'write';
};

export type FunctionDeclaration = RoomDeclaration<Action> & {
  grants: Grants;
  memoryMb: number;
  timeoutSeconds: number;
  architecture?: 'arm64' | 'x86_64';
  /** It sends itself events on purpose, one after the other; AWS would otherwise break the chain after about sixteen. */
  recurses?: true;
};

export const manifest = {
  identity: {
    name: 'identity',
    routes: {
      'GET /identity/sign-in': { action: 'public' },
      'GET /identity/callback': { action: 'public' },
      'POST /identity/sign-out': { action: 'public' },
      'GET /identity/signed-out': { action: 'public' },
      'GET /api/identity/me': { action: 'me:read' },
    },
    tasks: ['register-person'],
    grants: { table: 'write', secrets: ['sign-in'] },
    memoryMb: 512,
    timeoutSeconds: 15,
  },
  catalogue: {
    name: 'catalogue',
    routes: {
      'GET /catalogue': { action: 'catalogue:read' },
      'GET /catalogue/{service}': { action: 'catalogue:read' },
      'POST /catalogue/{service}/prices': { action: 'catalogue:edit' },
      'POST /catalogue/{service}/withdrawal': { action: 'catalogue:edit' },
      'GET /api/catalogue': { action: 'catalogue:read' },
      'GET /api/catalogue/{service}': { action: 'catalogue:read' },
      'POST /api/catalogue/{service}/prices': { action: 'catalogue:edit' },
      'POST /api/catalogue/{service}/withdrawal': { action: 'catalogue:edit' },
    },
    tasks: ['adopt-services'],
    grants: { table: 'write' },
    memoryMb: 512,
    timeoutSeconds: 15,
  },
  schools: {
    name: 'schools',
    routes: {
      'GET /schools': { action: 'school:search' },
      'GET /schools/{school}': { action: 'school:read' },
      'GET /api/schools': { action: 'school:search' },
      'GET /api/schools/{school}': { action: 'school:read' },
    },
    tasks: ['import-gias'],
    grants: { table: 'write', files: 'read' },
    memoryMb: 1024,
    timeoutSeconds: 900,
  },
  officers: {
    name: 'officers',
    routes: {
      'GET /officers': { action: 'officer:read' },
      'GET /officers/{officer}': { action: 'officer:read' },
      'GET /api/officers': { action: 'officer:read' },
      'GET /api/officers/{officer}': { action: 'officer:read' },
      'GET /api/officers/{officer}/free-sessions': { action: 'free-sessions:read' },
    },
    tasks: ['register-officer'],
    grants: { table: 'write' },
    memoryMb: 512,
    timeoutSeconds: 15,
  },
  entitlements: {
    name: 'entitlements',
    routes: {
      'GET /entitlements/vacancies': { action: 'vacancy:read' },
      'POST /entitlements/vacancies': { action: 'vacancy:record' },
      'POST /entitlements/vacancies/{school}/{vacancy}/closing': { action: 'vacancy:record' },
      'GET /entitlements/statements/{school}': { action: 'statement:read' },
      'GET /api/entitlements/vacancies': { action: 'vacancy:read' },
      'POST /api/entitlements/vacancies': { action: 'vacancy:record' },
      'POST /api/entitlements/vacancies/{school}/{vacancy}/closing': { action: 'vacancy:record' },
      'GET /api/entitlements/statements/{school}': { action: 'statement:read' },
    },
    tasks: ['publish-policy'],
    grants: { table: 'write' },
    memoryMb: 512,
    timeoutSeconds: 15,
  },
  bookings: {
    name: 'bookings',
    routes: {
      'GET /bookings': { action: 'booking:read' },
      'GET /bookings/new': { action: 'quote:make' },
      'GET /bookings/quote': { action: 'quote:make' },
      'POST /bookings': { action: 'booking:confirm' },
      'GET /bookings/diary': { action: 'diary:read' },
      'GET /bookings/{booking}': { action: 'booking:read' },
      'POST /bookings/{booking}/deliveries': { action: 'visit:deliver' },
      'POST /bookings/{booking}/cancellations': { action: 'booking:cancel' },
      'GET /api/bookings': { action: 'booking:read' },
      'POST /api/bookings/quotes': { action: 'quote:make' },
      'POST /api/bookings': { action: 'booking:confirm' },
      'GET /api/bookings/diary': { action: 'diary:read' },
      'GET /api/bookings/{booking}': { action: 'booking:read' },
      'POST /api/bookings/{booking}/deliveries': { action: 'visit:deliver' },
      'POST /api/bookings/{booking}/cancellations': { action: 'booking:cancel' },
    },
    tasks: [],
    grants: { table: 'write', secrets: ['quote-key'] },
    memoryMb: 1024,
    timeoutSeconds: 15,
  },
  invoicing: {
    name: 'invoicing',
    routes: {
      'GET /invoicing/runs': { action: 'run:read' },
      'POST /invoicing/runs': { action: 'run:make' },
      'GET /invoicing/runs/{run}': { action: 'run:read' },
      'POST /invoicing/runs/{run}/commitment': { action: 'run:make' },
      'GET /invoicing/documents': { action: 'document:read' },
      'GET /invoicing/documents/{document}': { action: 'document:read' },
      'GET /invoicing/documents/{document}/pdf': { action: 'document:read' },
      'GET /invoicing/journals': { action: 'journal:export' },
      'GET /invoicing/journals/export': { action: 'journal:export' },
      'POST /invoicing/documents/{document}/posting': { action: 'journal:post' },
      'GET /api/invoicing/runs': { action: 'run:read' },
      'POST /api/invoicing/runs': { action: 'run:make' },
      'GET /api/invoicing/runs/{run}': { action: 'run:read' },
      'POST /api/invoicing/runs/{run}/commitment': { action: 'run:make' },
      'GET /api/invoicing/documents': { action: 'document:read' },
      'GET /api/invoicing/documents/{document}': { action: 'document:read' },
      'GET /api/invoicing/journals': { action: 'journal:export' },
      'POST /api/invoicing/documents/{document}/posting': { action: 'journal:post' },
    },
    tasks: ['advance-run'],
    grants: { table: 'write', invoke: ['documents', 'worker'] },
    memoryMb: 1024,
    timeoutSeconds: 300,
  },
  payments: {
    name: 'payments',
    routes: {
      'POST /payments/documents/{document}/attempts': { action: 'payment:make' },
      'GET /payments/attempts/{attempt}': { action: 'payment:read' },
      'GET /payments/attempts/{attempt}/return': { action: 'payment:read' },
      'GET /payments/documents/{document}': { action: 'payment:read' },
      'GET /payments/suspense': { action: 'suspense:read' },
      'POST /payments/webhooks/stripe': { action: 'signed-message' },
      'POST /api/payments/documents/{document}/attempts': { action: 'payment:make' },
      'GET /api/payments/attempts/{attempt}': { action: 'payment:read' },
      'GET /api/payments/documents/{document}': { action: 'payment:read' },
      'GET /api/payments/suspense': { action: 'suspense:read' },
    },
    tasks: ['settle', 'sweep'],
    grants: { table: 'write', secrets: ['stripe'] },
    memoryMb: 512,
    timeoutSeconds: 28,
  },
  reports: {
    name: 'reports',
    routes: {
      'GET /': { action: 'home:read' },
      'GET /accessibility': { action: 'public' },
      'GET /reports/proof': { action: 'proof:read' },
      'POST /reports/proof': { action: 'proof:run' },
      'GET /reports/outbox': { action: 'outbox:read' },
      'POST /reports/outbox/replay': { action: 'outbox:mend' },
      'POST /reports/outbox/parking': { action: 'outbox:mend' },
      'GET /api/reports/proof': { action: 'proof:read' },
      'POST /api/reports/proof': { action: 'proof:run' },
      'GET /api/reports/outbox': { action: 'outbox:read' },
    },
    tasks: ['prove'],
    grants: { table: 'write', invoke: ['worker'] },
    memoryMb: 1024,
    timeoutSeconds: 300,
  },
  outbox: {
    name: 'outbox',
    routes: {},
    tasks: ['deliver'],
    grants: { table: 'write', invoke: ['payments'] },
    memoryMb: 256,
    timeoutSeconds: 60,
  },
  worker: {
    name: 'worker',
    routes: {},
    tasks: ['work', 'catch-up'],
    grants: { table: 'write', invoke: ['invoicing', 'reports', 'worker'] },
    memoryMb: 256,
    timeoutSeconds: 900,
    recurses: true,
  },
  documents: {
    name: 'documents',
    routes: {},
    tasks: ['render'],
    grants: {},
    memoryMb: 1024,
    timeoutSeconds: 30,
    architecture: 'x86_64',
  },
} as const satisfies Record<string, FunctionDeclaration>;

export type FunctionName = keyof typeof manifest;
export const functions = Object.values(manifest) as readonly FunctionDeclaration[];

/** What runs by the clock: each once per council. */
export const schedules = [
  { name: 'lost-bell', everyMinutes: 1, function: 'outbox', task: 'deliver' },
  { name: 'lost-slice', everyMinutes: 1, function: 'worker', task: 'catch-up' },
  { name: 'lost-webhook', everyMinutes: 5, function: 'payments', task: 'sweep' },
] as const satisfies readonly { name: string; everyMinutes: number; function: FunctionName; task: string }[];
