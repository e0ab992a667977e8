// The way from a booking or a request to the order for several schools that it is a part of.
import type { Context } from '../../../../shared/context.ts';
import type { Element } from '../../../../shared/ui/index.ts';
import { LinkLine } from '../../../../shared/ui/index.ts';
import { can } from '../../../identity/rules.ts';
import { ordererOf } from '../../actions/orders/order-parts.ts';

/** The order that a booking or a request is a part of, for whoever may read that. */
export const OrderLink = ({ context, order }: { context: Context; order: { id: string; by?: string } | undefined }): Element | null => {
  const own = ordererOf(context);
  if (!order || !can(context.actor, 'order:read') || (own !== undefined && own !== order.by)) return null;
  return (
    <LinkLine href={`/${context.council.slug}/bookings/orders/${order.id}`} text="The order for several schools that this is a part of" />
  );
};
