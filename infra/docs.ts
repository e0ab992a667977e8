// `npm run docs`: writes the documents that are drawn from the code: the key table, the state diagrams, the refusals and the API description.
import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { apiDescription } from './docs/api.ts';
import { machines } from './docs/machines.ts';
import { keyTable, refusalTable, transitions } from './docs/markdown.ts';
import { words } from './docs/rooms.ts';

/** Every generated document, by its path in the repository. */
export const documents = (): Record<string, string> => ({
  'shared/table.md': keyTable(),
  'shared/transitions.md': transitions(machines),
  'shared/refusals.md': refusalTable(),
  'shared/api.json': `${JSON.stringify(apiDescription(words), null, 2)}\n`,
});

if (import.meta.main) {
  const root = fileURLToPath(new URL('..', import.meta.url));
  for (const [path, text] of Object.entries(documents())) {
    const before = await readFile(`${root}${path}`, 'utf8').catch(() => undefined);
    if (before !== text) await writeFile(`${root}${path}`, text);
    console.log(`${path}  ${before === text ? 'unchanged' : 'written'}`);
  }
}
