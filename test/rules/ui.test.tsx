// Every component of the page kit writes the markup govuk-frontend ships as its contract: its own fixtures, options in, HTML out.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { raw } from 'hono/html';
import { describe, expect, test } from 'vitest';
import * as ui from '../../shared/ui/index.ts';
import { normalise } from './ui-markup.ts';

type Options = Record<string, unknown>;
type Fixture = { name: string; options: Options; html: string };
type Component = (props: never) => unknown;

const govuk = dirname(createRequire(import.meta.url).resolve('govuk-frontend/package.json'));
const fixturesOf = (name: string): Fixture[] =>
  JSON.parse(readFileSync(join(govuk, 'dist/govuk/components', name, 'fixtures.json'), 'utf8')).fixtures;

const untagged = 'a phase banner without its tag, which our types refuse';

// Each component with the number of fixtures it matches: exactly this many, so that neither a loss nor a gain goes unseen.
const ported: Record<string, { component: Component; matching: number; differing?: Record<string, string> }> = {
  'back-link': { component: ui.BackLink, matching: 7 },
  breadcrumbs: { component: ui.Breadcrumbs, matching: 12 },
  button: { component: ui.Button, matching: 38 },
  'character-count': { component: ui.CharacterCount, matching: 34 },
  checkboxes: { component: ui.Checkboxes, matching: 42 },
  'date-input': { component: ui.DateInput, matching: 50 },
  details: { component: ui.Details, matching: 10 },
  'error-message': { component: ui.ErrorMessage, matching: 9 },
  'error-summary': { component: ui.ErrorSummary, matching: 19 },
  fieldset: { component: ui.Fieldset, matching: 18 },
  'generic-header': { component: ui.GenericHeader, matching: 7 },
  hint: { component: ui.Hint, matching: 6 },
  input: { component: ui.Input, matching: 45 },
  'inset-text': { component: ui.InsetText, matching: 6 },
  label: { component: ui.Label, matching: 17 },
  'notification-banner': { component: ui.NotificationBanner, matching: 21 },
  pagination: { component: ui.Pagination, matching: 15 },
  panel: { component: ui.Panel, matching: 19 },
  'phase-banner': {
    component: ui.PhaseBanner,
    matching: 3,
    differing: { classes: untagged, text: untagged, 'html as text': untagged, attributes: untagged },
  },
  radios: { component: ui.Radios, matching: 43 },
  select: { component: ui.Select, matching: 18, differing: { hint: 'a select without items, which our types refuse' } },
  'service-navigation': { component: ui.ServiceNavigation, matching: 33 },
  'skip-link': { component: ui.SkipLink, matching: 9 },
  'summary-list': { component: ui.SummaryList, matching: 30 },
  table: { component: ui.Table, matching: 21 },
  tag: { component: ui.Tag, matching: 12 },
  textarea: { component: ui.Textarea, matching: 18 },
  'warning-text': { component: ui.WarningText, matching: 7, differing: { 'icon fallback text only': 'a warning that says nothing' } },
};

// The macros take markup as strings; ours take JSX, so the fixtures' strings are marked as markup here and nowhere else.
const markupOptions = new Set([
  'html',
  'titleHtml',
  'descriptionHtml',
  'summaryHtml',
  'logoHtml',
  'start',
  'navigationStart',
  'navigationEnd',
]);

function asProps(value: unknown, key = ''): unknown {
  if (typeof value === 'string' && markupOptions.has(key)) return raw(value);
  if (Array.isArray(value)) return value.map((item) => asProps(item));
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, asProps(inner, name)]));
}

function propsOf(name: string, options: Options): Options {
  const props = asProps(options) as Options & { slots?: { end?: unknown } };
  if (name !== 'service-navigation' || !props.slots) return props;
  const end = (options.slots as { end?: string | { html?: string; align?: string } }).end;
  if (typeof end === 'string') return { ...props, slots: { ...props.slots, end: raw(end) } };
  return { ...props, isEndInline: end?.align === 'inline', slots: { ...props.slots, end: end?.html && raw(end.html) } };
}

function render(component: Component, props: Options): string {
  const Component = component as (props: Options) => ui.Element;
  return String(<Component {...props} />);
}

describe('each component writes the markup of its govuk-frontend fixtures', () => {
  test.each(Object.entries(ported))('%s', (name, { component, matching, differing = {} }) => {
    const fixtures = fixturesOf(name);
    const outcomes = fixtures.map((fixture) => ({
      name: fixture.name,
      expected: normalise(fixture.html),
      written: fixture.name in differing ? '' : normalise(render(component, propsOf(name, fixture.options))),
    }));
    const unlike = outcomes.filter(({ expected, written }) => expected !== written);
    const unforeseen = unlike.filter((outcome) => !(outcome.name in differing));
    expect(unforeseen.map(({ name, written }) => `${name}\n${written}`)).toEqual(
      unforeseen.map(({ name, expected }) => `${name}\n${expected}`),
    );
    expect(unlike.map((outcome) => outcome.name).sort()).toEqual(Object.keys(differing).sort());
    expect(fixtures.length - unlike.length).toBe(matching);
  });
});
