// That a quote is more than whoever books may commit to: who approves it and until when it is held, or why it cannot be asked for.
import { momentText } from '../../../shared/calendar.ts';
import { formatPence } from '../../../shared/money.ts';
import { faultsOf } from '../../../shared/page.tsx';
import { type Element, InsetText, WarningText } from '../../../shared/ui/index.ts';
import type { OverLimit } from '../actions/quote.ts';

type Props = {
  over: OverLimit;
  grossPence: number;
  /** Whether something of it is free by an allocation, which is not held. */
  drawsFreeDays: boolean;
  /** Of an order the bookings of several schools are asked for, each by itself. */
  several?: boolean;
};

export function OverLimitText({ over, grossPence, drawsFreeDays, several = false }: Props): Element {
  const { mostPence } = over;
  const why =
    mostPence !== null && grossPence > mostPence
      ? `${several ? 'Together it' : 'It'} is over your limit of ${formatPence(mostPence)}: it comes to ${formatPence(grossPence)}.`
      : 'Every booking of yours is approved first.';
  if ('refusal' in over) return <WarningText text={`${why} ${faultsOf(over.refusal)[0]?.text ?? ''}`} />;
  return (
    <InsetText>
      {why} {several ? 'Each school’s booking' : 'It'} goes to {over.approvers.join(' or ')} for approval, and the sessions are held for you
      until {momentText(over.holdUntil)}.
      {drawsFreeDays && ' The free days are not held: what it comes to is worked out again when it is approved.'}
    </InsetText>
  );
}
