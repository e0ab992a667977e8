// What a partnership's lead finds beside the forms of a booking: whose the sessions are that they can neither move nor cancel.
import { type Element, InsetText } from '../../../shared/ui/index.ts';
import type { Seen } from '../actions/read.ts';
import { isVisit, saidAmong } from '../rules/work.ts';

export function NotTheirs({ booking, notTheirs: { visits, leadsNoLonger } }: Pick<Seen, 'booking' | 'notTheirs'>): Element | null {
  if (leadsNoLonger)
    return <InsetText text="You no longer lead the partnership: whoever leads it by now moves or cancels what its days pay for." />;
  const theirs = booking.sessions.filter((session) => isVisit(session) && visits.includes(session.visit));
  if (theirs.length === 0) return null;
  const named = theirs.map(saidAmong(booking.sessions)).join('; ');
  return (
    <InsetText
      text={`The partnership’s days do not pay for ${theirs.length === 1 ? 'this session' : 'these sessions'}, so that ${booking.schoolName} moves or cancels ${theirs.length === 1 ? 'it' : 'them'}, and not you: ${named}.`}
    />
  );
}
