// State changes are data: a table of rows, each naming its event. Diagrams are drawn from it and every state × event is accepted or refused from it.

export type Transition<State extends string, Event extends string> = {
  readonly from: State | 'new';
  readonly event: Event;
  readonly to: State;
};

export type Machine<State extends string, Event extends string> = {
  readonly name: string;
  readonly rows: readonly Transition<State, Event>[];
  /** The state an event leads to, or undefined where the table has no row: the caller refuses by name. */
  next(from: State | 'new', event: Event): State | undefined;
  /** The same where our own code chose the event: it throws where the table has no row, which is then a bug. */
  must(from: State | 'new', event: Event): State;
};

/** Declares a machine; a duplicate row is a bug and throws at load. */
export function machine<State extends string, Event extends string>(
  name: string,
  rows: readonly Transition<State, Event>[],
): Machine<State, Event> {
  const table = new Map<string, State>();
  for (const row of rows) {
    const key = `${row.from} ${row.event}`;
    if (table.has(key)) throw new Error(`${name}: two rows for ${key}`);
    table.set(key, row.to);
  }
  const next = (from: State | 'new', event: Event) => table.get(`${from} ${event}`);
  return {
    name,
    rows,
    next,
    must(from, event) {
      const to = next(from, event);
      if (!to) throw new Error(`${name}: what is ${from} cannot ${event}`);
      return to;
    },
  };
}

/** The machine as a Mermaid state diagram, for the generated documents. */
export function diagram(m: Machine<string, string>): string {
  const lines = m.rows.map(
    (row) => `  ${row.from === 'new' ? '[*]' : row.from.replaceAll('-', '_')} --> ${row.to.replaceAll('-', '_')}: ${row.event}`,
  );
  return ['stateDiagram-v2', ...lines].join('\n');
}
