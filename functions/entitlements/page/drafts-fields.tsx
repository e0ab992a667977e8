// Fields of a draft’s forms as inputs. They post as plain HTML; what belongs to a choice folds away where there is JavaScript.
import {
  Checkboxes,
  type ChoiceItem,
  type Element,
  errorFor,
  type FieldError,
  Fieldset,
  Input,
  Radios,
  Select,
  Textarea,
} from '../../../shared/ui/index.ts';
import {
  type Choice,
  type Field,
  givenName,
  type Leaf,
  type List,
  leafText,
  nameOf,
  removeName,
  type Several,
} from '../rules/drafts/fields.ts';
import { at, listAt, textAt } from '../rules/drafts/json.ts';
import type { Json } from '../schema/drafts.ts';

type Props = { json: Json; fields: readonly Field[]; errors: readonly FieldError[] | undefined };
type One<F> = Omit<Props, 'fields'> & { field: F };

const shapes: Partial<Record<Leaf['kind'], Partial<Parameters<typeof Input>[0]>>> = {
  number: { inputmode: 'numeric', classes: 'govuk-input--width-5' },
  money: { inputmode: 'decimal', classes: 'govuk-input--width-10', prefix: { text: '£' } },
  percent: { inputmode: 'decimal', classes: 'govuk-input--width-5', suffix: { text: '%' } },
  date: { type: 'date', classes: 'govuk-input--width-10' },
  'month-day': { classes: 'govuk-input--width-5' },
};

function LeafField({ field, json, errors }: One<Leaf>): Element {
  const name = nameOf(field.path);
  const common = {
    name,
    label: { text: field.label },
    ...(field.hint ? { hint: { text: field.hint } } : {}),
    value: leafText(json, field),
    errorMessage: errorFor(errors, name),
  };
  return field.kind === 'long' || field.kind === 'names' ? (
    <Textarea {...common} rows={4} />
  ) : (
    <Input {...common} {...shapes[field.kind]} />
  );
}

const legendOf = ({ label }: { label: string }) => ({ legend: { text: label, classes: 'govuk-fieldset__legend--s' } });

/** What stands there and is none of the options is offered too, or saving the form would take it away unseen. */
const withOwn = (options: Choice['options'], values: readonly Json[]) => [
  ...options,
  ...values.flatMap((value) =>
    typeof value === 'string' && value !== '' && !options.some((each) => each.value === value)
      ? [{ value, text: `${value} (not known)` }]
      : [],
  ),
];

const mostRadios = 7;

function ChoiceField({ field, json, errors }: One<Choice>): Element {
  const name = nameOf(field.path);
  const value = textAt(json, field.path);
  const options = withOwn(field.options, [value]);
  const common = { name, ...(field.hint ? { hint: { text: field.hint } } : {}), errorMessage: errorFor(errors, name) };
  if (options.length > mostRadios)
    return (
      <Select
        {...common}
        label={{ text: field.label }}
        value={value}
        items={[{ text: field.none ?? 'Choose one', value: '' }, ...options]}
      />
    );
  const none: ChoiceItem[] = field.none === undefined ? [] : [{ value: '', text: field.none, checked: value === '' }];
  return <Radios {...common} fieldset={legendOf(field)} classes="govuk-radios--small" value={value} items={[...options, ...none]} />;
}

function SeveralField({ field, json, errors }: One<Several>): Element {
  const name = nameOf(field.path);
  const values = listAt(json, field.path).filter((each) => typeof each === 'string');
  return (
    <Checkboxes
      name={name}
      fieldset={legendOf(field)}
      {...(field.hint ? { hint: { text: field.hint } } : {})}
      classes="govuk-checkboxes--small"
      values={values}
      items={withOwn(field.options, values).map(({ value, text }) => ({ value, text }))}
      errorMessage={errorFor(errors, name)}
    />
  );
}

function ListField({ field, json, errors }: One<List>): Element {
  const items = listAt(json, field.path);
  return (
    <>
      <h2 class="govuk-heading-m" id={nameOf(field.path)}>
        {field.legend}
      </h2>
      {items.length === 0 && <p class="govuk-body">There is none.</p>}
      {items.map((_, i) => {
        const path = [...field.path, i];
        return (
          <Fieldset legend={{ text: `${field.one} ${i + 1}`, classes: 'govuk-fieldset__legend--s' }}>
            <Fields json={json} fields={field.item(path)} errors={errors} />
            <Checkboxes
              name={removeName(path)}
              classes="govuk-checkboxes--small"
              items={[{ value: 'yes', text: `Remove this ${field.one.toLowerCase()}` }]}
            />
          </Fieldset>
        );
      })}
    </>
  );
}

type Of<Kind extends Field['kind']> = One<Extract<Field, { kind: Kind }>>;

function FlagField({ field, json, errors }: Of<'flag'>): Element {
  const value = at(json, field.path);
  return (
    <Radios
      name={nameOf(field.path)}
      fieldset={legendOf(field)}
      classes="govuk-radios--small"
      value={value === true ? 'yes' : value === false ? 'no' : ''}
      items={[
        { value: 'yes', text: field.yes },
        { value: 'no', text: field.no },
      ]}
      errorMessage={errorFor(errors, nameOf(field.path))}
    />
  );
}

function AssumedField({ field, json, errors }: Of<'assumed'>): Element {
  const mark = [...field.path, 'assumed'];
  const note = [...field.path, 'note'];
  const ground = (
    <Input
      name={nameOf(note)}
      label={{ text: 'On what ground' }}
      value={textAt(json, note)}
      errorMessage={errorFor(errors, nameOf(note))}
    />
  );
  const text = 'Assumed: the source gives no number';
  return (
    <Checkboxes
      name={nameOf(mark)}
      classes="govuk-checkboxes--small"
      errorMessage={errorFor(errors, nameOf(mark))}
      items={[{ value: 'yes', text, checked: at(json, mark) === true, conditional: { html: ground } }]}
    />
  );
}

function OptionalField({ field, json, errors }: Of<'optional'>): Element {
  const inner = <Fields json={json} fields={field.fields} errors={errors} />;
  return (
    <Checkboxes
      name={givenName(field.path)}
      idPrefix={nameOf(field.path)}
      errorMessage={errorFor(errors, nameOf(field.path))}
      items={[{ value: 'yes', text: field.label, checked: at(json, field.path) !== undefined, conditional: { html: inner } }]}
    />
  );
}

function UnionField({ field, json, errors }: Of<'union'>): Element {
  const path = [...field.path, field.on];
  return (
    <Radios
      name={nameOf(path)}
      fieldset={legendOf(field)}
      value={textAt(json, path)}
      errorMessage={errorFor(errors, nameOf(path))}
      items={field.variants.map(({ value, text, fields }) => ({
        value,
        text,
        ...(fields.length > 0 ? { conditional: { html: <Fields json={json} fields={fields} errors={errors} /> } } : {}),
      }))}
    />
  );
}

function FieldOf({ field, json, errors }: One<Field>): Element {
  switch (field.kind) {
    case 'group':
      return (
        <Fieldset legend={{ text: field.legend, classes: 'govuk-fieldset__legend--m' }}>
          {field.hint && <p class="govuk-hint">{field.hint}</p>}
          <Fields json={json} fields={field.fields} errors={errors} />
        </Fieldset>
      );
    case 'choice':
      return <ChoiceField field={field} json={json} errors={errors} />;
    case 'several':
      return <SeveralField field={field} json={json} errors={errors} />;
    case 'flag':
      return <FlagField field={field} json={json} errors={errors} />;
    case 'assumed':
      return <AssumedField field={field} json={json} errors={errors} />;
    case 'optional':
      return <OptionalField field={field} json={json} errors={errors} />;
    case 'union':
      return <UnionField field={field} json={json} errors={errors} />;
    case 'list':
      return <ListField field={field} json={json} errors={errors} />;
    default:
      return <LeafField field={field} json={json} errors={errors} />;
  }
}

export function Fields({ json, fields, errors }: Props): Element {
  return (
    <>
      {fields.map((field) => (
        <FieldOf field={field} json={json} errors={errors} />
      ))}
    </>
  );
}
