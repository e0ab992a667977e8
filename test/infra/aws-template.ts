// The AWS stack made from small stand-ins for the built bundles, and the few questions tests ask of its template.
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, type Stack } from 'aws-cdk-lib/core';
import project from '../../cdk.json' with { type: 'json' };
import { functions } from '../../functions/manifest.ts';
import { daybookStack } from '../../infra/aws/app.ts';

/** One folder per function and one of page assets, each different from the others and the same every time. */
function standIns(): { directoryOf(name: string): string; pageAssets: string } {
  const root = mkdtempSync(join(tmpdir(), 'daybook-stand-ins-'));
  for (const name of [...functions.map((each) => each.name), 'assets']) {
    mkdirSync(join(root, name));
    writeFileSync(join(root, name, 'index.mjs'), `// ${name}\n`);
  }
  return { directoryOf: (name) => join(root, name), pageAssets: join(root, 'assets') };
}

/** The stack under the project's own feature flags; the validator of templates is slow and runs at `npm run synth`. */
export function makeStack(context: Record<string, unknown> = {}): { app: App; stack: Stack } {
  const outdir = mkdtempSync(join(tmpdir(), 'daybook-cdk-'));
  const app = new App({ outdir, context: { ...project.context, ...context }, builtinCloudFormationValidation: false, analyticsReporting: false });
  return { app, stack: daybookStack(app, standIns()) };
}
