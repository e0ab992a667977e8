// Packages and a year’s buy-back: agreements, renewals and notice.
import type { FunctionDeclaration } from './declaration.ts';

export const buyback = {
  name: 'buyback',
  routes: {
    'GET /buyback': { action: 'buyback:read' },
    'GET /buyback/renewals': { action: 'buyback:agree' },
    'GET /buyback/quote': { action: 'buyback:agree' },
    'GET /buyback/agreements': { action: 'buyback:list' },
    'POST /buyback/agreements': { action: 'buyback:agree' },
    'GET /buyback/agreements/{agreement}': { action: 'buyback:read' },
    'GET /buyback/agreements/{agreement}/notice': { action: 'buyback:agree' },
    'POST /buyback/agreements/{agreement}/notice': { action: 'buyback:agree' },
    'POST /buyback/agreements/{agreement}/purchase-order': { action: 'buyback:agree' },
    'POST /buyback/agreements/{agreement}/ending/preview': { action: 'buyback:end' },
    'POST /buyback/agreements/{agreement}/ending': { action: 'buyback:end' },
    'GET /api/buyback/packages': { action: 'buyback:read' },
    'GET /api/buyback/renewals': { action: 'buyback:agree' },
    'POST /api/buyback/quotes': { action: 'buyback:agree' },
    'GET /api/buyback/agreements': { action: 'buyback:read' },
    'POST /api/buyback/agreements': { action: 'buyback:agree' },
    'GET /api/buyback/agreements/{agreement}': { action: 'buyback:read' },
    'POST /api/buyback/agreements/{agreement}/notice': { action: 'buyback:agree' },
    'POST /api/buyback/agreements/{agreement}/purchase-order': { action: 'buyback:agree' },
    'POST /api/buyback/agreements/{agreement}/ending': { action: 'buyback:end' },
  },
  tasks: ['advance-agreements', 'tell-agreement', 'post-agreement'],
  grants: { table: 'write', invoke: ['identity'], secrets: ['quote-key'] },
  memoryMb: 512,
  timeoutSeconds: 60,
} as const satisfies FunctionDeclaration;
