// The world of the authorisation test: two councils with a record of every kind for two owners, made through tasks and the API as people make them, and
// somebody of every role at the door.
import { demoCouncils } from '../infra/local/demo/councils.ts';
import type { CivilDate } from '../shared/calendar.ts';
import type { Role } from '../shared/context.ts';
import { kinds, type Records, type Row, type Standing } from './authorisation.ts';
import { madeAfterwards } from './authorisation-world/afterwards.ts';
import { knockersAt, programAt } from './authorisation-world/knockers.ts';
import { bookingsMade, groupsMade, restMade } from './authorisation-world/made.ts';
import { nobodys } from './authorisation-world/nobodys.ts';
import { everybodySignedIn } from './authorisation-world/people.ts';
import { ownedRecords } from './authorisation-world/records.ts';
import { askedBy, outsidersAt } from './authorisation-world/sessions.ts';
import { Counter } from './counter.ts';
import { startHost, type TestHost, type Visitor } from './host.ts';
import { later, start } from './office.ts';

/** Somebody at essex's door: what they hold, and what of the same kind is another's. */
export type Knocker = {
  name: string;
  /** Nobody's, for somebody who is signed in and may do nothing. */
  role: Role | undefined;
  standing: Standing;
  visitor: Visitor;
  /** A program: what it sends instead of a cookie. */
  authorization?: string;
  own: Records;
  sibling: Records;
};

export type World = {
  host: TestHost;
  knockers: readonly Knocker[];
  /** People of the other council by role, whose cookie is held out at essex under both names. */
  outsiders: readonly { name: string; visitor: Visitor }[];
  /** What the other council keeps, and what nobody keeps. */
  foreign: Records;
  unknown: Records;
  /** Whom to ask a route by: where it ends or changes a session, the same session again under a cookie of its own. */
  askedBy(knocker: Knocker, route: string, row: Row): Promise<Visitor>;
};

/** With `wire`, everybody asks over real connections. */
export async function buildWorld({ wire = false } = {}): Promise<World> {
  const host = await startHost({ at: `${start}T08:00:00Z`, councils: demoCouncils, wire });
  try {
    return await build(host);
  } catch (error) {
    await host.stop();
    throw error;
  }
}

async function build(host: TestHost): Promise<World> {
  const everybody = await everybodySignedIn(host);
  const groups = await groupsMade(everybody);
  const bookings = await bookingsMade(everybody);
  const rest = await restMade(everybody, groups, bookings);
  const afterwards = await madeAfterwards(host, everybody, groups, bookings);
  const all = { everybody, groups, bookings, rest, afterwards };
  const desk = new Counter(host, later as CivilDate, 'essex');
  const owned = await ownedRecords(host, desk, all);
  const { A, B, T, foreign } = owned;
  for (const kind of kinds) if (!A[kind] || !B[kind] || !T[kind] || !foreign[kind]) throw new Error(`the world has no ${kind}`);
  return {
    host,
    knockers: [...(await knockersAt(host, all, owned)), await programAt(host, desk, everybody, owned)],
    outsiders: await outsidersAt(host),
    foreign,
    unknown: nobodys(),
    askedBy: (knocker, route, row) => askedBy(host, knocker, route, row),
  };
}
