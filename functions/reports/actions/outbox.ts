// Messages that did not arrive: listed, sent again, or set aside.
import type { Context } from '../../../shared/context.ts';
import type { Decision } from '../../../shared/decision.ts';
import { type Effect, type EffectName, listStuck, parkEffect, replayEffect } from '../../../shared/outbox.ts';

type Stuck = { parked: Effect[]; late: Effect[] };
export const readStuck = ({ table }: Context): Promise<Stuck> => listStuck(table);

/** Sends a parked message again. Refuses `unknown-effect` and `wrong-state`. */
export const replay = (context: Context, name: EffectName): Promise<Decision<Effect>> => replayEffect(context, name);
/** Sets a waiting message aside, so that those after it go on. Refuses `unknown-effect` and `wrong-state`. */
export const park = (context: Context, name: EffectName): Promise<Decision<Effect>> => parkEffect(context, name);
