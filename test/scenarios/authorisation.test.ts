// The authorisation matrix: every route of the manifest, asked by every role, for what is its own, a sibling's and another council's, and by people who are
// not signed in here. What is expected is the table written by hand in test/authorisation.ts. What is not somebody's answers exactly like what does not
// exist, and none of it changes anything.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { functions } from '../../functions/manifest.ts';
import { refusals } from '../../shared/problem.ts';
import { asked, isApi, send } from '../asking.ts';
import { type Kind, kinds, type Records, type Row, reach, table } from '../authorisation.ts';
import { buildWorld, type Knocker, type World } from '../authorisation-world.ts';
import { changedKeys, tableDump } from '../bookings.ts';
import { nameOf } from '../counter.ts';
import type { Reply } from '../host.ts';

let world: World;
let checked = 0;
beforeAll(async () => {
  world = await buildWorld();
}, 300_000);
afterAll(async () => {
  console.log(JSON.stringify({ event: 'authorisation-matrix', routes: Object.keys(table).length, combinations: checked }));
  await world?.host.stop();
});

type Probe = { route: string; row: Row; knocker: Knocker };
const declared = functions.flatMap(({ routes }) => Object.keys(routes));
const rows = Object.entries(table).flatMap(([route, of]) => [of].flat().map((row) => ({ route, row })));
async function ask({ route, row, knocker }: Probe, records: Records): Promise<Reply> {
  checked += 1;
  const who = await world.askedBy(knocker, route, row);
  return send(who, route, row, records, knocker.authorization);
}

/** An answer without what differs from one asking to the next: the identifiers asked for, and the keys that forms carry against sending twice. */
function plain(reply: Reply, records: Records): string {
  const texts = kinds.flatMap((kind) => {
    const id = records[kind];
    const bare = id.replace(/^(sch|trs)_/, '');
    return [id, encodeURIComponent(id), encodeURIComponent(encodeURIComponent(id)), bare];
  });
  let text = [reply.status, reply.headers.get('content-type'), reply.headers.get('location'), reply.body].join('\n');
  for (const each of [...new Set(texts)].sort((a, b) => b.length - a.length)) if (each !== 'council') text = text.replaceAll(each, '*');
  return text.replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}/g, '*').replaceAll(/name="(id|policy)" value="[^"]+"/g, '*');
}

/** Where two answers begin to differ. */
function difference(one: string, other: string): string {
  let at = 0;
  while (one[at] === other[at] && at < one.length) at++;
  return [one, other].map((text) => JSON.stringify(text.slice(Math.max(0, at - 40), at + 80))).join(' / ');
}

type Outcome = 'allowed' | 'hidden' | 'not-allowed' | 'sign-in' | 'public';
/** What the table says of somebody and their own, or somebody else's of the same council. */
function expected({ route, row, knocker }: Probe, whose: 'own' | 'sibling' | 'foreign'): Outcome {
  const { who, touches } = row;
  if (who === 'signature') return 'public';
  if (who === 'everybody') return whose === 'foreign' ? 'hidden' : touches === 'anybody' ? 'allowed' : 'public';
  // A token opens the API and no page.
  if (knocker.authorization && !isApi(route)) return 'sign-in';
  if (!knocker.role || !who.includes(knocker.role)) return 'not-allowed';
  if (whose === 'foreign') return 'hidden';
  if (touches === 'nobody' || touches === 'anybody' || knocker.standing === 'council') {
    return touches === 'choice' && whose === 'sibling' ? 'hidden' : 'allowed';
  }
  const how = reach[touches][knocker.standing];
  return how === 'any' || (how === 'own' && whose === 'own') ? 'allowed' : 'hidden';
}

const told = (reply: Reply) => `${reply.status} ${nameOf(reply)} ${reply.headers.get('location') ?? ''}`;
/** Why an answer is not what it should be, or nothing. */
function fault(route: string, reply: Reply, outcome: Outcome): string | undefined {
  const { status } = reply;
  const signIn = route.startsWith('GET ') && !isApi(route);
  const good = {
    allowed: status < 500 && ![401, 403, 404].includes(status) && !reply.location?.includes('/identity/sign-in'),
    public: status < 500 && status !== 401 && status !== 403,
    'not-allowed': status === 403 && (!isApi(route) || nameOf(reply) === 'not-allowed'),
    'sign-in': signIn ? status === 303 && !!reply.location?.startsWith('/essex/identity/sign-in?return=') : status === 401,
    hidden: true,
  }[outcome];
  return good ? undefined : `${outcome} expected, ${told(reply)}`;
}

/** Does a list of things a few at a time and gathers what is wrong. */
async function each<T>(
  list: readonly T[],
  lanes: number,
  check: (one: T) => Promise<string | readonly string[] | undefined>,
): Promise<string[]> {
  const faults: string[] = [];
  const left = [...list];
  const lane = async () => {
    for (let one = left.shift(); one !== undefined; one = left.shift()) faults.push(...[(await check(one)) ?? []].flat());
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  return faults.sort();
}

const probes = (): Probe[] =>
  rows.flatMap(({ route, row }) =>
    world.knockers.filter(({ role }) => !row.only || (role && row.only.includes(role))).map((knocker) => ({ route, row, knocker })),
  );
const name = ({ route, row, knocker }: Probe) => `${knocker.name} ${route}${row.only ? ' (also)' : ''}`;
const names = (route: string, row: Row, records: Records) => asked(route, row, records).named;

/** What is not theirs, beside what does not exist: another's of the council, another council's, and each of those alone among what is their own. */
async function hiddenFaults(probe: Probe): Promise<string[]> {
  const { route, row, knocker } = probe;
  const faults: string[] = [];
  const named = [...names(route, row, knocker.own)];
  // A list of another's is asked for by whoever may have none: it names nothing.
  const whose = (['own', 'sibling', 'foreign'] as const).filter(
    (each) => expected(probe, each) === 'hidden' && (each === 'own' || named.length > 0),
  );
  if (whose.length === 0) return faults;
  const none = await ask(probe, world.unknown);
  const hidden = (knocker.standing === 'council' ? row.council : undefined) ?? row.hidden;
  const entry = typeof hidden === 'string' ? refusals[hidden as keyof typeof refusals] : undefined;
  if (none.status !== (entry?.status ?? hidden) || (entry && isApi(route) && nameOf(none) !== hidden))
    faults.push(`${name(probe)}: what does not exist should be ${hidden}, is ${told(none)}`);
  const alike = async (what: string, records: Records, unknown = world.unknown, base = none) => {
    const reply = await ask(probe, records);
    if (plain(reply, records) === plain(base, unknown)) return;
    faults.push(
      `${name(probe)}: ${what} is told apart from what does not exist: ${told(reply)} and ${told(base)}; ${difference(plain(reply, records), plain(base, unknown))}`,
    );
  };
  const sets = { own: knocker.own, sibling: knocker.sibling, foreign: world.foreign };
  // What a trust's booker could act for is theirs: a command that names it while they act for the other side says so, and nothing else of it.
  const elsewhere = knocker.standing === 'trust' || knocker.standing === 'through' ? row.elsewhere : undefined;
  for (const each of whose) {
    if (each !== 'own' || !elsewhere) {
      await alike(each, sets[each]);
      continue;
    }
    const reply = await ask(probe, sets.own);
    if (reply.status !== refusals[elsewhere].status || (isApi(route) && nameOf(reply) !== elsewhere))
      faults.push(`${name(probe)}: what they could act for should be ${elsewhere}, is ${told(reply)}`);
  }
  if (named.length > 1)
    for (const kind of named) {
      const unknown = { ...knocker.own, [kind]: world.unknown[kind] };
      await alike(`foreign ${kind}`, { ...knocker.own, [kind]: world.foreign[kind] }, unknown, await ask(probe, unknown));
    }
  return faults;
}

const quietly = (key: string) => !/#(SESSION|SIGNIN|THROUGH)#| sessions$/.test(key);
const councils = ['essex', 'rivermouth'];
const dumps = () =>
  Promise.all(councils.map((council) => tableDump(world.host.tableOf(council).client, world.host.table.TABLE_NAME, council)));
async function changesSince(before: readonly Map<string, string>[]): Promise<string[]> {
  const after = await dumps();
  return after.flatMap((dump, i) => changedKeys(before[i] ?? new Map(), dump)).filter(quietly);
}

describe('the table', () => {
  test('has every route of the manifest, and no other', () => {
    expect(Object.keys(table).filter((route) => !declared.includes(route))).toEqual([]);
    expect(declared.filter((route) => !(route in table))).toEqual([]);
  });

  test('is asked by somebody of every role, and something is allowed to each', () => {
    const held = new Set(world.knockers.flatMap(({ role }) => role ?? []));
    expect(held.size).toBe(12);
    for (const knocker of world.knockers.filter(({ role }) => role))
      expect(rows.some(({ route, row }) => expected({ route, row, knocker }, 'own') === 'allowed')).toBe(true);
  });
});

describe('what nobody may do', () => {
  let before: Map<string, string>[] = [];
  beforeAll(async () => {
    // What runs by the clock has run: nothing but the asking can change anything from here on.
    for (const council of councils) await world.host.invoke('worker', { council, task: 'catch-up' });
    await world.host.quiet();
    before = await dumps();
  });

  test('is asked for at the door by whoever is not signed in, here or at all', async () => {
    const nobody = { name: 'nobody', visitor: world.host.visitor() };
    const callers = [nobody, ...world.outsiders];
    const list = callers.flatMap((caller) =>
      rows.filter(({ row }) => Array.isArray(row.who) && !row.only).map(({ route, row }) => ({ route, row, caller })),
    );
    const [first] = world.knockers;
    if (!first) throw new Error('nobody knocks');
    const faults = await each(list, 6, async ({ route, row, caller }) => {
      const sets = names(route, row, first.own).size > 0 && caller === nobody ? [first.own, first.sibling, world.foreign] : [first.own];
      const shut: string[] = [];
      for (const records of sets) shut.push(fault(route, await send(caller.visitor, route, row, records), 'sign-in') ?? '');
      checked += sets.length;
      return shut.filter(Boolean).map((text) => `${caller.name} ${route}: ${text}`);
    });
    expect(faults).toEqual([]);
  }, 300_000);

  test('is refused to whoever has not the role, whatever it names', async () => {
    const faults = await each(probes(), 6, async (probe) => {
      const outcome = expected(probe, 'own');
      if (outcome !== 'not-allowed' && outcome !== 'sign-in') return undefined;
      const { own, sibling } = probe.knocker;
      const sets = names(probe.route, probe.row, own).size > 0 ? [own, sibling, world.foreign] : [own];
      const replies: string[] = [];
      for (const records of sets) replies.push(fault(probe.route, await ask(probe, records), outcome) ?? '');
      return replies.filter(Boolean).map((text) => `${name(probe)}: ${text}`);
    });
    expect(faults).toEqual([]);
  }, 300_000);

  test('answers like what does not exist, where the role would do and the record is another’s', async () => {
    const faults = await each(probes(), 6, async (probe) => {
      const outcomes = (['own', 'sibling', 'foreign'] as const).map((whose) => expected(probe, whose));
      return outcomes.includes('hidden') ? hiddenFaults(probe) : undefined;
    });
    expect(faults).toEqual([]);
  }, 300_000);

  test('has changed nothing', async () => {
    await world.host.quiet();
    expect(await changesSince(before)).toEqual([]);
  });
});

describe('what somebody may do', () => {
  /** What only its owner and the council see. */
  const secrets: readonly Kind[] = ['attempt', 'booking', 'noted', 'document', 'invitation', 'client', 'token', 'secret'];

  test('is done, and tells nothing of another’s', async () => {
    const allowed = probes().filter((probe) => ['allowed', 'public'].includes(expected(probe, 'own')));
    const check = async (probe: Probe) => {
      const { route, row, knocker } = probe;
      const faults: string[] = [];
      const sets = [
        knocker.own,
        ...(names(route, row, knocker.own).size > 0 && expected(probe, 'sibling') === 'allowed' ? [knocker.sibling] : []),
      ];
      for (const records of sets) {
        const reply = await ask(probe, records);
        const wrong = fault(route, reply, expected(probe, 'own'));
        if (wrong) faults.push(`${name(probe)}: ${wrong}`);
        const others =
          knocker.standing === 'council' ? [] : secrets.filter((kind) => !Object.values(knocker.own).includes(knocker.sibling[kind]));
        for (const kind of others)
          if (records === knocker.own && reply.body.includes(knocker.sibling[kind]))
            faults.push(`${name(probe)}: tells a sibling’s ${kind}`);
        for (const kind of kinds)
          if (kind !== 'choice' && reply.body.includes(world.foreign[kind]))
            faults.push(`${name(probe)}: tells the other council’s ${kind}`);
      }
      return faults;
    };
    // First what only looks, then what changes things, one after the other.
    const looking = await each(
      allowed.filter(({ route }) => route.startsWith('GET ')),
      4,
      check,
    );
    const changing = await each(
      allowed.filter(({ route }) => !route.startsWith('GET ')),
      1,
      check,
    );
    expect([...looking, ...changing]).toEqual([]);
  }, 300_000);
});
