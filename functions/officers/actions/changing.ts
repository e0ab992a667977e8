// A change of an officer's diary is looked at before it is made, and made once. Nothing that is booked or held is written.
import { type CivilDate, dateOf, londonClock, londonDate, parseDate, timestamp } from '../../../shared/calendar.ts';
import { change, once } from '../../../shared/commit.ts';
import type { Context } from '../../../shared/context.ts';
import { accept, type Decision, refuse } from '../../../shared/decision.ts';
import { idSchema, newId } from '../../../shared/ids.ts';
import { canTouch } from '../../identity/rules.ts';
import type { Action } from '../../identity/schema.ts';
import * as rules from '../rules/keeping.ts';
import type { NewOfficer } from '../schema/keeping.ts';
import { type Officer, usualSessionTimes } from '../schema.ts';
import { changedOfficer, freerWrites, getOfficer, newOfficer, skillsOfServices, takenSlots } from '../store.ts';

/** An officer whose diary whoever asks may touch so; anybody else's answers like nobody's, `unknown-officer`. */
export async function officerFor({ table, actor }: Context, right: Action, id: string): Promise<Decision<Officer>> {
  const parsed = idSchema('off').safeParse(id);
  if (!parsed.success || !canTouch(actor, right, { officer: parsed.data })) return refuse('unknown-officer');
  const officer = await getOfficer(table, parsed.data);
  return officer ? accept(officer) : refuse('unknown-officer');
}

export const factsOf = ({ council, now }: Context): rules.Facts => ({
  today: londonDate(now),
  districts: (council.districts ?? []).map(({ name }) => name),
});

const lastDay = parseDate('2099-12-31') as CivilDate;
/** As many as a page shows; the others come once these are dealt with. */
export const mostMisfits = 100;
export type Preview = rules.Kept & { before: Officer; misfits: rules.Misfit[]; more: boolean };

/** What of the diary a change is about that its officer would not come to, or has not the skill for, the first to come first. */
async function withMisfits(context: Context, before: Officer, kept: rules.Kept): Promise<Preview> {
  const { table, now } = context;
  const { over, without } = kept;
  const [slots, skillOf] = await Promise.all([
    over ? takenSlots(table, before.id, dateOf(over.from), over.to ? dateOf(over.to) : lastDay) : [],
    without ? skillsOfServices(table) : undefined,
  ]);
  const at = { clock: londonClock(now), moment: timestamp(now), sessionTimes: usualSessionTimes };
  const found = rules.misfits(kept, slots, at, skillOf);
  return { ...kept, before, misfits: found.slice(0, mostMisfits), more: found.length > mostMisfits };
}

type Decide<Command> = (officer: Officer, command: Command, facts: rules.Facts) => Decision<rules.Kept>;

/** A change of a diary: to look at what it would come to, and to make it. Both refuse what the rule refuses, and `unknown-officer`. */
export function changing<Command>(right: Action, decide: Decide<Command>) {
  const decided = async (context: Context, id: string, command: Command): Promise<Decision<{ before: Officer; kept: rules.Kept }>> => {
    const found = await officerFor(context, right, id);
    if (!found.ok) return found;
    const decision = decide(found.value, command, factsOf(context));
    return decision.ok ? accept({ before: found.value, kept: decision.value }) : decision;
  };
  return {
    async preview(context: Context, id: string, command: Command): Promise<Decision<Preview>> {
      const decision = await decided(context, id, command);
      return decision.ok ? accept(await withMisfits(context, decision.value.before, decision.value.kept)) : decision;
    },
    /** Answers the officer as recorded, and what is booked or held with them to which they will not come. */
    async save(context: Context, id: string, command: Command): Promise<Decision<Preview>> {
      const saved = await change(context, async () => {
        const decision = await decided(context, id, command);
        if (!decision.ok) return decision;
        const { before, kept } = decision.value;
        const { after, freer, audit } = kept;
        const writes = after === before ? [] : [changedOfficer(context.table, after)];
        const offers = freer && writes.length > 0 ? freerWrites(context.table, after, context.now) : [];
        return accept({ writes: [...writes, ...offers], result: decision.value, audit: { ...audit, about: after.id } });
      });
      return saved.ok ? accept(await withMisfits(context, saved.value.before, saved.value.kept)) : saved;
    },
  };
}

/** Adds somebody who delivers; the same key adds nobody twice. Refuses as decideNew() does. */
export const addOfficer = (context: Context, command: NewOfficer): Promise<Decision<Officer>> =>
  once(context, { key: `officer ${context.actor.person} ${command.key}`, payload: command }, async () => {
    const decision = rules.decideNew(newId('off'), command, factsOf(context));
    if (!decision.ok) return decision;
    const officer = decision.value;
    return accept({
      writes: [newOfficer(context.table, officer), ...freerWrites(context.table, officer, context.now)],
      result: officer,
      audit: { action: 'officer:register', about: officer.id },
    });
  });
