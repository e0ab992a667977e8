// Those who do in the demonstration what its people would, each through their own sign-in and the JSON API. Throws on anything that is refused.
import { addDays, type CivilDate, type SessionKey } from '../../../shared/calendar.ts';
import { Visitor } from '../visitor.ts';

export type Doers = {
  /** Signs somebody in, at most once. */
  as(person: string): Promise<Visitor>;
  /** Sends a body to the API, or only asks where there is none. */
  does<T = { id: string }>(person: string, path: string, body?: object): Promise<T>;
  /** The sessions an officer has free, as somebody sees them: of sixty days unless it is said to which date. */
  freeOf(person: string, officer: string, from: CivilDate, to?: CivilDate): Promise<SessionKey[]>;
  /** Takes a quote and confirms it, with the number of an order where it costs anything. */
  books(person: string, asked: object, purchaseOrder: string): Promise<{ booking: string }>;
};

export function doers(origin: string, council: string): Doers {
  const signedIn = new Map<string, Promise<Visitor>>();
  const as = (person: string): Promise<Visitor> => {
    const visitor = signedIn.get(person) ?? new Visitor(origin).signIn(council, person);
    signedIn.set(person, visitor);
    return visitor;
  };
  const does = async <T = { id: string }>(person: string, path: string, body?: object): Promise<T> => {
    const reply = await (await as(person)).json(`/${council}/api${path}`, body);
    if (reply.status >= 300) throw new Error(`${reply.url}: ${reply.status} ${reply.body.slice(0, 500)}`);
    return reply.data<T>();
  };
  return {
    as,
    does,
    async freeOf(person, officer, from, to = addDays(from, 60)) {
      const path = `/officers/${officer}/free-sessions?${new URLSearchParams({ from, to })}`;
      return (await does<{ sessions: SessionKey[] }>(person, path)).sessions;
    },
    async books(person, asked, purchaseOrder) {
      const { token, netPence } = await does<{ token: string; netPence: number }>(person, '/bookings/quotes', asked);
      return does(person, '/bookings', { token, ...(netPence > 0 ? { purchaseOrder } : {}) });
    },
  };
}
