// What payments does without a person: settle a session that a message spoke of, and look again at what should have been heard of.
import type { Task } from '../../shared/http.ts';
import { settleSession, sweep } from './actions/settle.ts';
import type { CardProviders } from './schema/card.ts';
import { settleSubject } from './schema.ts';

export const tasks = (cards: CardProviders): Record<'settle' | 'sweep', Task> => ({
  settle: async (context, subject) => {
    const { payload } = settleSubject.parse(subject);
    const provider = cards(context.council.slug);
    const settled = provider && (await settleSession(context, provider, payload.session));
    if (settled?.ok) return { outcome: settled.value.outcome };
    // The outbox tries again later, and shows the refusal's name meanwhile.
    throw Object.assign(new Error('the session could not be settled'), { name: settled?.refusal.name ?? 'card-service-unavailable' });
  },
  sweep: async (context) => {
    const provider = cards(context.council.slug);
    return provider ? sweep(context, provider) : { looked: 0, finished: 0, recovered: 0 };
  },
});
