// The home page of a school with 2,000 bookings through the built reports function, against a page that reads nothing; and the largest home page there is, as a
// browser fetches it: compressed, with its styles and its script.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { slotOf } from '../../functions/bookings/rules/life.ts';
import type { Booking } from '../../functions/bookings/schema.ts';
import { confirmationWrites } from '../../functions/bookings/store.ts';
import { buildDirectory } from '../../infra/bundle.ts';
import { addDays, type CivilDate, isWorkingDay, type SessionKey } from '../../shared/calendar.ts';
import { commit } from '../../shared/commit.ts';
import { type Role, roles } from '../../shared/context.ts';
import type { BookingId, OfficerId } from '../../shared/ids.ts';
import { academy, booked, quoted } from '../bookings.ts';
import { type BenchHost, benchHost, council, eventOf, today } from './host.ts';

const bookings = 2_000;
const visits = 400;
const now = Date.parse(`${today}T08:00:00Z`);

/** So many bookings of one school, three quarters of them over, with some of them on every working day around today. */
export async function fillBookings(host: BenchHost, count: number): Promise<void> {
  const pattern = booked(quoted()).booking;
  const [session] = pattern.sessions;
  if (!session) throw new Error('a booking has a session');
  const days: CivilDate[] = [];
  for (let date = addDays(today, -700); days.length < 660; date = addDays(date, 1)) if (isWorkingDay(date)) days.push(date);
  const made = Array.from({ length: count }, (_, i): Booking => {
    const date = days[i % days.length] ?? today;
    const of = { ...session, session: `${date}#am` as SessionKey, officer: `off_bench-${Math.floor(i / days.length)}` as OfficerId };
    return {
      ...pattern,
      id: `bkg_bench-${String(i).padStart(6, '0')}` as BookingId,
      sessions: [date < today ? { ...of, state: 'delivered', deliveredAt: `${date}T12:00:00Z` } : of],
    };
  });
  for (let i = 0; i < made.length; i += 30) {
    const writes = made
      .slice(i, i + 30)
      .flatMap((booking) =>
        confirmationWrites(
          host.table,
          { booking, slots: booking.sessions.map((each) => slotOf(booking, each)), postings: [], need: undefined },
          now,
        ),
      );
    if (!(await commit(host.table, writes)).ok) throw new Error('the bookings could not be kept');
  }
}

type Page = { statusCode: number; body: string; isBase64Encoded?: boolean };
export async function visit(host: BenchHost, path: string, cookie: string): Promise<string> {
  const event = eventOf('GET', path, cookie, undefined);
  const reply = (await (await host.room('reports')).handle({ ...event, headers: { ...event.headers, accept: 'text/html' } })) as Page;
  const body = reply.isBase64Encoded ? Buffer.from(reply.body, 'base64').toString('utf8') : reply.body;
  if (reply.statusCode !== 200 || !body.includes('</html>')) throw new Error(`${path}: ${reply.statusCode}`);
  return body;
}

async function times(work: () => Promise<unknown>): Promise<number[]> {
  for (let i = 0; i < 60; i++) await work();
  const taken: number[] = [];
  for (let i = 0; i < visits; i++) {
    const started = performance.now();
    await work();
    taken.push(performance.now() - started);
  }
  return taken.sort((a, b) => a - b);
}
export const quantile = (sorted: readonly number[], share: number) =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;

/** What the page loads besides itself, as it is served: the files that the page names. */
async function assetsIn(body: string): Promise<Buffer[]> {
  const names = [...body.matchAll(/(?:href|src)="\/assets\/([^"]+\.(?:css|js))"/g)].map(([, name = '']) => name);
  return Promise.all([...new Set(names)].map((name) => readFile(join(buildDirectory, 'assets', name))));
}

/** Everybody acts for somebody: whoever works for the council for none. */
const standing = (role: Role): { organisation?: string; officer?: string } =>
  role === 'officer'
    ? { officer: 'off_bench-0' }
    : ['school-booker', 'school-approver', 'trust-booker'].includes(role)
      ? { organisation: academy.id }
      : {};

export async function benchHome(): Promise<Record<string, number>> {
  const host = await benchHost({ file: true });
  try {
    await fillBookings(host, bookings);
    const cookie = await host.signIn(['school-booker'], { organisation: academy.id });
    let reads = 0;
    let counting = false;
    host.client.middlewareStack.add(
      (next) => async (args) => {
        const reply = await next(args);
        const { Items, Responses, Item } = reply.output as { Items?: unknown[]; Responses?: Record<string, unknown[]>; Item?: unknown };
        if (counting) reads += (Items?.length ?? 0) + Object.values(Responses ?? {}).flat().length + (Item ? 1 : 0);
        return reply;
      },
      { step: 'initialize', name: 'reads' },
    );
    counting = true;
    await visit(host, `/${council}`, cookie);
    counting = false;
    const home = await times(() => visit(host, `/${council}`, cookie));
    const bare = await times(() => visit(host, `/${council}/accessibility`, cookie));
    const sizes = await Promise.all(
      roles.map(async (role) => {
        const body = await visit(host, `/${council}`, await host.signIn([role], standing(role)));
        const all = [Buffer.from(body), ...(await assetsIn(body))];
        const sum = (packed: (of: Buffer) => Buffer) => all.reduce((total, each) => total + packed(each).length, 0);
        return { gzip: sum((of) => gzipSync(of)), brotli: sum((of) => brotliCompressSync(of)) };
      }),
    );
    const round = (value: number) => Math.round(value * 100) / 100;
    const most = (of: readonly number[]) => round(Math.max(...of) / 1024);
    return {
      homeP50Ms: round(quantile(home, 0.5)),
      homeP99Ms: round(quantile(home, 0.99)),
      barePageP99Ms: round(quantile(bare, 0.99)),
      homeVsBarePage: round(quantile(home, 0.5) / quantile(bare, 0.5)),
      homeItemsRead: reads,
      homePageKb: most(sizes.map(({ gzip }) => gzip)),
      homePageBrotliKb: most(sizes.map(({ brotli }) => brotli)),
    };
  } finally {
    await host.stop();
  }
}
