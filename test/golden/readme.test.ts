// The README promises nothing that is not there: commands, links, pictures, variables, people, and what a deployment is set up with.
import { existsSync, globSync, readFileSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { councilSchema } from '../../functions/identity/schema/council.ts';
import { registerPersonSchema } from '../../functions/identity/schema/people.ts';
import { functions } from '../../functions/manifest.ts';
import { settlingTypes } from '../../functions/payments/schema.ts';
import { essex } from '../../infra/local/demo/essex.ts';
import { rivermouth } from '../../infra/local/demo/rivermouth.ts';
import project from '../../package.json' with { type: 'json' };
import { roles } from '../../shared/context.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const read = (path: string): string => readFileSync(`${root}${path}`, 'utf8');
const readme = read('README.md');

const all = (pattern: RegExp, text = readme): string[] => [...new Set([...text.matchAll(pattern)].map(([, found = '']) => found))];

/** The lines from a heading to the next of its level or above. */
function section(heading: string): string {
  const [, level = ''] = /^(#+) /.exec(heading) ?? [];
  const from = readme.indexOf(`\n${heading}\n`);
  if (from < 0) throw new Error(`the README has no "${heading}"`);
  const rest = readme.slice(from + heading.length + 2);
  const end = rest.search(new RegExp(`^#{1,${level.length}} `, 'm'));
  return end < 0 ? rest : rest.slice(0, end);
}

const blocks = (language: string, text: string): string[] => all(new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``, 'g'), text);

describe('commands', () => {
  const named = [...all(/npm run ([\w:-]+)/g), ...all(/npm (start|test)\b/g)];

  test('each that is named is there', () => {
    expect(named.length).toBeGreaterThan(8);
    expect(named.filter((name) => !(name in project.scripts))).toEqual([]);
  });

  test('each that is there for people is named', () => {
    const parts = ['prestart', 'pretest', 'types', 'lint', 'build'];
    expect(Object.keys(project.scripts).filter((name) => !parts.includes(name) && !named.includes(name))).toEqual([]);
  });
});

describe('links and pictures', () => {
  const targets = all(/\]\(([^)\s]+)\)/g).filter((target) => !/^https?:/.test(target));

  test('each leads to a file of the repository', () => {
    expect(targets.length).toBeGreaterThan(15);
    const strange = targets.filter((target) => target.startsWith('/') || target.includes('..') || !existsSync(root + target));
    expect(strange).toEqual([]);
  });

  test('a picture says in words what it shows, and none is left over or too large', () => {
    const pictures = [...readme.matchAll(/!\[([^\]]*)\]\(([^)]+)\)/g)].map(([, words = '', path = '']) => ({ words, path }));
    expect(pictures.filter(({ words }) => words.length < 40)).toEqual([]);
    const kept = globSync('shared/ui/pictures/*', { cwd: root }).map((path) => path.replaceAll('\\', '/'));
    expect(kept.sort()).toEqual(pictures.map(({ path }) => path).sort());
    // Seven of the main job, six of who is who and three of what is free by right: more would be an album.
    expect(kept.length).toBeLessThanOrEqual(16);
    expect(kept.filter((path) => statSync(root + path).size > 150 * 1024)).toEqual([]);
  });
});

describe('configuration', () => {
  const rows = all(/^\| `([A-Z_]+)` \|/gm, section('## Configuration'));
  const hostFiles = [...globSync('infra/**/*.ts', { cwd: root }), 'test/browser/chromium.ts'].map((path) =>
    read(path.replaceAll('\\', '/')),
  );
  const readHere = new Set(hostFiles.flatMap((text) => all(/\b(?:environment|process\.env)\.([A-Z][A-Z_]+)\b/g, text)));

  test('every variable of the table is read', () => {
    expect(rows.length).toBeGreaterThan(0);
    expect(rows.filter((name) => !readHere.has(name))).toEqual([]);
  });

  test('every variable that is read and of our own naming is in the table', () => {
    const systems = ['PATH', 'INIT_CWD'];
    expect([...readHere].filter((name) => !systems.includes(name) && !rows.includes(name))).toEqual([]);
  });
});

describe('the demonstration', () => {
  const named = all(/\*\*([A-Z]\w+ [A-Z]\w+)\*\*/g, section('## Run it'));

  test('the people named are on the sign-in list of their council, and somebody of every role is named', () => {
    const people = new Map([...rivermouth.people, ...essex.people].map((person) => [person.name, person]));
    expect(named.filter((name) => !people.has(name))).toEqual([]);
    const shown = new Set(named.flatMap((name) => people.get(name)?.rights.flatMap((right) => right.roles) ?? []));
    expect(roles.filter((role) => !shown.has(role))).toEqual([]);
  });

  test('the schools named by number are theirs', () => {
    const urns = all(/\b(9900\d\d)\b/g, section('## Run it'));
    expect(urns.map((urn) => `sch_${urn}`)).toEqual(
      ['Maria Okafor', 'Tom Haldane'].map((name) => essex.people.find((person) => person.name === name)?.rights[0]?.organisation),
    );
  });
});

describe('deployment', () => {
  const text = section('## Deploy it');
  const [council = '{}', event = '{}'] = blocks('json', text);

  test('every context of the table is read, and every one that is read is in the table', () => {
    const [table = ''] = text.split('**What is created**');
    const rows = [...table.matchAll(/^\| (`.*?`) \|/gm)].flatMap(([, names = '']) => all(/`(\w+)`/g, names));
    const app = read('infra/aws/app.ts');
    expect(rows.sort()).toEqual(all(/(?:context|tryGetContext)\('(\w+)'\)/g, app).sort());
  });

  test('the example events are ones that their tasks take', () => {
    const events = [council, event].map((text) => JSON.parse(text) as { council: string; task: string; subject: { slug?: string } });
    expect(events.map(({ task }) => task)).toEqual(['record-council', 'register-person']);
    expect(councilSchema.safeParse(events[0]?.subject).error?.issues).toBeUndefined();
    expect(events[0]?.subject.slug).toBe(events[0]?.council);
    expect(registerPersonSchema.safeParse(events[1]?.subject).error?.issues).toBeUndefined();
  });

  test('the tasks named are in the manifest', () => {
    const named = [...text.matchAll(/^\| `(\w+)` \| `([\w-]+)` \|/gm)].map(([, room, task]) => `${room} ${task}`);
    const declared = functions.flatMap(({ name, tasks }) => tasks.map((task) => `${name} ${task}`));
    expect(named.length).toBe(6);
    expect(named.filter((each) => !declared.includes(each))).toEqual([]);
  });

  test('the secrets are those of the stack, and Stripe is asked for the messages that settle', () => {
    const secrets = all(/this\.secret\(\s*'(\w+)'/g, read('infra/aws/data.ts'));
    expect(all(/^\| `([A-Z]\w+)` \|/gm, text)).toEqual(secrets);
    for (const type of settlingTypes) expect(text).toContain(type.replace(/^checkout\.session(?=\.(?!completed))/, ''));
  });
});

test('the README speaks of the product alone', () => {
  // Notes to ourselves, paths of somebody's machine, a registry's host, and what lies outside the project.
  const forbidden = [/TO-?DO|FIX-?ME/i, /(^|[\s`'"(=])\/(work|root|home|tmp|usr|opt|var|mnt|srv|Users)\b/m, /registry\.npmjs/, /\.\.\/shared/];
  expect(forbidden.filter((pattern) => pattern.test(readme))).toEqual([]);
});
