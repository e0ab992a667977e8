// The documents function: no routes, no table, no council; its template and fonts stand beside its bundle.
import { toolRoom } from '../../shared/http/room.ts';
import { manifest } from '../manifest.ts';
import { tasksWith } from './tasks.ts';

export const create = toolRoom(manifest.documents, tasksWith(import.meta.dirname));
