// `npm start`: builds what has changed, starts the local host on the data kept in DAYBOOK_DATA, and says where to click.
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { dateText, londonDate } from '../../shared/calendar.ts';
import { demoClock, momentOn } from './clock.ts';
import { agreeToBuyBack } from './demo/buyback.ts';
import { registerPeople, seed } from './demo/seed.ts';
import { bookTraining, deliverTraining } from './demo/training.ts';
import { firstDay, liveWeeks } from './demo/weeks.ts';
import { type LocalHost, serve } from './serve.ts';

const port = Number(process.env.PORT ?? 3000);
const dataDirectory = resolve(process.env.DAYBOOK_DATA || '.daybook');
const seeded = join(dataDirectory, 'demo.json');
/** By what a later start would take the demonstration for one that was begun. */
const begun = ['table.db', 'table.db-wal', 'table.db-shm', 'clock.json'];

async function start(): Promise<LocalHost> {
  if (!Number.isInteger(port) || port < 0 || port > 65_533)
    throw new Error(`PORT is ${process.env.PORT}, but must be a number from 1 to 65533, or 0 for any that is free.`);
  const filled = filledCouncils();
  const isNew = filled.length === 0 && !existsSync(join(dataDirectory, 'table.db'));
  mkdirSync(dataDirectory, { recursive: true });
  const clock = demoClock(join(dataDirectory, 'clock.json'));
  const now = clock.now();
  const goOn = (
    (began) => () =>
      clock.set(now + performance.now() - began)
  )(performance.now());
  // A demonstration that is filled for the first time has some weeks behind it.
  if (isNew) clock.set(momentOn(now, firstDay(londonDate(now))));
  const host = await serve({ port, dataDirectory, clock, environment: process.env }).catch((error: unknown) => {
    // A port that is taken: the next start is still the first, and fills the demonstration. What another process holds by now is its own.
    const isAnothers = existsSync(join(dataDirectory, 'table.db.pid'));
    if (isNew && !isAnothers) for (const name of begun) rmSync(join(dataDirectory, name), { force: true });
    throw error;
  });
  try {
    for (const council of host.councils) {
      if (!filled.includes(council.council.slug)) await seed(host, council);
      // After what they have rights for.
      await registerPeople(host, council);
    }
    if (isNew) {
      await agreeToBuyBack(host);
      const training = await bookTraining(host, londonDate(now));
      await liveWeeks(host, now);
      if (training) await deliverTraining(host, training);
    }
    writeFileSync(seeded, JSON.stringify({ councils: host.councils.map(({ council }) => council.slug) }));
  } catch (error) {
    await host.stop();
    throw new Error('The demonstration could not be filled. Run: npm run reset, then npm start.', { cause: error });
  } finally {
    if (isNew) goOn();
  }
  return host;
}

/** The councils that were filled at an earlier start. */
const filledCouncils = (): string[] =>
  existsSync(seeded) ? (JSON.parse(readFileSync(seeded, 'utf8')) as { councils: string[] }).councils : [];

function welcome(host: LocalHost): void {
  const kept = relative(process.cwd(), dataDirectory) || '.';
  const lines = [
    '',
    `Daybook is running. Everybody in it is invented, and today is ${dateText(londonDate(host.clock.now()))}.`,
    '',
    ...host.councils.map(({ council }) => `  ${`${host.origin}/${council.slug}`.padEnd(36)} ${council.name}`),
    `  ${`${host.origin}/demo/clock`.padEnd(36)} moves the date forward`,
    `  ${`${host.origin}/demo/mailbox`.padEnd(36)} shows the e-mails, which go nowhere else`,
    '',
    'To try, each time choosing who you are on a sign-in page (DfE Sign-in for schools and trusts, Council staff for the rest):',
    '  Grace Adeyemi looks at Allocations: the year is granted, and a dry run waits that follows what changed today.',
    '  Keith Wilmot reviews the policy draft that she submitted; Anna Castell and her members agree what their days are for.',
    '  Joan Ferris records a headteacher vacancy at a school: it brings one free day.',
    '  Maria Okafor (an academy) or Tom Haldane (a maintained school) books days for that school.',
    '  Move the date on, and the officer marks the visits delivered in the diary.',
    '  Nadia Rahman runs the billing; Maria pays her invoice by card on a page that moves no money.',
    '  Yusuf Demir books for a trust’s schools, one or all at once, Priya Sandhu for two; Anna Castell leads a partnership, Rowan Achebe looks after it.',
    '  Grace Adeyemi decides who may do what; Peter Quill may look at everything. The second council has people of its own.',
    '',
    `Data is kept in ${kept} (engine: ${host.engine}); npm run reset begins again. Ctrl-C stops.`,
  ];
  console.log(lines.join('\n'));
}

let host: LocalHost | undefined;
let ending: Promise<void> | undefined;
const starting = start();
const end = (): void => {
  ending ??= starting.then(({ stop }) => stop()).catch(() => {});
  void ending.then(() => process.exit(process.exitCode ?? 0));
};
process.on('SIGINT', end).on('SIGTERM', end).on('SIGHUP', end);
try {
  host = await starting;
  welcome(host);
} catch (error) {
  const { message, cause } = error as Error;
  console.error(message);
  if (cause) console.error(cause);
  process.exitCode = 1;
}
