// The program by which a stranger checks an export, in a process of its own that knows nothing of us.
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { checker } from '../functions/reports/rules/format.ts';

type Verdict = { sound: boolean; said: string };

/** For the tests of a file: the program as the format page gives it, and a file to check. */
export function aLedgerChecker() {
  const folder = mkdtempSync(join(tmpdir(), 'daybook-export-'));
  const program = join(folder, 'check-ledger.mjs');
  const file = join(folder, 'export.ndjson');
  writeFileSync(program, checker);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const run = (...given: string[]): Promise<Verdict> =>
    new Promise((done) =>
      execFile(process.execPath, [program, ...given], (error, stdout, stderr) => done({ sound: !error, said: stdout + stderr })),
    );
  /** What the program says of a file, and of a seal that was written down, and whether it is content. */
  const check = (text: string, ...seal: string[]): Promise<Verdict> => {
    writeFileSync(file, text);
    return run(file, ...seal);
  };
  return { folder, run, check };
}
