// Who delivers, and when they are free.
import type { FunctionDeclaration } from './declaration.ts';

export const officers = {
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
} as const satisfies FunctionDeclaration;
