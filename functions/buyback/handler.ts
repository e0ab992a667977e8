// The buyback function.
import { room } from '../../shared/http/room.ts';
import { can } from '../identity/rules.ts';
import { findActor } from '../identity/store.ts';
import { manifest } from '../manifest.ts';
import { pagesWith } from './page/index.tsx';
import { routesWith } from './routes.ts';
import { tasksWith } from './tasks.ts';

export const create = room(manifest.buyback, { findActor, can }, (env, host) => {
  const signingKey = env.QUOTE_KEY;
  if (!signingKey) throw new Error('buyback needs QUOTE_KEY, the key that quotes are signed with');
  return { handlers: { ...routesWith(signingKey), ...pagesWith(signingKey) }, tasks: tasksWith(host) };
});
