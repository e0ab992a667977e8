// The size of each function's bundle and how long a fresh process takes to load it.
import { execFileSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { functions } from '../../functions/manifest.ts';
import { bundlePath } from '../../infra/bundle.ts';
import { median } from './host.ts';

const samples = 7;

export function benchBundles(): { bundleKb: Record<string, number>; loadMs: Record<string, number> } {
  const bundleKb: Record<string, number> = {};
  const loadMs: Record<string, number> = {};
  for (const { name } of functions) {
    const path = bundlePath(name as never);
    bundleKb[name] = Math.round(statSync(path).size / 1024);
    const script = `const t = performance.now(); await import(${JSON.stringify(pathToFileURL(path).href)}); console.log(performance.now() - t);`;
    const times = Array.from({ length: samples }, () =>
      Number(execFileSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' })),
    );
    loadMs[name] = Math.round(median(times));
  }
  return { bundleKb, loadMs };
}
