// Asking a route of the authorisation table for what some records name, as a page's form or a program would.
import { type Kind, pathOf, type Records, type Row } from './authorisation.ts';
import type { Reply, Visitor } from './host.ts';

export const isApi = (route: string) => route.includes(' /api/');

/** What is asked of a route with these records, and which of them it names. */
export function asked(route: string, row: Row, records: Records) {
  const named = new Set<Kind>();
  const watched = new Proxy(records, {
    get: (of, kind: Kind) => {
      named.add(kind);
      return of[kind];
    },
  });
  const [method = ''] = route.split(' ');
  const { query = {}, body = {} } = row.sent(watched);
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) for (const one of [value].flat()) search.append(name, String(one));
  const path = `/essex${pathOf(route, watched, row.path)}`.replace(/\/$/, '') + (search.size > 0 ? `?${search}` : '');
  return { method, path, body, named };
}

/** Sends it as a page's form or a program would. */
export function send(who: Visitor, route: string, row: Row, records: Records, authorization?: string): Promise<Reply> {
  const { method, path, body } = asked(route, row, records);
  const api = isApi(route);
  const form = new URLSearchParams();
  for (const [name, value] of Object.entries(body)) for (const one of [value].flat()) form.append(name, String(one));
  return who.send(path, {
    method,
    headers: {
      ...(authorization ? { authorization } : {}),
      ...(api ? { accept: 'application/json' } : { accept: 'text/html', origin: who.origin, 'sec-fetch-site': 'same-origin' }),
      ...(method === 'POST' ? { 'content-type': api ? 'application/json' : 'application/x-www-form-urlencoded' } : {}),
    },
    ...(method === 'POST' ? { body: api ? JSON.stringify(body) : form.toString() } : {}),
  });
}
