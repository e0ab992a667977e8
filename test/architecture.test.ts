// The house keeps its rules: every source file is read and held to them, and every rule is shown to catch its breach.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { type Parsed, parse, rules } from './architecture.ts';

const root = fileURLToPath(new URL('..', import.meta.url));

function sources(folder: string): Parsed[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .map((name) => `${folder}/${name.replaceAll('\\', '/')}`)
    .filter((path) => /\.tsx?$/.test(path) && !path.endsWith('.d.ts') && !path.startsWith('test/output/'))
    .map((path) => parse({ path, text: readFileSync(join(root, path), 'utf8') }));
}

const product = ['functions', 'shared', 'infra'].flatMap(sources);
const everything = [...product, ...sources('test')];
/** These two hold for tests as well; the others speak of the product's own parts. */
const alsoForTests = ['every file can be read', 'every file begins with its promise'];

describe('the product', () => {
  test('has its own names at the top and no others', () => {
    const fixed = ['infra', 'functions', 'shared', 'test', 'cdk.json', 'package.json', 'tsconfig.json', 'README.md'];
    const needed = ['package-lock.json', 'LICENSE'];
    const made = ['node_modules', 'cdk.out'];
    const strange = readdirSync(root).filter((name) => !name.startsWith('.') && ![...fixed, ...needed, ...made].includes(name));
    expect(strange).toEqual([]);
  });

  test.each(Object.entries(rules))('%s', (sentence, rule) => {
    const files = alsoForTests.includes(sentence) ? everything : product;
    expect(files.length).toBeGreaterThan(0);
    expect(files.flatMap(rule)).toEqual([]);
  });
});

/** For each rule, sources that break it: the path a file would have, and what it would say. */
const breaches: [rule: string, path: string, text: string][] = [
  ['every file can be read', 'shared/money.ts', 'const = 3;'],
  ['every file begins with its promise', 'shared/money.ts', "import { pence } from './ids.ts';"],
  ['every file begins with its promise', 'test/rules/quote.test.ts', '\n// too late'],
  ['functions holds the manifest and the known rooms', 'functions/billing/rules.ts', ''],
  ['functions holds the manifest and the known rooms', 'functions/registry.ts', ''],
  ['a room holds only the eight kinds of file', 'functions/bookings/helpers.ts', ''],
  ['a room holds only the eight kinds of file', 'functions/bookings/services/quote.ts', ''],
  ['a room holds only the eight kinds of file', 'functions/bookings/template/invoice.ts', ''],
  ['a room imports only rooms before it', 'functions/schools/store.ts', "import { a } from '../bookings/schema.ts';"],
  ['a room imports only rooms before it', 'functions/schools/store.ts', "import type { A } from '../bookings/schema.ts';"],
  ['a room imports only rooms before it', 'functions/schools/store/index.ts', "export * from '../../bookings/schema/words.ts';"],
  ['a room imports only rooms before it', 'functions/identity/actions.ts', "const a = await import('../schools/store.ts');"],
  ['a room imports only rooms before it', 'functions/identity/actions.ts', "const a: import('../schools/store.ts').A = 1;"],
  ['a room imports only rooms before it', 'functions/invoicing/actions.ts', "import { a } from '../documents/rules.ts';"],
  [
    'of another room only schema, rules and store are imported',
    'functions/bookings/actions.ts',
    "import { a } from '../schools/actions.ts';",
  ],
  [
    'of another room only schema, rules and store are imported',
    'functions/reports/page.tsx',
    "import { a } from '../schools/page/list.tsx';",
  ],
  ['outbox, nightly, worker and documents import no room', 'functions/worker/handler.ts', "import { a } from '../schools/store.ts';"],
  ['outbox, nightly, worker and documents import no room', 'functions/nightly/tasks.ts', "import { a } from '../outbox/rules.ts';"],
  ['the manifest imports only shared and schemas', 'functions/manifest.ts', "import { routes } from './bookings/routes.ts';"],
  ['the manifest imports only shared and schemas', 'functions/manifest/bookings.ts', "import { routes } from '../bookings/routes.ts';"],
  [
    'of another room only schema, rules and store are imported',
    'functions/bookings/routes.ts',
    "import { bookings } from '../manifest/bookings.ts';",
  ],
  ['schema and rules import only zod, shared and other schema and rules', 'functions/bookings/rules.ts', "import { a } from './store.ts';"],
  [
    'schema and rules import only zod, shared and other schema and rules',
    'functions/bookings/rules/quote.ts',
    "import { a } from 'node:crypto';",
  ],
  [
    'schema and rules import only zod, shared and other schema and rules',
    'functions/bookings/schema.ts',
    "import { a } from '../../shared/table.ts';",
  ],
  [
    'schema and rules import only zod, shared and other schema and rules',
    'functions/bookings/rules.ts',
    "import { a } from '../../shared/commit/retry.ts';",
  ],
  ['schema and rules import only zod, shared and other schema and rules', 'functions/bookings/rules.ts', "import { Hono } from 'hono';"],
  ['rules are pure', 'functions/bookings/rules.ts', 'export async function decide() {}'],
  ['rules are pure', 'functions/bookings/rules/quote.ts', 'export const decide = async () => 1;'],
  ['rules are pure', 'functions/bookings/rules.ts', 'export const decide = { async now() {} };'],
  ['rules are pure', 'functions/bookings/rules.ts', 'await 1;'],
  ['rules are pure', 'functions/bookings/rules.ts', 'export const now = () => Date.now();'],
  ['rules are pure', 'functions/bookings/rules.ts', "export const day = new Date('2026-11-24');"],
  ['rules are pure', 'functions/bookings/rules.ts', 'export const chance = () => Math.random();'],
  ['rules are pure', 'functions/bookings/rules.ts', 'export const zone = process.env.TZ;'],
  ['only stores and shared use the AWS SDK', 'functions/bookings/actions.ts', "import { DynamoDBClient } from '@aws-sdk/client-dynamodb';"],
  ['only stores and shared use the AWS SDK', 'infra/local/serve.ts', "import { DynamoDBClient } from '@aws-sdk/client-dynamodb';"],
  ['pages and routes import no store', 'functions/bookings/page.tsx', "import { a } from './store.ts';"],
  ['pages and routes import no store', 'functions/bookings/routes/list.ts', "import { a } from '../../schools/store/index.ts';"],
  ['only actions and tasks commit', 'functions/bookings/store.ts', "import { commit } from '../../shared/commit.ts';"],
  ['only payments knows Stripe', 'functions/invoicing/actions.ts', "import Stripe from 'stripe';"],
  ['only payments knows Stripe', 'infra/local/serve.ts', "import type Stripe from 'stripe';"],
  ['shared imports nothing from functions or infra', 'shared/http.ts', "import { a } from '../functions/identity/rules.ts';"],
  ['shared imports nothing from functions or infra', 'shared/ui/page.tsx', "import { a } from '../../infra/local/engine.ts';"],
  ['functions import nothing from infra', 'functions/payments/store.ts', "import { a } from '../../infra/local/stripe.ts';"],
  [
    'infra imports only the manifest from functions',
    'infra/local/demo/seed.ts',
    "import { a } from '../../../functions/schools/actions.ts';",
  ],
  ['infra imports only the manifest from functions', 'infra/docs.ts', "import { a } from '../functions/schools/store.ts';"],
  ['the product imports no test', 'shared/table.ts', "import { testTable } from '../test/engine.ts';"],
  ['no council is named in a decision', 'shared/policy/pack.ts', "if (council === 'essex') {}"],
  ['no council is named in a decision', 'functions/bookings/rules.ts', "export const free = (facts) => 'essex' != facts.council;"],
  ['no council is named in a decision', 'functions/bookings/actions.ts', "switch (context.council) { case 'essex': break; }"],
  ['functions and shared read no environment', 'shared/table.ts', 'const name = process.env.TABLE;'],
  ['functions and shared read no environment', 'functions/bookings/handler.ts', 'const { TABLE } = process.env;'],
  ['functions and shared read no environment', 'functions/bookings/handler.ts', "import { env } from 'node:process';"],
  ['functions and shared read no environment', 'functions/bookings/handler.ts', "const name = globalThis.process['env'].TABLE;"],
  ['zod is imported whole', 'functions/bookings/schema.ts', "import { z } from 'zod';"],
  ['zod is imported whole', 'functions/bookings/schema.ts', "import z from 'zod';"],
  ['zod is imported whole', 'functions/bookings/schema.ts', "import * as z from 'zod/mini';"],
];

/** Sources near the edge of a rule that break none. */
const lawful: [path: string, text: string][] = [
  ['functions/bookings/actions.ts', "import { a } from '../schools/store.ts'; import { commit } from '../../shared/commit.ts';"],
  [
    'functions/bookings/rules.ts',
    "import * as z from 'zod'; import { a } from '../schools/rules/status.ts'; import { b } from './schema.ts';",
  ],
  [
    'functions/bookings/rules.ts',
    'export const sameCouncil = (facts) => facts.council === facts.school.council; // no new Date() here, nor await',
  ],
  ['functions/bookings/rules/index.ts', "export * from './quote.ts';"],
  [
    'functions/bookings/store.ts',
    "import { GetCommand } from '@aws-sdk/lib-dynamodb'; import type { Write } from '../../shared/commit.ts';",
  ],
  ['functions/payments/actions.ts', "import Stripe from 'stripe';"],
  ['infra/local/stripe/session.ts', "import type Stripe from 'stripe';"],
  ['functions/documents/template/invoice.ts', "import { a } from '../schema.ts';"],
  ['functions/outbox/handler.ts', "import { manifest } from '../manifest.ts'; import { a } from './actions.ts';"],
  ['functions/manifest.ts', "import type { Action } from './identity/schema.ts';"],
  ['functions/manifest.ts', "import { bookings } from './manifest/bookings.ts';"],
  ['functions/manifest/declaration.ts', "import type { Action } from '../identity/schema.ts';"],
  ['infra/aws/app.ts', "import { manifest } from '../../functions/manifest.ts';"],
  ['infra/docs.ts', "import { a } from '../functions/schools/schema.ts'; import { routes } from '../functions/schools/routes.ts';"],
  [
    'infra/local/demo/seed.ts',
    "import { pack } from '../../../shared/policy/pack.ts'; export const isDemo = (council) => council === 'essex';",
  ],
];

describe('a breach is caught', () => {
  const promise = (text: string, rule: string) => (rule === 'every file begins with its promise' ? text : `// A promise.\n${text}`);

  test.each(breaches)('%s: %s with %s', (rule, path, text) => {
    const found = rules[rule]?.(parse({ path, text: promise(text, rule) })) ?? [];
    expect(found.length).toBeGreaterThan(0);
    expect(found.every((message) => message.includes(path))).toBe(true);
  });

  test('by every rule there is', () => {
    expect([...new Set(breaches.map(([rule]) => rule))].sort()).toEqual(Object.keys(rules).sort());
  });

  test('and the message names the file, the import and the reason', () => {
    const file = parse({ path: 'functions/schools/store.ts', text: "// A promise.\nimport { a } from '../bookings/schema.ts';" });
    expect(rules['a room imports only rooms before it']?.(file)).toEqual([
      'functions/schools/store.ts imports ../bookings/schema.ts: schools may import only identity',
    ]);
  });

  test.each(lawful)('and not where there is none: %s with %s', (path, text) => {
    const file = parse({ path, text: `// A promise.\n${text}` });
    expect(Object.values(rules).flatMap((rule) => rule(file))).toEqual([]);
  });
});
