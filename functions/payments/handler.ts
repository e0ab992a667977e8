// The payments function: its pages, its API, its signed messages and its tasks behind one door.
import { room } from '../../shared/http/room.ts';
import { can } from '../identity/rules.ts';
import { findActor } from '../identity/store.ts';
import { manifest } from '../manifest.ts';
import { pages } from './page.tsx';
import { routes } from './routes.ts';
import { stripeProviders } from './store/stripe.ts';
import { tasks } from './tasks.ts';

export const create = room(manifest.payments, { findActor, can }, (env) => {
  const cards = stripeProviders(env);
  return { handlers: { ...routes(cards), ...pages(cards) }, tasks: tasks(cards) };
});
