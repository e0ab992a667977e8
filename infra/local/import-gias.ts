// `npm run import:gias -- --council essex [--la all] FILE`: a school register into the local data, by the same task as anywhere, while a host runs or not.
import { spawnSync } from 'node:child_process';
import { accessSync, constants, createReadStream, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { londonDate } from '../../shared/calendar.ts';
import { demoClock } from './clock.ts';
import { recordCouncil } from './demo/council.ts';
import { demoCouncils } from './demo/councils.ts';
import { createTable, startEngine } from './engine.ts';
import { runningHost } from './notice.ts';
import { openRooms } from './rooms.ts';

const usage = 'Usage: npm run import:gias -- --council essex [--la all] FILE';
const table = 'daybook';

type Counts = { added: number; changed: number; closed: number; unchanged: number; rejectedCount: number };
type Answer =
  | ({ ok: true; rejected: { line: number; reason: string }[] } & Counts)
  | { ok: false; refusal: { name: string; detail?: string } };

function readArguments() {
  try {
    const { values, positionals } = parseArgs({ allowPositionals: true, options: { council: { type: 'string' }, la: { type: 'string' } } });
    const demo = demoCouncils.find(({ council }) => council.slug === values.council);
    const [file, ...more] = positionals;
    if (!file || more.length > 0 || (values.la !== undefined && values.la !== 'all')) throw new Error(usage);
    if (!demo)
      throw new Error(
        `There is no council ${values.council ?? ''}. Known: ${demoCouncils.map(({ council }) => council.slug).join(', ')}. ${usage}`,
      );
    return { demo, file: resolve(process.env.INIT_CWD ?? '.', file), allAuthorities: values.la === 'all' };
  } catch (error) {
    const { message } = error as Error;
    throw new Error(message.includes(usage) ? message : `${message} ${usage}`);
  }
}

async function importRegister(): Promise<Answer> {
  const { demo, file, allAuthorities } = readArguments();
  try {
    accessSync(file, constants.R_OK);
    if (!statSync(file).isFile()) throw new Error('not a file');
  } catch {
    throw new Error(`The file ${file} cannot be read. Check its name.`);
  }
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
    await recordCouncil(address, demo.council, londonDate(clock.now()));
    const rooms = await openRooms(
      {
        table: address,
        secrets: { 'quote-key': {}, 'link-key': {}, 'sign-in': {}, notify: {}, stripe: {} },
        files: { open: (_key, start = 0) => createReadStream(file, { start }), size: async () => statSync(file).size },
        uploadForm: () => Promise.reject(new Error('an import asks for no file')),
        origin: running?.origin ?? 'http://127.0.0.1',
        demo: true,
        now: () => clock.now(),
      },
      ['schools'],
    );
    const answer = await rooms.handle('schools', {
      council: demo.council.slug,
      task: 'import-gias',
      subject: { file: 'register', allAuthorities },
    });
    await rooms.stop();
    return answer as Answer;
  } finally {
    await engine.stop();
  }
}

try {
  const answer = await importRegister();
  if (answer.ok) {
    const { rejected, rejectedCount, added, changed, closed, unchanged } = answer;
    for (const { line, reason } of rejected) console.log(`line ${line}: ${reason}`);
    if (rejectedCount > rejected.length) console.log(`and ${rejectedCount - rejected.length} more that were rejected`);
    const peakRssMb = Math.round(process.resourceUsage().maxRSS / 1024);
    console.log(JSON.stringify({ added, changed, closed, unchanged, rejected: rejectedCount, peakRssMb }));
  } else {
    console.error(`The file was refused (${answer.refusal.name}): ${answer.refusal.detail ?? ''}`);
    process.exitCode = 1;
  }
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
}
