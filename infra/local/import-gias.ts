// `npm run import:gias -- --council essex [--la all] [--links] FILE`: a file of the national register into the local data, by the same job as anywhere,
// while a host runs or not. The last line it prints is the report as one JSON object.
import { spawnSync } from 'node:child_process';
import { accessSync, constants, createReadStream, statSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { londonDate } from '../../shared/calendar.ts';
import { listJobs } from '../../shared/job.ts';
import { CouncilTable, tableClient } from '../../shared/table.ts';
import { demoClock } from './clock.ts';
import { type DemoCouncil, layGround, type TableAddress } from './demo/council.ts';
import { demoCouncils } from './demo/councils.ts';
import { createTable, startEngine } from './engine.ts';
import { markOf } from './files.ts';
import { runningHost } from './notice.ts';
import { openRooms } from './rooms.ts';

const usage = 'Usage: npm run import:gias -- --council essex [--la all] [--links] FILE';
const table = 'daybook';
/** An import holds about 40 MB at a time, whatever the size of the file. Told so, the collector does not let what is done with pile up. */
const frugal = ['--max-semi-space-size=8', '--max-old-space-size=128'];

type Counts = { added: number; changed: number; closed: number; unchanged: number; rejectedCount: number };
type Told = { line: number; reason: string };
type Answer = ({ ok: true; rejected: Told[]; remarks: Told[] } & Counts) | { ok: false; refusal: { name: string; detail?: string } };

function readArguments() {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: { council: { type: 'string' }, la: { type: 'string' }, links: { type: 'boolean' } },
    });
    const demo = demoCouncils.find(({ council }) => council.slug === values.council);
    const [file, ...more] = positionals;
    if (!file || more.length > 0 || (values.la !== undefined && values.la !== 'all')) throw new Error(usage);
    if (!demo)
      throw new Error(
        `There is no council ${values.council ?? ''}. Known: ${demoCouncils.map(({ council }) => council.slug).join(', ')}. ${usage}`,
      );
    const path = resolve(process.env.INIT_CWD ?? '.', file);
    try {
      accessSync(path, constants.R_OK);
      if (!statSync(path).isFile()) throw new Error('not a file');
    } catch {
      throw new Error(`The file ${path} cannot be read. Check its name.`);
    }
    return { demo, file: path, allAuthorities: values.la === 'all', kind: values.links ? 'links' : 'register' };
  } catch (error) {
    const { message } = error as Error;
    throw new Error(message.includes(usage) || message.startsWith('The file') ? message : `${message} ${usage}`);
  }
}

/** Says now and then how far the import is, from what its job says of itself. */
function tellProgress(address: TableAddress, { council }: DemoCouncil): () => void {
  const client = tableClient(address);
  const view = new CouncilTable(client, address.TABLE_NAME, council.slug);
  let told = 0;
  const timer = setInterval(async () => {
    const [job] = (await listJobs(view).catch(() => ({ items: [] }))).items;
    if (job?.kind !== 'register-import' || job.state !== 'running' || job.progress.done <= told) return;
    told = job.progress.done;
    console.log(`${told.toLocaleString('en-GB')} rows read (${job.progress.note ?? ''})`);
  }, 5_000);
  return () => {
    clearInterval(timer);
    client.destroy();
  };
}

const writesNone = () => Promise.reject(new Error('an import writes no file'));

async function importFile({ demo, file, allAuthorities, kind }: ReturnType<typeof readArguments>): Promise<Answer> {
  // In a process of its own, so that what a build takes does not count as what the import took.
  const built = spawnSync(process.execPath, [fileURLToPath(new URL('../bundle.ts', import.meta.url)), 'schools'], { encoding: 'utf8' });
  if (built.status !== 0) throw new Error(built.stderr);

  const dataDirectory = resolve(process.env.DAYBOOK_DATA || '.daybook');
  const running = await runningHost(dataDirectory);
  const engine = await startEngine({
    file: join(dataDirectory, 'table.db'),
    environment: running ? { ...process.env, DYNAMODB_ENDPOINT: running.endpoint } : process.env,
  });
  try {
    const address = { TABLE_NAME: table, DYNAMODB_ENDPOINT: engine.endpoint, AWS_REGION: 'eu-west-2' };
    const clock = demoClock(join(dataDirectory, 'clock.json'));
    await createTable(engine.endpoint, table);
    await layGround(address, demo.council, londonDate(clock.now()));
    const rooms = await openRooms(
      {
        table: address,
        secrets: { 'quote-key': {}, 'link-key': {}, 'sign-in': {}, notify: {}, stripe: {} },
        files: {
          open: (_key, start = 0) => createReadStream(file, { start }),
          mark: () => markOf(file),
          begin: writesNone,
          add: writesNone,
          end: writesNone,
        },
        uploadForm: writesNone,
        fileAddress: writesNone,
        origin: running?.origin ?? 'http://127.0.0.1',
        demo: true,
        now: () => clock.now(),
      },
      ['schools'],
    );
    const quiet = tellProgress(address, demo);
    try {
      // Without a host, an import that is on its way belongs to a command that was killed: this one takes its place.
      const subject = {
        file: 'register',
        name: basename(file).slice(0, 255),
        allAuthorities,
        kind,
        ...(running ? {} : { supersede: true }),
      };
      return (await rooms.handle('schools', { council: demo.council.slug, task: 'import-gias', subject })) as Answer;
    } finally {
      quiet();
      await rooms.stop();
    }
  } finally {
    await engine.stop();
  }
}

async function main(): Promise<void> {
  const command = readArguments();
  if (!frugal.every((flag) => process.execArgv.includes(flag))) {
    const words = [...frugal, ...process.execArgv, fileURLToPath(import.meta.url), ...process.argv.slice(2)];
    process.exitCode = spawnSync(process.execPath, words, { stdio: 'inherit' }).status ?? 1;
    return;
  }
  const answer = await importFile(command);
  if (!answer.ok) throw new Error(`The file was refused (${answer.refusal.name}): ${answer.refusal.detail ?? ''}`);
  const { rejected, rejectedCount, remarks, added, changed, closed, unchanged } = answer;
  for (const { line, reason } of rejected) console.log(`line ${line}: ${reason}`);
  if (rejectedCount > rejected.length) console.log(`and ${rejectedCount - rejected.length} more that were rejected`);
  for (const { line, reason } of remarks) console.log(`line ${line}, imported: ${reason}`);
  const peakRssMb = Math.round(process.resourceUsage().maxRSS / 1024);
  console.log(JSON.stringify({ added, changed, closed, unchanged, rejected: rejectedCount, peakRssMb }));
}

try {
  await main();
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
}
