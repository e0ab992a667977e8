// The outbox on both hosts: it has no pages, so its gate finds nobody and lets nobody in.
import { room } from '../../shared/http/room.ts';
import { manifest } from '../manifest.ts';
import { tasks } from './tasks.ts';

const nobody = { findActor: async () => undefined, can: () => false };

export const create = room(manifest.outbox, nobody, (_env, host) => ({ handlers: {}, tasks: tasks(host) }));
