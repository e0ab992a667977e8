// What a change of the catalogue would do, shown before it is saved. The page holds what was typed and the server nothing: saving sends it again.
import { type CivilDate, dateText } from '../../../shared/calendar.ts';
import type { Context } from '../../../shared/context.ts';
import type { Refusal } from '../../../shared/decision.ts';
import type { Web } from '../../../shared/http.ts';
import { formatPence } from '../../../shared/money.ts';
import { page } from '../../../shared/page.tsx';
import { buyerTexts, type Rise, riseOf } from '../../../shared/policy/prices.ts';
import {
  Button,
  Checkboxes,
  type Element,
  errorFor,
  type FieldError,
  halfDaysText,
  InsetText,
  PageHeading,
  ScrollTable,
  shareText,
  WarningText,
} from '../../../shared/ui/index.ts';
import { capital } from '../../../shared/ui/text.ts';
import { mostCounted } from '../actions/delivering.ts';
import type { PricePreview, WithdrawalPreview, WordsPreview } from '../actions/previews.ts';
import { forWhom, type PriceChange, riseText } from '../rules/prices.ts';
import { changedWords, wordNames, wordTexts } from '../rules/words.ts';
import { Carried, type Typed } from './forms.tsx';
import { ServiceShown } from './shown.tsx';
import { classText } from './words.ts';

type Saving = {
  base: string;
  service: string;
  of: 'prices' | 'prices/ending' | 'withdrawal' | 'words';
  typed: Typed;
  save: string;
  children?: Element | false;
};

/** Save, or go back to the form with what was typed. */
export function Save({ base, service, of, typed, save, children }: Saving): Element {
  const action = `${base}/catalogue/${service}/${of}`;
  return (
    <>
      <form method="post" action={action} novalidate>
        <Carried typed={typed} />
        {children}
        <Button text={save} preventDoubleClick />
      </form>
      <form method="post" action={`${action}/preview`} novalidate>
        <Carried typed={typed} />
        <Button name="change" value="yes" text="Change it" classes="govuk-button--secondary" />
      </form>
    </>
  );
}

export const bookedText = (halfDays: number): string =>
  halfDays > mostCounted ? `More than ${halfDaysText(mostCounted)}` : halfDaysText(halfDays);

const changeText = ({ beforePence, afterPence }: PriceChange): string => {
  if (beforePence === undefined || afterPence === undefined || beforePence === afterPence) return 'no change';
  const rise = riseOf(beforePence, afterPence);
  return rise < 0 ? `down ${shareText(-rise)}` : `up ${shareText(rise)}`;
};
const sum = (pence: number | undefined): string => (pence === undefined ? 'none' : formatPence(pence));

/** What a day costs each kind of customer on a day, before and after. */
export const Changes = ({ changes, on }: { changes: readonly PriceChange[]; on: CivilDate }): Element => (
  <ScrollTable
    caption={`A day on ${dateText(on)}, excluding VAT`}
    firstCellIsHeader
    head={[
      { text: 'Customer' },
      { text: 'Before', format: 'numeric' },
      { text: 'After', format: 'numeric' },
      { text: 'Change', format: 'numeric' },
    ]}
    rows={changes.map((change) => [
      { text: buyerTexts[change.buyer] },
      { text: sum(change.beforePence), format: 'numeric' as const },
      { text: sum(change.afterPence), format: 'numeric' as const },
      { text: changeText(change), format: 'numeric' as const },
    ])}
  />
);

export const Rising = ({ rise }: { rise: Rise & { isLate: boolean } }): Element => (
  <>
    <WarningText text={`${riseText(rise, rise.isLate)}.`} />
    <InsetText text={`“${rise.clause.text}” (${rise.clause.reference}). Inflation by: ${rise.inflationSource}.`} />
  </>
);

/** The warning above it tells the figures: the summary says what to do. */
export const unacknowledged: readonly FieldError[] = [
  { field: 'acknowledged', text: 'Confirm that the rise was announced in time or is answered for, or change the rate.' },
];

export const Acknowledging = ({ errors }: { errors: readonly FieldError[] | undefined }): Element => (
  <Checkboxes
    name="acknowledged"
    idPrefix="acknowledged"
    values={[]}
    errorMessage={errorFor(errors, 'acknowledged')}
    items={[{ value: 'yes', text: 'The rise was announced to schools in time, or the council answers for it: this is recorded.' }]}
  />
);

/** The answer to a form for a new day rate; after a refusal the same again, with what to do. */
export function pricePreviewPage(context: Context, c: Web, preview: PricePreview, typed: Typed, refusal?: Refusal): Promise<Response> {
  const { service, command, changes, booked, rise } = preview;
  const base = `/${context.council.slug}`;
  const errors = refusal && unacknowledged;
  return page(context, c, {
    title: `New day rate: ${service.title}`,
    back: { href: `${base}/catalogue/${service.id}`, text: service.title },
    refusal,
    errors,
    children: (
      <>
        <PageHeading caption={service.title}>Check the new day rate</PageHeading>
        <p class="govuk-body-l">
          {formatPence(command.perDayExVatPence)} a day{forWhom(command)}, for visits from {dateText(command.from)}.
        </p>
        <Changes changes={changes} on={command.from} />
        <p class="govuk-body">
          {booked === 0
            ? 'Nothing is booked from that day on yet.'
            : `${capital(bookedText(booked))} of it ${booked <= 2 ? 'is' : 'are'} booked from that day on, and ${booked <= 2 ? 'keeps' : 'keep'} the price booked at: none changes.`}
        </p>
        {rise && <Rising rise={rise} />}
        <Save base={base} service={service.id} of="prices" typed={typed} save="Set the new day rate">
          {rise?.isLate && <Acknowledging errors={errors} />}
        </Save>
      </>
    ),
  });
}

export function withdrawalPreviewPage(context: Context, c: Web, preview: WithdrawalPreview, typed: Typed): Promise<Response> {
  const { service, withdrawnFrom, booked, packages } = preview;
  const base = `/${context.council.slug}`;
  return page(context, c, {
    title: `Withdraw: ${service.title}`,
    back: { href: `${base}/catalogue/${service.id}`, text: service.title },
    children: (
      <>
        <PageHeading caption={service.title}>Check the withdrawal</PageHeading>
        <p class="govuk-body-l">Off sale from {dateText(withdrawnFrom)}: nothing can be booked for that day or later.</p>
        <p class="govuk-body">
          {booked === 0
            ? 'Nothing is booked from that day on.'
            : `${capital(bookedText(booked))} of it ${booked <= 2 ? 'is' : 'are'} booked from that day on, and ${booked <= 2 ? 'stays' : 'stay'} as booked: each visit is delivered, noted and billed as agreed.`}
        </p>
        {packages.length > 0 && (
          <WarningText
            text={`It is part of ${packages.map(({ title }) => title).join(' and ')}. Half-days that schools have bought ahead cannot be booked for it from that day on, and what has nothing else to be booked for is sold no more.`}
          />
        )}
        <Save base={base} service={service.id} of="withdrawal" typed={typed} save="Withdraw the service" />
      </>
    ),
  });
}

/** The service under other words, old beside new, and below exactly as a school will read it. */
export function wordsPreviewPage(context: Context, c: Web, { shown, was, is }: WordsPreview, typed: Typed): Promise<Response> {
  const { service } = shown;
  const base = `/${context.council.slug}`;
  const changed = changedWords(was, is);
  return page(context, c, {
    title: `Words of ${was.title}`,
    back: { href: `${base}/catalogue/${service.id}`, text: was.title },
    wide: true,
    children: (
      <>
        <PageHeading caption={was.title}>Check the words</PageHeading>
        {changed.length === 0 && <InsetText text="These are the words it has: saving them changes nothing." />}
        <ScrollTable
          caption="Before and after"
          firstCellIsHeader
          head={[{ text: 'Words' }, { text: 'Before' }, { text: 'After' }]}
          rows={wordNames.map((name) => [
            { text: wordTexts[name] },
            { text: was[name] ?? 'nothing' },
            { html: changed.includes(name) ? <strong>{is[name] ?? 'nothing'}</strong> : 'the same' },
          ])}
        />
        <Save base={base} service={service.id} of="words" typed={typed} save="Save the words" />
        <h2 class="govuk-heading-l">As schools will read it</h2>
        <section class="daybook-preview" aria-label="As schools will read it">
          <span class="govuk-caption-l">{classText[service.class]}</span>
          <h3 class="govuk-heading-l">{service.title}</h3>
          <p class="govuk-body-l">{service.description}</p>
          <ServiceShown shown={shown} context={context} reader="school" />
        </section>
      </>
    ),
  });
}
