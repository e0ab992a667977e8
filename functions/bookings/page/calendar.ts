// A booking's calendar file, as a download: from its page, and by the link in a message, which needs no sign-in.
import type { Context } from '../../../shared/context.ts';
import type { Decision } from '../../../shared/decision.ts';
import type { Handler, Web } from '../../../shared/http.ts';
import { problemPage } from '../../../shared/page.tsx';
import { readCalendar, readLinkedCalendar } from '../actions/calendar.ts';
import { bookingIdFrom } from '../routes.ts';

const answerFile = (context: Context, c: Web, file: Decision<string>): Response | Promise<Response> =>
  file.ok
    ? new Response(file.value, {
        headers: {
          'content-type': 'text/calendar; charset=utf-8',
          'content-disposition': 'attachment; filename="visits.ics"',
        },
      })
    : problemPage(c, context, file.refusal);

export const calendarPages = (signingKey: string) =>
  ({
    'GET /bookings/calendars/{calendar}': async (context, c) => {
      const { origin } = c.get('host');
      return answerFile(context, c, await readLinkedCalendar(context, { origin, signingKey }, c.req.param('calendar')));
    },
    'GET /bookings/{booking}/calendar': async (context, c) => {
      const id = bookingIdFrom(c.req.param('booking'));
      return answerFile(context, c, id.ok ? await readCalendar(context, c.get('host').origin, id.value) : id);
    },
  }) satisfies Record<string, Handler>;
