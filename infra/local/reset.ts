// `npm run reset`: throws the local data away, so that the next start begins afresh. Never while a host runs on it.
import { existsSync, rmSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { runningHost } from './notice.ts';

const dataDirectory = resolve(process.env.DAYBOOK_DATA || '.daybook');
const shown = relative(process.cwd(), dataDirectory) || dataDirectory;
/** Only what a host has made is thrown away: a directory that was named by mistake keeps its files. */
const made = [
  'table.db',
  'table.db-wal',
  'table.db-shm',
  'table.db.pid',
  'secrets.json',
  'stripe.json',
  'clock.json',
  'mailbox.json',
  'demo.json',
  'host.json',
  'files',
];

const running = await runningHost(dataDirectory);
if (running) {
  console.error(`A host runs on ${shown} at ${running.origin} (process ${running.pid}). Stop it first, with Ctrl-C where it was started.`);
  process.exitCode = 1;
} else if (!existsSync(dataDirectory)) {
  console.log(`There is no data in ${shown}. Run: npm start`);
} else {
  for (const name of made) rmSync(join(dataDirectory, name), { recursive: true, force: true });
  console.log(`The data in ${shown} is gone. The next npm start begins afresh.`);
}
