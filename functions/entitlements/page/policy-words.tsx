// A policy in words on a page: its sections with every fact, what is assumed, and what two say otherwise.
import { dateText } from '../../../shared/calendar.ts';
import { formatPence } from '../../../shared/money.ts';
import { buyersText } from '../../../shared/policy/prices.ts';
import type { AssumedValue } from '../../../shared/policy/rules.ts';
import { Details, type Element, LinkList, ScrollTable, SummaryList, Tag } from '../../../shared/ui/index.ts';
import type { Adoption } from '../rules/adoption.ts';
import type { EntryChange, SectionChange } from '../rules/compare.ts';
import { grantedByRun } from '../rules/policies/counting.ts';
import type { Entry, Fact, Section } from '../rules/policies/facts.ts';

const AssumedTag = () => <Tag text="Assumed" classes="govuk-tag--yellow" />;

function Value({ fact }: { fact: Fact }): Element {
  return (
    <>
      {fact.value}
      {fact.assumed && (
        <>
          {' '}
          <AssumedTag />
        </>
      )}
      {fact.note && <span class="govuk-hint govuk-!-margin-bottom-0">{fact.note}</span>}
    </>
  );
}

/** The code, the clause and the like stand last in every entry, as in the pack. */
const Facts = ({ facts }: { facts: readonly Fact[] }): Element => (
  <SummaryList rows={facts.map((fact) => ({ key: { text: fact.label }, value: { html: <Value fact={fact} /> } }))} />
);

/** The title stands above the entry already. */
const untitled = (facts: readonly Fact[]): Fact[] => facts.filter(({ key }) => key !== 'title');

const priceOf = ({ facts }: Entry): string =>
  facts
    .filter(({ key }) => key.startsWith('price.'))
    .map(({ value, label }) => `${value.replace(/ before VAT$/, '')} ${label.slice(0, 1).toLowerCase()}${label.slice(1)}`)
    .join(', ');

function Services({ entries }: { entries: readonly Entry[] }): Element {
  const kind = (entry: Entry) => entry.facts.find(({ key }) => key === 'class')?.value ?? '';
  return (
    <>
      {entries.map((entry) => (
        <Details summaryText={[entry.title, kind(entry).split(':')[0], priceOf(entry)].filter(Boolean).join(' · ')}>
          <Facts facts={untitled(entry.facts)} />
        </Details>
      ))}
    </>
  );
}

const isShort = (entries: readonly Entry[]): boolean =>
  entries.every(({ facts }) => facts.length <= 2 && facts.every(({ quote }) => !quote));

function EntriesOf({ section }: { section: Section }): Element {
  const { key, entries } = section;
  if (entries.length === 0) return <p class="govuk-body">{section.none}</p>;
  if (key === 'services') return <Services entries={entries} />;
  if (isShort(entries))
    return (
      <ScrollTable
        label={section.title}
        firstCellIsHeader
        head={[{ text: 'What' }, ...(entries[0]?.facts ?? []).map(({ label }) => ({ text: label }))]}
        rows={entries.map(({ title, facts }) => [{ text: title }, ...facts.map((fact) => ({ html: <Value fact={fact} /> }))])}
      />
    );
  return (
    <>
      {entries.map((entry) => (
        <>
          {entries.length > 1 && <h3 class="govuk-heading-s">{entry.title}</h3>}
          <Facts facts={entries.length > 1 ? untitled(entry.facts) : entry.facts} />
        </>
      ))}
    </>
  );
}

export const Sections = ({ sections }: { sections: readonly Section[] }): Element => (
  <>
    <nav aria-label="On this page">
      <LinkList links={sections.map(({ key, title }) => ({ href: `#${key}`, text: title }))} />
    </nav>
    {sections.map((section) => (
      <>
        <h2 class="govuk-heading-m" id={section.key}>
          {section.title}
        </h2>
        {section.notApplied && section.entries.length > 0 && <p class="govuk-body">{section.notApplied}</p>}
        <EntriesOf section={section} />
      </>
    ))}
  </>
);

/** Numbers that the source does not give: whoever looks after the policy should know each. */
export const Assumed = ({ assumed }: { assumed: readonly AssumedValue[] }): Element | null =>
  assumed.length === 0 ? null : (
    <Details summaryText={`${assumed.length} ${assumed.length === 1 ? 'number is' : 'numbers are'} assumed, because the source gives none`}>
      <ScrollTable
        label="Assumed numbers"
        head={[{ text: 'What' }, { text: 'Assumed' }, { text: 'On what ground' }]}
        rows={assumed.map(({ what, value, note }) => [{ text: what }, { text: value }, { text: note || 'Not said' }])}
      />
    </Details>
  );

const changeTags = {
  added: { text: 'Added', classes: 'govuk-tag--green' },
  removed: { text: 'Removed', classes: 'govuk-tag--red' },
  changed: { text: 'Changed', classes: 'govuk-tag--blue' },
} as const;

function ChangeOf({ change }: { change: EntryChange }): Element {
  const table = (
    <ScrollTable
      label={`${change.title}: what is different`}
      firstCellIsHeader
      head={[{ text: 'What' }, { text: 'Before' }, { text: 'After' }]}
      rows={change.facts.map(({ label, before, after }) => [{ text: label }, { text: before ?? '–' }, { text: after ?? '–' }])}
    />
  );
  return (
    <>
      <h3 class="govuk-heading-s govuk-!-margin-bottom-2">
        {change.title} <Tag {...changeTags[change.change]} />
      </h3>
      {change.change === 'changed' ? table : <Details summaryText={`What it says: ${change.title}`}>{table}</Details>}
    </>
  );
}

/** What is different, section by section; `none` is said where nothing is. */
export const Changes = ({ sections, none }: { sections: readonly SectionChange[]; none: string }): Element =>
  sections.length === 0 ? (
    <p class="govuk-body">{none}</p>
  ) : (
    <div>
      {sections.map(({ section, title, changes }) => (
        <>
          <h3 class="govuk-heading-m" id={`changes-${section}`}>
            {title}
          </h3>
          {changes.map((change) => (
            <ChangeOf change={change} />
          ))}
        </>
      ))}
    </div>
  );

/** From when the days count that a version changes, rule by rule; nothing where it changes none. */
export const Counting = ({ texts }: { texts: readonly string[] }): Element | null =>
  texts.length === 0 ? null : (
    <>
      <h2 class="govuk-heading-m" id="counting">
        From when the days count
      </h2>
      <ul class="govuk-list govuk-list--bullet">
        {texts.map((text) => (
          <li>{text}</li>
        ))}
      </ul>
      <p class="govuk-body">{grantedByRun}</p>
    </>
  );

/** What a pack brings to the catalogue, or has not brought. */
export function InCatalogue({ adoption, published }: { adoption: Adoption; published: boolean }): Element | null {
  const { added, prices, lateRises, leftOut, otherWords, unnamed } = adoption;
  const lines = [
    ...(added.length > 0 ? [`${published ? 'Not in the catalogue yet' : 'New in the catalogue'}: ${added.join('; ')}.`] : []),
    ...prices.map(
      ({ title, from, perDayExVatPence, buyers }) =>
        `${title}: ${formatPence(perDayExVatPence)} a day${buyers ? ` for ${buyersText(buyers)}` : ''} from ${dateText(from)}${published ? ', which the catalogue has not yet' : ''}.`,
    ),
    ...lateRises.map((text) => `${text}.`),
    ...leftOut.map(({ message }) => `${message}.`),
    ...(otherWords.length > 0 ? [`The catalogue keeps its own words for: ${otherWords.join('; ')}.`] : []),
    ...(unnamed.length > 0 ? [`Not named here, and on sale until withdrawn in the catalogue: ${unnamed.join('; ')}.`] : []),
  ];
  if (lines.length === 0)
    return <p class="govuk-body">{published ? 'The catalogue has every service and price of it.' : 'The catalogue stays as it is.'}</p>;
  return (
    <ul class="govuk-list govuk-list--bullet">
      {lines.map((line) => (
        <li>{line}</li>
      ))}
    </ul>
  );
}
