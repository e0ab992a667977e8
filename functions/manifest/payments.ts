// Card payments, Stripe’s messages and what could not be matched.
import type { FunctionDeclaration } from './declaration.ts';

export const payments = {
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
} as const satisfies FunctionDeclaration;
