// How fast a national register of 50,000 rows is imported, and in how much memory: by the built function in a process of its own, so that the memory
// counted is the import's and not that of the engine or the bench.
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { createReadStream, createWriteStream, mkdtempSync, rmSync, statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { bundlePath } from '../../infra/bundle.ts';
import { layGround } from '../../infra/local/demo/council.ts';
import { essex } from '../../infra/local/demo/essex.ts';
import { createTable, startEngine } from '../../infra/local/engine.ts';
import type { CivilDate } from '../../shared/calendar.ts';
import type { Host } from '../../shared/context.ts';
import type { Create } from '../../shared/http.ts';

const today = '2026-11-02' as CivilDate;
const rows = 50_000;
const first = 'Ash Birch Cedar Elder Fern Gorse Hazel Ivy Juniper Larch Maple Nettle Oak Pine Reed Sedge Thorn Vetch Willow Yew'.split(' ');
const second =
  'bank bridge brook cliff combe dale field ford gate ham hill holme hurst lea mere mill moor pool shaw stead thorpe wick'.split(' ');

/** The extract's rows over and over, each with a URN and a name of its own, and a trust of its own in each turn. */
export async function* register(count: number): AsyncGenerator<string> {
  const text = await readFile(new URL('../golden/gias-extract.csv', import.meta.url), 'latin1');
  const [header = '', ...lines] = text.split('\r\n').slice(0, -1);
  const columns = header.slice(1, -1).split('","');
  const at = (name: string) => columns.indexOf(name);
  const [name, trust, trustName] = [at('EstablishmentName'), at('Trusts (code)'), at('Trusts (name)')];
  yield `${header}\r\n`;
  for (let i = 0; i < count; i++) {
    const fields = (lines[i % lines.length] ?? '').slice(1, -1).split('","');
    const turn = Math.floor(i / lines.length);
    const word = `${first[i % first.length]}${second[Math.floor(i / first.length) % second.length]}`;
    fields[0] = String(100_000 + i);
    fields[name] = `${word} ${fields[name]}`;
    if (fields[trust]) {
      fields[trust] = String(Number(fields[trust]) + 40 * turn);
      fields[trustName] = `${first[turn % first.length]} ${fields[trustName]}`;
    }
    yield `"${fields.join('","')}"\r\n`;
  }
}

/** As the command that imports runs itself. */
const frugal = ['--max-semi-space-size=8', '--max-old-space-size=128'];

type Measured = { ms: number; peakRssMb: number; answer: { ok: boolean; added: number; unchanged: number } };

/** In the process of its own. */
async function run(file: string, address: Record<string, string>): Promise<Measured> {
  const { create } = (await import(pathToFileURL(bundlePath('schools')).href)) as { create: Create };
  const unasked = () => Promise.reject(new Error('an import asks for nothing else'));
  const host: Host = {
    now: () => Date.parse(`${today}T08:00:00Z`),
    invoke: unasked,
    send: async () => {},
    bell: () => {},
    openFile: (_key, from = 0) => createReadStream(file, { start: from }),
    fileMark: async () => ({ size: statSync(file).size, mark: 'only' }),
    uploadForm: unasked,
    beginFile: unasked,
    addPart: unasked,
    endFile: unasked,
    fileAddress: unasked,
    origin: 'http://127.0.0.1',
    demo: false,
  };
  const room = create(address, host);
  const started = performance.now();
  const answer = await room.handle({
    council: essex.council.slug,
    task: 'import-gias',
    subject: { file: 'register', allAuthorities: true },
  });
  const ms = performance.now() - started;
  return { ms, peakRssMb: Math.round(process.resourceUsage().maxRSS / 1024), answer: answer as Measured['answer'] };
}

function apart(file: string, address: Record<string, string>): Promise<Measured> {
  return new Promise((done, failed) => {
    const child = spawn(process.execPath, [...frugal, fileURLToPath(import.meta.url), file, JSON.stringify(address)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let text = '';
    child.stdout.on('data', (chunk) => {
      text += chunk;
    });
    child.on('error', failed);
    child.on('close', (code) => {
      if (code === 0) done(JSON.parse(text.trim().split('\n').at(-1) ?? '') as Measured);
      else failed(new Error(`the import ended with ${code}`));
    });
  });
}

/** A first import, and the same file again, which changes nothing. */
export async function benchGias(): Promise<Record<string, number>> {
  const directory = mkdtempSync(join(tmpdir(), 'daybook-gias-'));
  const engine = await startEngine();
  try {
    const file = join(directory, 'register.csv');
    await pipeline(register(rows), createWriteStream(file, 'latin1'));
    const address = { TABLE_NAME: `bench-${randomUUID()}`, DYNAMODB_ENDPOINT: engine.endpoint, AWS_REGION: 'eu-west-2' };
    await createTable(engine.endpoint, address.TABLE_NAME);
    await layGround(address, essex.council, today);
    const imported = await apart(file, address);
    const again = await apart(file, address);
    if (!imported.answer.ok || imported.answer.added < rows * 0.99) throw new Error(`imported ${JSON.stringify(imported.answer)}`);
    if (again.answer.unchanged !== imported.answer.added) throw new Error(`imported again ${JSON.stringify(again.answer)}`);
    const perSecond = ({ ms }: Measured) => Math.round(rows / (ms / 1000));
    return {
      giasRowsPerSecond: perSecond(imported),
      giasUnchangedRowsPerSecond: perSecond(again),
      giasPeakRssMb: Math.max(imported.peakRssMb, again.peakRssMb),
    };
  } finally {
    await engine.stop();
    rmSync(directory, { recursive: true, force: true });
  }
}

const [, script, file, address] = process.argv;
if (script === fileURLToPath(import.meta.url) && file && address) {
  console.log(JSON.stringify(await run(file, JSON.parse(address) as Record<string, string>)));
  process.exit(0);
}
