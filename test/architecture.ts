// The house's rules as functions from one source file to what breaks them, so that they can be shown to catch what they
// forbid as well as be held over the product.
import { posix } from 'node:path';
import { type Node, parseSync, type StaticImportEntry, visitorKeys } from 'oxc-parser';

/** The order in which rooms may know each other: each only those before it. */
const rooms = ['identity', 'schools', 'officers', 'catalogue', 'entitlements', 'bookings', 'buyback', 'invoicing', 'payments', 'reports'];
const lonely = ['outbox', 'nightly', 'worker', 'documents'];
const kinds = ['schema', 'rules', 'store', 'actions', 'tasks', 'routes', 'page', 'handler'];

/** One import: what is written, where it leads (a path in the repository, or a package), and the names it brings. */
type Import = { written: string; target: string; names: string[]; namespace: boolean };
export type Source = { path: string; text: string };
export type Parsed = Source & {
  imports: Import[];
  nodes: Node[];
  errors: string[];
  /** The room, and the kind of file in it, when the file lies in one. */
  room: string | undefined;
  kind: string | undefined;
};
export type Rule = (file: Parsed) => string[];

export function parse({ path, text }: Source): Parsed {
  const { program, module, errors } = parseSync(path, text);
  const nodes = [...walk(program)];
  const named = module.staticImports.map(({ moduleRequest, entries }) => imported(path, moduleRequest.value, entries));
  const others = [
    ...module.staticExports.flatMap(({ entries }) => entries.flatMap((entry) => entry.moduleRequest?.value ?? [])),
    ...nodes.flatMap((node) => elsewhere(node)),
  ];
  const imports = [...named, ...others.map((written) => imported(path, written, []))];
  return { path, text, imports, nodes, errors: errors.map(({ message }) => message), ...place(path) };
}

function imported(from: string, written: string, entries: StaticImportEntry[]): Import {
  const target = written.startsWith('.') ? posix.join(posix.dirname(from), written) : written;
  const names = entries.map(({ importName }) => importName.name ?? importName.kind);
  return { written, target, names, namespace: entries.some(({ importName }) => importName.kind === 'NamespaceObject') };
}

/** What a file reaches without an import statement: `import('x')`, `require('x')` and the type `import('x').T`. */
function elsewhere(node: Node): string[] {
  const loads = node.type === 'CallExpression' && node.callee.type === 'Identifier' && node.callee.name === 'require';
  const source = node.type === 'ImportExpression' || node.type === 'TSImportType' ? node.source : loads ? node.arguments[0] : undefined;
  const written = source && text(source);
  return written ? [written] : [];
}

function* walk(node: Node): Generator<Node> {
  yield node;
  for (const key of visitorKeys[node.type] ?? []) {
    const child: unknown = Reflect.get(node, key);
    for (const each of Array.isArray(child) ? child : [child]) if (isNode(each)) yield* walk(each);
  }
}

const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null && 'type' in value;

/** The room and kind of a path: `functions/bookings/rules/quote.ts` is of the kind `rules` in `bookings`. */
function place(path: string): { room: string | undefined; kind: string | undefined } {
  const [top, room, file] = path.split('/');
  if (top !== 'functions' || file === undefined) return { room: undefined, kind: undefined };
  return { room, kind: file.replace(/\.tsx?$/, '') };
}

const lies = (path: string, ...folders: string[]) => folders.some((folder) => path === folder || path.startsWith(`${folder}/`));
const is = (path: string, ...modules: string[]) => modules.some((module) => path.replace(/\.tsx?$/, '') === module || lies(path, module));
const among = (value: string | undefined, ...values: string[]) => value !== undefined && values.includes(value);

/** Every import that a file may not have, told with the reason. */
function refuse(file: Parsed, reason: string, broken: (target: string, each: Import) => boolean): string[] {
  return file.imports.filter((each) => broken(each.target, each)).map(({ written }) => `${file.path} imports ${written}: ${reason}`);
}

const text = (node: Node): string | undefined => {
  if (node.type === 'Literal') return typeof node.value === 'string' ? node.value : undefined;
  if (node.type === 'TemplateLiteral') return node.expressions.length === 0 ? (node.quasis[0]?.value.cooked ?? undefined) : undefined;
  return undefined;
};

/** `a.b` as text, for a chain of plain names; the last name alone for anything longer. */
const member = (node: Node): string => {
  if (node.type === 'Identifier') return node.name;
  if (node.type === 'MetaProperty') return `${node.meta.name}.${node.property.name}`;
  if (node.type === 'ChainExpression') return member(node.expression);
  if (node.type !== 'MemberExpression') return '';
  const name = node.computed ? (text(node.property) ?? '') : member(node.property);
  return `${member(node.object)}.${name}`;
};

const told = (file: Parsed, what: string | undefined, why = '') => (what ? [`${file.path} has ${what} ${why}`.trim()] : []);
const isCouncil = (node: Node) => /(^|\.)council(Id|Slug)?$/.test(member(node));
const readsEnvironment = (node: Node) => node.type === 'MemberExpression' && /(^|\.)(process|import\.meta)\.env$/.test(member(node));
const clocks = ['Date.now', 'performance.now', 'Math.random', 'crypto.randomUUID', 'crypto.getRandomValues', 'Temporal.Now'];

/** What makes an answer depend on more than the facts passed in. */
function impurity(node: Node): string | undefined {
  if (node.type === 'AwaitExpression' || (node.type === 'ForOfStatement' && node.await)) return 'await';
  if ('async' in node && node.async === true) return 'async';
  if ((node.type === 'NewExpression' || node.type === 'CallExpression') && member(node.callee) === 'Date') return 'new Date(';
  if (readsEnvironment(node)) return 'process.env';
  return node.type === 'MemberExpression' ? clocks.find((clock) => member(node) === clock) : undefined;
}

/** The rules, each under the sentence it holds. */
export const rules: Record<string, Rule> = {
  'every file can be read': (file) => file.errors.map((message) => `${file.path}: ${message}`),

  'every file begins with its promise': (file) => told(file, /^(\/\/|\/\*)/.test(file.text) ? undefined : 'no comment on its first line'),

  'functions holds the manifest and the known rooms': (file) => {
    if (!lies(file.path, 'functions') || is(file.path, 'functions/manifest') || among(file.room, ...rooms, ...lonely)) return [];
    return [`${file.path} lies in no known room`];
  },

  'a room holds only the eight kinds of file': (file) => {
    const known = file.room === 'documents' ? [...kinds, 'template'] : kinds;
    return file.room === undefined || is(file.path, 'functions/manifest') || among(file.kind, ...known)
      ? []
      : [`${file.path} is none of ${known.join(', ')}`];
  },

  'a room imports only rooms before it': (file) => {
    const position = rooms.indexOf(file.room ?? '');
    if (position < 0) return [];
    return refuse(file, `${file.room} may import only ${rooms.slice(0, position).join(', ') || 'no other room'}`, (target) => {
      const { room: other, kind } = place(target);
      // The document model is what a room hands to the documents function: its schema is a contract, not a room that is visited.
      if (other === 'documents' && kind === 'schema') return false;
      return other !== undefined && other !== file.room && !rooms.slice(0, position).includes(other);
    });
  },

  'of another room only schema, rules and store are imported': (file) =>
    refuse(file, 'of another room only its schema, rules and store may be known', (target) => {
      const { room, kind } = place(target);
      return file.room !== undefined && room !== undefined && room !== file.room && !among(kind, 'schema', 'rules', 'store');
    }),

  'outbox, nightly, worker and documents import no room': (file) =>
    refuse(file, `${file.room} knows tasks by name only`, (target) => {
      const { room } = place(target);
      return among(file.room, ...lonely) && room !== undefined && room !== file.room;
    }),

  'the manifest imports only shared and schemas': (file) =>
    refuse(file, 'the manifest names rooms and does not load them', (target) => {
      if (!is(file.path, 'functions/manifest') || lies(target, 'shared', 'functions/manifest')) return false;
      return place(target).kind !== 'schema';
    }),

  'schema and rules import only zod, shared and other schema and rules': (file) =>
    refuse(file, 'words and decisions know no table, no transport and no library but zod', (target) => {
      if (!among(file.kind, 'schema', 'rules')) return false;
      if (is(target, 'shared/commit', 'shared/http', 'shared/table') || lies(target, 'shared/table')) return true;
      return !(target === 'zod' || lies(target, 'shared') || among(place(target).kind, 'schema', 'rules'));
    }),

  'rules are pure': (file) =>
    (file.kind === 'rules' ? file.nodes : []).flatMap((node) => {
      const line = file.text.slice(0, node.start).split('\n').length;
      return told(file, impurity(node), `on line ${line}: time, chance and policy are facts passed in`);
    }),

  'only stores and shared use the AWS SDK': (file) =>
    refuse(file, 'reads belong in a store, writes in commit', (target) => {
      const allowed = file.kind === 'store' || lies(file.path, 'shared') || among(file.path, 'infra/local/engine.ts', 'infra/aws/entry.ts');
      return !allowed && /^@(aws-sdk|smithy)\//.test(target);
    }),

  'pages and routes import no store': (file) =>
    refuse(file, 'a page or route calls actions', (target) => among(file.kind, 'page', 'routes') && place(target).kind === 'store'),

  'only actions and tasks commit': (file) =>
    refuse(file, 'a store builds writes, and an action or a task commits them', (target, { names }) => {
      const allowed = file.room === undefined || among(file.kind, 'actions', 'tasks');
      return !allowed && is(target, 'shared/commit') && names.includes('commit');
    }),

  'only payments knows Stripe': (file) =>
    refuse(file, 'only payments and the local Stripe know Stripe', (target) => {
      return lies(target, 'stripe') && file.room !== 'payments' && !is(file.path, 'infra/local/stripe');
    }),

  'shared imports nothing from functions or infra': (file) =>
    refuse(file, 'shared stands below everything', (target) => lies(file.path, 'shared') && lies(target, 'functions', 'infra')),

  'functions import nothing from infra': (file) =>
    refuse(file, 'a function does not know its host', (target) => lies(file.path, 'functions') && lies(target, 'infra')),

  'infra imports only the manifest from functions': (file) =>
    refuse(file, 'a host knows the manifest and the built bundles', (target) => {
      if (!lies(file.path, 'infra') || !lies(target, 'functions') || target === 'functions/manifest.ts') return false;
      // What the documents function needs beside its bundle is a constant of its schema.
      if (target === 'functions/documents/schema.ts' && among(file.path, 'infra/bundle.ts', 'infra/aws/assemble.ts')) return false;
      return !((file.path === 'infra/docs.ts' || lies(file.path, 'infra/docs')) && among(place(target).kind, 'schema', 'routes'));
    }),

  'the product imports no test': (file) =>
    refuse(file, 'tests know the product and not the reverse', (target) => !lies(file.path, 'test') && lies(target, 'test')),

  'no council is named in a decision': (file) => {
    if (lies(file.path, 'infra/local', 'test')) return [];
    const compares = (node: Node) =>
      node.type === 'BinaryExpression' &&
      /^[!=]==?$/.test(node.operator) &&
      [node.left, node.right].some(isCouncil) &&
      [node.left, node.right].some(text);
    const switches = (node: Node) =>
      node.type === 'SwitchStatement' && isCouncil(node.discriminant) && node.cases.some(({ test }) => test && text(test));
    return file.nodes.flatMap((node) =>
      told(
        file,
        compares(node) || switches(node) ? `a council by name: ${file.text.slice(node.start, node.end).split('\n')[0]}` : undefined,
      ),
    );
  },

  'functions and shared read no environment': (file) => {
    if (!lies(file.path, 'functions', 'shared')) return [];
    const direct = file.nodes.some(readsEnvironment) ? 'process.env' : undefined;
    return [
      ...told(file, direct),
      ...refuse(
        file,
        'a function gets its environment through create(env)',
        (target, { names }) => /^(node:)?process$/.test(target) && names.includes('env'),
      ),
    ];
  },

  'zod is imported whole': (file) =>
    refuse(file, "write import * as z from 'zod'; a named import brings every language zod speaks", (target, { names, namespace }) => {
      return lies(target, 'zod') && (target !== 'zod' || (names.length > 0 && !namespace));
    }),
};
