// The identity function.
import { room } from '../../shared/http/room.ts';
import { notifier } from '../../shared/notify.ts';
import { manifest } from '../manifest.ts';
import { pagesWith } from './page/index.ts';
import { invitationRoutes } from './routes/people.ts';
import { routes } from './routes.ts';
import { can } from './rules.ts';
import { signInSecretsSchema } from './schema.ts';
import { findActor } from './store.ts';
import { peopleTasks } from './tasks/people.ts';
import { foundingOf, tasks } from './tasks.ts';

export const create = room(manifest.identity, { findActor, can }, (env, { origin, demo }) => {
  const signInSecrets = signInSecretsSchema.parse(JSON.parse(env.SIGN_IN_SECRETS ?? '{}'));
  const linkKey = env.LINK_KEY ?? '';
  return {
    handlers: { ...routes, ...invitationRoutes(linkKey), ...pagesWith(signInSecrets, linkKey) },
    tasks: { ...tasks, ...peopleTasks({ origin, linkKey, notifier: notifier(env) }) },
    founding: foundingOf(demo),
  };
});
