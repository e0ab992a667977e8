// What is sold, in whose words and at which dated price.
import type { FunctionDeclaration } from './declaration.ts';

export const catalogue = {
  name: 'catalogue',
  routes: {
    'GET /catalogue': { action: 'catalogue:read' },
    'GET /catalogue/{service}': { action: 'catalogue:read' },
    'GET /catalogue/{service}/words': { action: 'catalogue:edit' },
    'POST /catalogue/{service}/words/preview': { action: 'catalogue:edit' },
    'POST /catalogue/{service}/words': { action: 'catalogue:edit' },
    'POST /catalogue/{service}/prices/preview': { action: 'catalogue:edit' },
    'POST /catalogue/{service}/prices/taking-back/preview': { action: 'catalogue:edit' },
    'POST /catalogue/{service}/prices/taking-back': { action: 'catalogue:edit' },
    'POST /catalogue/{service}/prices/ending/preview': { action: 'catalogue:edit' },
    'POST /catalogue/{service}/prices/ending': { action: 'catalogue:edit' },
    'POST /catalogue/{service}/prices': { action: 'catalogue:edit' },
    'POST /catalogue/{service}/withdrawal/preview': { action: 'catalogue:edit' },
    'POST /catalogue/{service}/withdrawal': { action: 'catalogue:edit' },
    'GET /api/catalogue': { action: 'catalogue:read' },
    'GET /api/catalogue/{service}': { action: 'catalogue:read' },
    'POST /api/catalogue/{service}/words': { action: 'catalogue:edit' },
    'POST /api/catalogue/{service}/prices': { action: 'catalogue:edit' },
    'POST /api/catalogue/{service}/prices/taking-back': { action: 'catalogue:edit' },
    'POST /api/catalogue/{service}/prices/ending': { action: 'catalogue:edit' },
    'POST /api/catalogue/{service}/withdrawal': { action: 'catalogue:edit' },
  },
  tasks: ['adopt-services'],
  grants: { table: 'write' },
  memoryMb: 512,
  timeoutSeconds: 15,
} as const satisfies FunctionDeclaration;
