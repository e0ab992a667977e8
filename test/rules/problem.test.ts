// Every refusal can be understood and acted on: a status that fits, a title, and a next step in a whole sentence.
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { accept, accepted, refuse } from '../../shared/decision.ts';
import { problemDetails, type RefusalName, refusals } from '../../shared/problem.ts';

const names = Object.keys(refusals) as RefusalName[];

describe.each(names)('%s', (name) => {
  const { status, title, next } = refusals[name];

  test('is named in words that fit an address', () => {
    expect(name).toMatch(/^[a-z]+(-[a-z]+)*$/);
  });

  test('is the asker’s to mend, or passes: 4xx or 503; a fault of ours alone is 500', () => {
    const asked: number = name === 'unexpected' ? 500 : 503;
    expect(status === asked || (status >= 400 && status < 500)).toBe(true);
  });

  test('has a title: what is wrong, without a full stop', () => {
    expect(title).toMatch(/^[A-Z].{9,79}[^.!?…]$/);
  });

  test('says what to do next, in whole sentences', () => {
    expect(next).toMatch(/^[A-Z].{10,200}\.$/);
    expect(next).not.toBe(title);
    // Not the sermon of a machine, and nothing that only its makers understand.
    expect(`${title} ${next}`).not.toMatch(/\b(error|null|undefined|exception|please|oops|unfortunately|ID)\b|[_{}<>]|\s{2}/i);
  });
});

test('no name stands in two files, where one would silence the other', () => {
  const folder = new URL('../../shared/problem/', import.meta.url);
  const written = readdirSync(folder).flatMap(
    (file) => readFileSync(new URL(file, folder), 'utf8').match(/^ {2}(?:'[a-z-]+'|[a-z]+): \{/gm) ?? [],
  );
  expect(written.length).toBe(names.length);
});

test('no two refusals say the same', () => {
  const said = names.map((name) => `${refusals[name].title} ${refusals[name].next}`);
  expect(said).toEqual([...new Set(said)]);
});

test('what may pass by itself says that nothing was changed, or that it can safely be sent again', () => {
  const passing = names.filter((name) => refusals[name].status === 503);
  expect(passing.length).toBeGreaterThan(0);
  for (const name of passing) expect(refusals[name].next).toMatch(/nothing was charged|it will not happen twice/);
});

describe('problem details', () => {
  test.each(names)('of %s alone hold its type, title, status and next step', (name) => {
    const { status, title, next } = refusals[name];
    expect(problemDetails({ name })).toEqual({ type: `urn:daybook:problem:${name}`, title, status, next });
  });

  test('say what is wrong in this case, and name each faulty field by a JSON pointer', () => {
    const faults = [
      { field: 'sessions.0', detail: 'is at a weekend' },
      { field: 'purchaseOrder', detail: 'is missing' },
    ];
    expect(problemDetails({ name: 'weekend', detail: '28 November 2026 is a Saturday.', faults })).toEqual({
      ...problemDetails({ name: 'weekend' }),
      detail: '28 November 2026 is a Saturday.',
      errors: [
        { pointer: '#/sessions/0', detail: 'is at a weekend' },
        { pointer: '#/purchaseOrder', detail: 'is missing' },
      ],
    });
  });

  test('carry what the refusal adds', () => {
    const { quote, status } = problemDetails({ name: 'quote-changed', more: { quote: { netPence: 90_000 } } });
    expect([quote, status]).toEqual([{ netPence: 90_000 }, 409]);
  });
});

describe('a decision', () => {
  test('that accepts holds its value', () => {
    expect(accepted(accept(3))).toBe(3);
  });

  test('that refuses one field names it, in the words of the detail or else by the refusal’s name', () => {
    expect(refuse('weekend', 'is a Saturday', { field: 'sessions.0' }).refusal.faults).toEqual([
      { field: 'sessions.0', detail: 'is a Saturday' },
    ]);
    expect(refuse('weekend', undefined, { field: 'sessions.0' }).refusal).toEqual({
      name: 'weekend',
      faults: [{ field: 'sessions.0', detail: 'weekend' }],
    });
  });

  test('that refuses and was not expected to is a bug, told by name', () => {
    expect(() => accepted(refuse('weekend', 'is a Saturday'))).toThrow('refused: weekend is a Saturday');
  });
});
