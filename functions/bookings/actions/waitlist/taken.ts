// Why a session is taken, said to whoever has it already: the same school's own booking, or what is held for its own request.
import { sessionText, timestamp } from '../../../../shared/calendar.ts';
import type { Context } from '../../../../shared/context.ts';
import { type Decision, refuse } from '../../../../shared/decision.ts';
import { takenAt } from '../../../officers/rules.ts';
import { takenSlots } from '../../../officers/store.ts';
import { diaryRange } from '../../rules/delivering.ts';
import type { QuoteCommand } from '../../schema/quotes.ts';

/** The refusal of a session that is taken; when the same school has it already, it says so and names the booking. */
export async function takenBySelf(context: Context, command: QuoteCommand, refused: Decision<never>): Promise<Decision<never>> {
  const diaries = await Promise.all(
    [command, ...(command.also ?? [])].map(async ({ officer, sessions }) => {
      const range = diaryRange(sessions, undefined);
      return { sessions, slots: range ? await takenSlots(context.table, officer, range.from, range.to) : [] };
    }),
  );
  const own = diaries
    .flatMap(({ sessions, slots }) => {
      const taken = takenAt(slots, timestamp(context.now));
      return slots.filter(({ session }) => sessions.includes(session) && taken.has(session));
    })
    .find(({ school }) => school === command.school);
  if (!own) return refused;
  if (own.waiting)
    return refuse('session-taken', `${sessionText(own.session)} is offered to ${own.schoolName} from a waiting list: accept it there.`, {
      field: 'sessions',
      more: { session: own.session, waiting: own.waiting },
    });
  if (own.holdUntil)
    return refuse('session-taken', `${sessionText(own.session)} is held already, for a request of ${own.schoolName}.`, {
      field: 'sessions',
      more: { session: own.session },
    });
  return refuse('session-taken', `You have already booked ${sessionText(own.session)}.`, {
    field: 'sessions',
    more: { session: own.session, booking: own.booking },
  });
}
