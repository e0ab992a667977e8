// Fields of several inputs: radios, checkboxes and the three-box date, with govuk-frontend's markup and its macros' option names.
import {
  describedBy,
  type ErrorMessageProps,
  Fieldset,
  type FieldsetProps,
  FormGroup,
  type FormGroupProps,
  Hint,
  HintAndError,
  type HintProps,
  Label,
  type LabelProps,
} from './fields.tsx';
import { Input } from './forms.tsx';
import { type Attributes, type Child, classNames, type Element, hasWords, type Words, words } from './markup.ts';

export type ChoiceItem = Words & {
  value?: string | number;
  id?: string;
  name?: string;
  checked?: boolean;
  disabled?: boolean;
  hint?: HintProps;
  label?: Pick<LabelProps, 'classes' | 'attributes'>;
  /** Shown when the choice is made; without JavaScript it is always shown. */
  conditional?: { html: Child } | undefined;
  /** Checkboxes only: 'exclusive' unticks the others. */
  behaviour?: string;
  divider?: string;
  attributes?: Attributes;
};

type ChoicesProps = {
  name: string;
  idPrefix?: string;
  items: readonly (ChoiceItem | null | false | undefined)[];
  fieldset?: Omit<FieldsetProps, 'html' | 'children'>;
  hint?: HintProps | undefined;
  errorMessage?: ErrorMessageProps | undefined;
  formGroup?: FormGroupProps;
  classes?: string;
  attributes?: Attributes;
};
export type RadiosProps = ChoicesProps & { value?: string | number | undefined };
export type CheckboxesProps = ChoicesProps & { values?: readonly (string | number)[]; describedBy?: string };

type Kind = { block: 'govuk-radios' | 'govuk-checkboxes'; type: 'radio' | 'checkbox'; isChosen: (value: ChoiceItem['value']) => boolean };

function Choice(props: { kind: Kind; item: ChoiceItem; id: string; name: string; describedBy?: string | undefined }): Element {
  const { item, id } = props;
  const { block, type, isChosen } = props.kind;
  if (item.divider) return <div class={`${block}__divider`}>{item.divider}</div>;
  const checked = item.checked || (isChosen(item.value) && item.checked !== false);
  const hintId = hasWords(item.hint) ? `${id}-item-hint` : undefined;
  const conditional = item.conditional?.html;
  const conditionalId = hasWords(item.conditional) ? `conditional-${id}` : undefined;
  return (
    <>
      <div class={`${block}__item`}>
        <input
          class={`${block}__input`}
          id={id}
          name={props.name}
          type={type}
          value={item.value ?? ''}
          checked={checked}
          disabled={item.disabled}
          data-aria-controls={conditionalId}
          data-behaviour={item.behaviour}
          aria-describedby={classNames(props.describedBy, hintId) || undefined}
          {...item.attributes}
        />
        <Label
          html={words(item)}
          classes={classNames(`${block}__label`, item.label?.classes)}
          attributes={item.label?.attributes}
          for={id}
        />
        {hintId && <Hint {...item.hint} id={hintId} classes={classNames(`${block}__hint`, item.hint?.classes)} />}
      </div>
      {conditionalId && (
        <div class={classNames(`${block}__conditional`, !checked && `${block}__conditional--hidden`)} id={conditionalId}>
          {conditional}
        </div>
      )}
    </>
  );
}

type FieldGroupProps = {
  formGroup?: FormGroupProps;
  errorMessage?: ErrorMessageProps | undefined;
  fieldset?: Omit<FieldsetProps, 'html' | 'children' | 'role'>;
  describedBy: string | undefined;
  role?: 'group';
  children?: Child;
};

/** Several inputs as one field: in a fieldset where they have a legend of their own, and bare where they have none. */
function FieldGroup({ formGroup, errorMessage, fieldset, describedBy: described, role, children }: FieldGroupProps): Element {
  const { classes, attributes, legend } = fieldset ?? {};
  return (
    <FormGroup formGroup={formGroup} errorMessage={errorMessage}>
      {fieldset ? (
        <Fieldset role={role} describedBy={described} classes={classes} attributes={attributes} legend={legend} html={children} />
      ) : (
        children
      )}
    </FormGroup>
  );
}

function Choices(props: ChoicesProps & { kind: Kind; describedBy?: string }): Element {
  const { kind, fieldset } = props;
  const prefix = props.idPrefix || props.name;
  const described = describedBy(prefix, { ...props, describedBy: fieldset?.describedBy || props.describedBy });
  const inner = (
    <>
      <HintAndError id={prefix} hint={props.hint} errorMessage={props.errorMessage} />
      <div class={classNames(kind.block, props.classes)} {...props.attributes} data-module={kind.block}>
        {props.items.map(
          (item, index) =>
            item && (
              <Choice
                kind={kind}
                item={item}
                // The first id carries no number, so that an error summary can link to it.
                id={item.id || (index === 0 ? prefix : `${prefix}-${index + 1}`)}
                name={(kind.type === 'checkbox' && item.name) || props.name}
                describedBy={kind.type === 'checkbox' && !fieldset ? described : undefined}
              />
            ),
        )}
      </div>
    </>
  );
  return (
    <FieldGroup formGroup={props.formGroup} errorMessage={props.errorMessage} fieldset={fieldset} describedBy={described}>
      {inner}
    </FieldGroup>
  );
}

export function Radios({ value, ...props }: RadiosProps): Element {
  const isChosen = (candidate: ChoiceItem['value']) => Boolean(value) && String(candidate) === String(value);
  return <Choices {...props} kind={{ block: 'govuk-radios', type: 'radio', isChosen }} />;
}

export function Checkboxes({ values, ...props }: CheckboxesProps): Element {
  const isChosen = (candidate: ChoiceItem['value']) => Boolean(values?.some((value) => value === candidate));
  return <Choices {...props} kind={{ block: 'govuk-checkboxes', type: 'checkbox', isChosen }} />;
}

export type DateItem = {
  name?: string;
  label?: string;
  id?: string;
  value?: string | number | undefined;
  classes?: string;
  error?: boolean;
  inputmode?: 'numeric' | 'text';
  autocomplete?: string;
  pattern?: string;
  attributes?: Attributes;
};
export type DateInputProps = {
  id: string;
  namePrefix?: string;
  values?: Record<string, string | number | undefined>;
  day?: DateItem | false;
  month?: DateItem | false;
  year?: DateItem | false;
  items?: readonly (DateItem | null | false)[];
  fieldset?: Omit<FieldsetProps, 'html' | 'children' | 'role'>;
  hint?: HintProps | undefined;
  errorMessage?: ErrorMessageProps | undefined;
  formGroup?: FormGroupProps;
  classes?: string;
  attributes?: Attributes;
};

const hasError = (item: DateItem) => item.error || Boolean(item.classes?.includes('govuk-input--error'));
const capitalise = (word: string) => word.slice(0, 1).toUpperCase() + word.slice(1).toLowerCase();

/** Three boxes, `{namePrefix}-day` and so on. An error summary links to `{id}-day`. With `errorMessage` and no box marked, all three go red. */
export function DateInput(props: DateInputProps): Element {
  const { id, errorMessage, fieldset, values = {} } = props;
  const parts = (['day', 'month', 'year'] as const).map((part) => ({
    part,
    given: props[part] ?? { name: part, value: values[part], classes: `govuk-input--width-${part === 'year' ? 4 : 2}` },
  }));
  const items = (props.items?.length ? props.items : parts.map(({ given }) => given)).filter((item): item is DateItem => Boolean(item));
  const anyHasError = items.some(hasError);
  const described = describedBy(id, { ...props, describedBy: fieldset?.describedBy });

  const box = (item: DateItem) => {
    const known = parts.find(
      ({ part, given }) => item === given || (item.name && (item.name === part || (given && item.name === given.name))),
    );
    const name = item.name ?? known?.part ?? '';
    const fullName = props.namePrefix ? `${props.namePrefix}-${name}` : name;
    const isRed = hasError(item) || (item.error !== false && errorMessage && !anyHasError);
    const isSized = item.classes?.includes('govuk-input--width-');
    return (
      <div class="govuk-date-input__item">
        <Input
          label={{ text: item.label || capitalise(name), classes: 'govuk-date-input__label' }}
          id={item.id || `${id}-${name}`}
          name={fullName}
          classes={classNames(
            'govuk-date-input__input',
            isRed && !item.classes?.includes('govuk-input--error') && 'govuk-input--error',
            !isSized && `govuk-input--width-${known?.part === 'year' ? 4 : 2}`,
            item.classes,
          )}
          value={item.value ?? (known?.given ? known.given.value : undefined) ?? values[fullName]}
          inputmode={item.inputmode || 'numeric'}
          autocomplete={item.autocomplete}
          pattern={item.pattern}
          attributes={item.attributes}
        />
      </div>
    );
  };

  const inner = (
    <>
      <HintAndError id={id} hint={props.hint} errorMessage={errorMessage} />
      <div class={classNames('govuk-date-input', props.classes)} {...props.attributes} id={id}>
        {items.map(box)}
      </div>
    </>
  );
  return (
    <FieldGroup formGroup={props.formGroup} errorMessage={errorMessage} fieldset={fieldset} describedBy={described} role="group">
      {inner}
    </FieldGroup>
  );
}
