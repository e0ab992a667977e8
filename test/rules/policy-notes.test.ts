// Rules of notes in a policy: faults told with path and sentence, the words in which they are read and compared, and the form in which a draft changes them.
import { describe, expect, test } from 'vitest';
import { comparePacks } from '../../functions/entitlements/rules/compare.ts';
import { withTyped } from '../../functions/entitlements/rules/drafts/fields.ts';
import { partOf, partsOf, partWith } from '../../functions/entitlements/rules/drafts/parts.ts';
import { describePack } from '../../functions/entitlements/rules/policies/describe.ts';
import type { Json } from '../../functions/entitlements/schema/drafts.ts';
import { essex2017 } from '../../shared/policy/essex-2017.ts';
import { manchester2007 } from '../../shared/policy/manchester-2007.ts';
import { noteRuleFor } from '../../shared/policy/notes.ts';
import { rivermouth2026 } from '../../shared/policy/rivermouth-2026.ts';
import { rochdale2012 } from '../../shared/policy/rochdale-2012.ts';
import { assumedValues } from '../../shared/policy/rules.ts';
import { type Pack, packSchema } from '../../shared/policy/schema.ts';

const [report, confidential, plain] = essex2017.notes as [Pack['notes'][number], Pack['notes'][number], Pack['notes'][number]];
const faultsOf = (notes: unknown) =>
  (packSchema.safeParse({ ...essex2017, notes }).error?.issues ?? []).map(({ path, message }) => `${path.join('.')}: ${message}`);

describe('a fault in a rule of notes', () => {
  test.each<[string, unknown[], string]>([
    ['for nothing', [{ ...report, services: undefined }], 'notes.0.services: “Report of a review” is for no service'],
    ['for a service that is not there', [{ ...report, services: ['gone'] }], 'notes.0.services.0: There is no service “gone”'],
    [
      'for what another is for',
      [report, { ...confidential, services: ['safeguarding-audits'] }],
      'notes.1.services.0: A rule of notes is for “Safeguarding audits” already',
    ],
    [
      'for a class that another is for',
      [plain, { ...report, classes: ['core'] }],
      'notes.1.classes.0: A rule of notes is for core services',
    ],
    ['with a code of another', [plain, { ...report, code: plain.code }], 'notes.1.code: The code “note-of-visit” stands twice'],
    ['without a heading', [{ ...report, headings: [] }], 'notes.0.headings: Give at least one heading'],
    [
      'that could be shared empty',
      [{ ...report, headings: [{ code: 'done', title: 'What was done', required: false }] }],
      'notes.0.headings: “Report of a review” could be shared without a word',
    ],
    [
      'with a heading twice',
      [{ ...report, headings: [...report.headings, report.headings[0]] }],
      'notes.0.headings.3.code: The code “done” stands twice',
    ],
    ['due at once', [{ ...report, dueWorkingDays: 0 }], 'notes.0.dueWorkingDays: Give at least 1 working day'],
    ['read by nobody named', [{ ...report, readBy: 'friends' }], 'notes.0.readBy: Choose one of: all-concerned, school-and-council'],
  ])('%s', (_, notes, told) => {
    expect(faultsOf(notes).join('\n')).toContain(told);
  });

  test('is in no pack that ships; each of its services has a note, and what no source gives is marked as assumed', () => {
    for (const pack of [essex2017, manchester2007, rochdale2012, rivermouth2026]) {
      expect(packSchema.safeParse(pack).success).toBe(true);
      for (const { code } of pack.services) expect(pack.notes).toContain(noteRuleFor(pack, code));
      for (const { assumed, clause } of pack.notes) expect(assumed === true || clause !== undefined).toBe(true);
    }
    expect(assumedValues(rivermouth2026).filter(({ path }) => path[0] === 'notes')).toEqual([]);
    expect(assumedValues(essex2017).filter(({ path }) => path[0] === 'notes')).toHaveLength(essex2017.notes.length);
  });
});

test('a School Improvement Partner’s report is moderated, and read by the school and the council alone', () => {
  expect(noteRuleFor(manchester2007, 'school-improvement-partner')).toMatchObject({ moderated: true, readBy: 'school-and-council' });
  expect(noteRuleFor(manchester2007, 'behaviour-and-learning')).toMatchObject({ moderated: false, readBy: 'all-concerned' });
});

test('is read in words, and a change of it is told in a sentence', () => {
  const section = describePack(essex2017).find(({ key }) => key === 'notes');
  expect(section?.entries.map(({ title }) => title)).toEqual(['Report of a review', 'Confidential note', 'Note of visit']);
  const later = { ...essex2017, notes: [{ ...report, moderated: false, dueWorkingDays: 15 }, confidential, plain] };
  const [changed] = comparePacks(essex2017, later);
  expect([changed?.section, changed?.changes.flatMap(({ sentences }) => sentences)]).toEqual([
    'notes',
    [
      'Report of a review: moderated: A colleague of the author reads it before the school does → No, from 1 September 2017',
      'Report of a review: due: Within 10 working days of the visit (assumed: The paper says nothing of notes of visits) → Within 15 working days of the visit (assumed: The paper says nothing of notes of visits), from 1 September 2017',
    ],
  ]);
});

describe('the form of a draft', () => {
  const json = JSON.parse(JSON.stringify(essex2017)) as Json;
  const part = partOf(json, 'notes', { districts: [] });
  const typed = (fields: Readonly<Record<string, string | string[]>>) => ({
    one: (name: string) => [fields[name]].flat()[0],
    many: (name: string) => [fields[name] ?? []].flat(),
  });
  const asOpened: Record<string, string | string[]> = {};
  for (const [i, rule] of essex2017.notes.entries()) {
    const at = `notes.${i}`;
    Object.assign(asOpened, {
      [`${at}.title`]: rule.title,
      [`${at}.classes`]: [...(rule.classes ?? [])],
      [`${at}.moderated`]: rule.moderated ? 'yes' : 'no',
      [`${at}.dueWorkingDays`]: String(rule.dueWorkingDays),
      [`${at}.readBy`]: rule.readBy,
      [`${at}.assumed`]: rule.assumed ? 'yes' : 'no',
      [`${at}.note`]: rule.note ?? '',
    });
    for (const [n, heading] of rule.headings.entries())
      Object.assign(asOpened, {
        [`${at}.headings.${n}.title`]: heading.title,
        [`${at}.headings.${n}.code`]: heading.code,
        [`${at}.headings.${n}.required`]: heading.required ? 'yes' : 'no',
      });
  }

  test('sent as it was opened changes nothing; a box that is changed changes that alone', () => {
    expect(part?.title).toBe('Notes of visits');
    expect(withTyped(json, part?.fields ?? [], typed(asOpened))).toEqual(json);
    const changed = withTyped(
      json,
      part?.fields ?? [],
      typed({ ...asOpened, 'notes.0.moderated': 'no', 'notes.2.dueWorkingDays': '7' }),
    ) as Pack;
    expect(packSchema.parse(changed).notes).toEqual([{ ...report, moderated: false }, confidential, { ...plain, dueWorkingDays: 7 }]);
  });

  test('is listed where there are rules, and is where a fault in one is mended', () => {
    expect(partsOf(json).others.map(({ name }) => name)).toContain('notes');
    expect(partsOf({ ...essex2017, notes: [] } as unknown as Json).others.map(({ name }) => name)).not.toContain('notes');
    expect(partWith({ path: ['notes', 0, 'headings'], message: '' })).toBe('notes');
  });
});
