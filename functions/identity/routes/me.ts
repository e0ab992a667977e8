// The JSON view of whoever is asking.
import { accept } from '../../../shared/decision.ts';
import { answer, type Handler } from '../../../shared/http.ts';

export const me = {
  'GET /api/identity/me': (context, c) =>
    answer(c, accept(context), ({ actor, council }) => ({ ...actor, council: { slug: council.slug, name: council.name } })),
} satisfies Record<string, Handler>;
