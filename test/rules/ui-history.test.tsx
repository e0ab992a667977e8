// The history at the foot of a record's page: a section of its own, its words escaped, and nothing where nothing was done.
import { expect, test } from 'vitest';
import { History } from '../../shared/ui/index.ts';

test('each entry is a row of when, who and what, in the order given', () => {
  const html = String(
    <History
      entries={[
        { when: '24 November 2026 at 09:00', who: 'Ellwood <County> Council', what: 'Sessions cancelled: Tuesday' },
        { when: '23 November 2026 at 09:00', who: 'Maria Okafor', what: 'Booked' },
      ]}
    />,
  );
  expect(html).toMatch(/<section aria-labelledby="history"><h2 class="govuk-heading-m" id="history">History<\/h2>/);
  const cells = [...html.matchAll(/<td class="govuk-table__cell">([^<]*)<\/td>/g)].map(([, text]) => text);
  expect(cells).toEqual([
    '24 November 2026 at 09:00',
    'Ellwood &lt;County&gt; Council',
    'Sessions cancelled: Tuesday',
    '23 November 2026 at 09:00',
    'Maria Okafor',
    'Booked',
  ]);
});

test('that there are earlier entries is said, and not where there are none', () => {
  const entry = { when: '24 November 2026 at 09:00', who: 'Maria Okafor', what: 'Booked' };
  const words = 'The latest 2 entries are shown.';
  expect(String(<History entries={[entry, { ...entry, more: true }]} />)).toContain(words);
  expect(String(<History entries={[entry, entry]} />)).not.toContain('entries are shown');
});

test('a record nobody has changed yet has none', () => expect(String(<History entries={[]} />)).toBe(''));
