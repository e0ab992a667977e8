// What was done to a record, newest first: a section at the foot of its page.
import type { Element } from './markup.ts';
import { ScrollTable } from './tables.tsx';

type Entry = { when: string; who: string; what: string; more?: true };
/** Nothing is shown of a record that nobody has changed yet; that there are earlier entries than are shown is said. */
export function History({ entries }: { entries: readonly Entry[] }): Element | null {
  if (entries.length === 0) return null;
  return (
    <section aria-labelledby="history">
      <h2 class="govuk-heading-m" id="history">
        History
      </h2>
      <ScrollTable
        label="What was done, newest first"
        head={[{ text: 'When' }, { text: 'Who' }, { text: 'What' }]}
        rows={entries.map(({ when, who, what }) => [{ text: when }, { text: who }, { text: what }])}
      />
      {entries.at(-1)?.more && (
        <p class="govuk-body">The latest {entries.length} entries are shown. Every one is in the council’s audit trail.</p>
      )}
    </section>
  );
}
