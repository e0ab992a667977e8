// Functions are compiled together because they share most files. What each of them then is may not depend on which others were built beside it.
import { expect, test } from 'vitest';
import { type Compiled, compile } from '../../infra/bundle.ts';

const assets = { css: 'daybook.css', js: 'daybook.js' };
/** One that answers pages and one that only runs tasks: they share the table and differ in all else. */
const several = ['officers', 'outbox'] as const;

const told = ({ name, files, part }: Compiled) => ({
  name,
  files: files.map(({ path, contents }) => [path, Buffer.from(contents).toString('base64')]).sort(),
  inputs: Object.keys(part.inputs).sort(),
  outputs: Object.entries(part.outputs).sort(),
});

test('functions built together are byte for byte those built alone, made of the same files', async () => {
  const together = await compile(several, assets);
  expect(together.map(({ name, files }) => [name, files.length])).toEqual(several.map((name) => [name, 2]));
  for (const [index, name] of several.entries()) {
    const [alone] = await compile([name], assets);
    expect(alone?.part.inputs).toHaveProperty([`functions/${name}/handler.ts`]);
    // Compared as one truth: what differs is megabytes of minified text, which no message is to print.
    expect(JSON.stringify(together.map(told)[index]) === JSON.stringify(alone && told(alone)), name).toBe(true);
  }
});
