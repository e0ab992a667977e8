// Builds what a page loads: one stylesheet, one module script and the icon, under names that change whenever their content does.
import { createHash } from 'node:crypto';
import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { compileAsync } from 'sass';
import { inlineScript } from '../shared/ui/assets.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const ui = join(root, 'shared/ui');

export type BuiltAssets = {
  /** Paths as pages name them, for esbuild's `define` of `__ASSET_CSS__` and `__ASSET_JS__` (through JSON.stringify). */
  css: string;
  js: string;
  /** Every file written, relative to `outDir`, which is to be served as `/assets`. */
  files: string[];
  /** What the content security policy must allow, `sha256-…`, computed from the inline script as it is now. */
  scriptHash: string;
};

async function stylesheet(): Promise<string> {
  const { css } = await compileAsync(join(ui, 'daybook.scss'), {
    loadPaths: [join(root, 'node_modules')],
    style: 'compressed',
    quietDeps: true,
  });
  return css;
}

async function script(): Promise<string> {
  const { outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: [join(ui, 'daybook.js')],
    bundle: true,
    minify: true,
    write: false,
    format: 'esm',
    target: 'es2020',
    legalComments: 'none',
  });
  const [bundle] = outputFiles;
  if (!bundle) throw new Error('esbuild wrote no script');
  return bundle.text;
}

function hashedName(extension: 'css' | 'js', content: string): string {
  return `daybook-${createHash('sha256').update(content).digest('hex').slice(0, 10)}.${extension}`;
}

export async function buildAssets(outDir: string): Promise<BuiltAssets> {
  const [css, js] = await Promise.all([stylesheet(), script()]);
  const cssName = hashedName('css', css);
  const jsName = hashedName('js', js);
  await mkdir(outDir, { recursive: true });
  await Promise.all([
    writeFile(join(outDir, cssName), css),
    writeFile(join(outDir, jsName), js),
    copyFile(join(ui, 'favicon.svg'), join(outDir, 'favicon.svg')),
  ]);
  return {
    css: `/assets/${cssName}`,
    js: `/assets/${jsName}`,
    files: [cssName, jsName, 'favicon.svg'],
    scriptHash: `sha256-${createHash('sha256').update(inlineScript).digest('base64')}`,
  };
}
