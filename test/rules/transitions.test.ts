// A machine says for every state and event where it leads or that it leads nowhere; its diagram is its table.
import { describe, expect, test } from 'vitest';
import { diagram, machine } from '../../shared/transitions.ts';

type State = 'held' | 'on-order' | 'done';
type Event = 'order' | 'finish' | 'drop';

const parcel = machine<State, Event>('parcel', [
  { from: 'new', event: 'order', to: 'held' },
  { from: 'held', event: 'order', to: 'on-order' },
  { from: 'held', event: 'drop', to: 'done' },
  { from: 'on-order', event: 'finish', to: 'done' },
]);

describe('every state and event leads where the table says, or nowhere', () => {
  test.each<[State | 'new', Event, State | undefined]>([
    ['new', 'order', 'held'],
    ['new', 'finish', undefined],
    ['new', 'drop', undefined],
    ['held', 'order', 'on-order'],
    ['held', 'finish', undefined],
    ['held', 'drop', 'done'],
    ['on-order', 'order', undefined],
    ['on-order', 'finish', 'done'],
    ['on-order', 'drop', undefined],
    ['done', 'order', undefined],
    ['done', 'finish', undefined],
    ['done', 'drop', undefined],
  ])('%s, %s', (from, event, to) => {
    expect(parcel.next(from, event)).toBe(to);
  });
});

test('where our own code chose the event, a row that is not there is a bug and throws', () => {
  expect(parcel.must('held', 'drop')).toBe('done');
  expect(() => parcel.must('done', 'drop')).toThrow('parcel: what is done cannot drop');
});

test('two rows for one state and event are a bug, found when the table is declared', () => {
  const twice = () =>
    machine<State, Event>('parcel', [
      { from: 'held', event: 'drop', to: 'done' },
      { from: 'held', event: 'drop', to: 'on-order' },
    ]);
  expect(twice).toThrow('parcel: two rows for held drop');
});

test('even two rows that agree', () => {
  const row = { from: 'held', event: 'drop', to: 'done' } as const;
  expect(() => machine<State, Event>('parcel', [row, row])).toThrow('two rows');
});

test('the diagram has one arrow for each row, and names Mermaid can read', () => {
  expect(diagram(parcel)).toBe(
    ['stateDiagram-v2', '  [*] --> held: order', '  held --> on_order: order', '  held --> done: drop', '  on_order --> done: finish'].join(
      '\n',
    ),
  );
});
