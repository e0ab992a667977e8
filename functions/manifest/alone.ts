// The functions nobody visits: the host and other functions call them, by the names of their tasks.
import type { FunctionDeclaration } from './declaration.ts';

export const outbox = {
  name: 'outbox',
  routes: {},
  tasks: ['deliver'],
  grants: { table: 'write', invoke: ['bookings', 'buyback', 'entitlements', 'identity', 'payments'] },
  memoryMb: 256,
  timeoutSeconds: 60,
} as const satisfies FunctionDeclaration;

export const nightly = {
  name: 'nightly',
  routes: {},
  tasks: ['seal'],
  grants: { table: 'write' },
  memoryMb: 512,
  timeoutSeconds: 300,
} as const satisfies FunctionDeclaration;

export const worker = {
  name: 'worker',
  routes: {},
  tasks: ['work', 'catch-up'],
  grants: { table: 'write', invoke: ['entitlements', 'invoicing', 'reports', 'schools', 'worker'] },
  memoryMb: 256,
  timeoutSeconds: 900,
  recurses: true,
} as const satisfies FunctionDeclaration;

export const documents = {
  name: 'documents',
  routes: {},
  tasks: ['render'],
  grants: {},
  memoryMb: 1024,
  timeoutSeconds: 30,
  architecture: 'x86_64',
} as const satisfies FunctionDeclaration;
