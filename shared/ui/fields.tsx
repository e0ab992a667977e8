// The parts every form field is made of: label, hint, error message, fieldset and the group that ties them together.
import { type Attributes, type Child, classNames, type Element, type Words, words } from './markup.ts';

export type HintProps = Words & { id?: string; classes?: string; attributes?: Attributes };
export type ErrorMessageProps = HintProps & { visuallyHiddenText?: string | false };
export type LabelProps = Words & { for?: string; classes?: string; isPageHeading?: boolean; attributes?: Attributes };
export type LegendProps = Words & { classes?: string; isPageHeading?: boolean };
export type FieldsetProps = {
  legend?: LegendProps;
  describedBy?: string;
  classes?: string;
  role?: string;
  attributes?: Attributes;
  html?: Child;
  children?: Child;
};
export type FormGroupProps = { classes?: string; attributes?: Attributes };

/** What Input, Textarea and Select have in common; `id` falls back to `name`. */
export type FieldProps = {
  id?: string;
  name: string;
  label: LabelProps;
  hint?: HintProps | undefined;
  errorMessage?: ErrorMessageProps | undefined;
  describedBy?: string;
  formGroup?: FormGroupProps;
  classes?: string;
  disabled?: boolean;
  attributes?: Attributes;
};

export function Hint(props: HintProps): Element {
  return (
    <div id={props.id} class={classNames('govuk-hint', props.classes)} {...props.attributes}>
      {words(props)}
    </div>
  );
}

export function ErrorMessage(props: ErrorMessageProps): Element {
  const prefix = props.visuallyHiddenText ?? 'Error';
  return (
    <p id={props.id} class={classNames('govuk-error-message', props.classes)} {...props.attributes}>
      {prefix && (
        <>
          <span class="govuk-visually-hidden">{prefix}:</span>{' '}
        </>
      )}
      {words(props)}
    </p>
  );
}

export function Label(props: LabelProps): Element | null {
  const content = words(props);
  if (!content) return null;
  const label = (
    <label class={classNames('govuk-label', props.classes)} {...props.attributes} for={props.for}>
      {content}
    </label>
  );
  return props.isPageHeading ? <h1 class="govuk-label-wrapper">{label}</h1> : label;
}

export function Fieldset(props: FieldsetProps): Element {
  const legend = props.legend && words(props.legend);
  return (
    <fieldset
      class={classNames('govuk-fieldset', props.classes)}
      role={props.role}
      aria-describedby={props.describedBy || undefined}
      {...props.attributes}
    >
      {legend && (
        <legend class={classNames('govuk-fieldset__legend', props.legend?.classes)}>
          {props.legend?.isPageHeading ? <h1 class="govuk-fieldset__heading">{legend}</h1> : legend}
        </legend>
      )}
      {props.children || props.html}
    </fieldset>
  );
}

/** The ids an input points at with aria-describedby, in reading order. */
export function describedBy(id: string | undefined, given: { describedBy?: string; hint?: unknown; errorMessage?: unknown }) {
  return classNames(given.describedBy, Boolean(given.hint) && `${id}-hint`, Boolean(given.errorMessage) && `${id}-error`) || undefined;
}

export function HintAndError(props: {
  id?: string | undefined;
  hint?: HintProps | undefined;
  errorMessage?: ErrorMessageProps | undefined;
}) {
  return (
    <>
      {props.hint && <Hint {...props.hint} id={`${props.id}-hint`} />}
      {props.errorMessage && <ErrorMessage {...props.errorMessage} id={`${props.id}-error`} />}
    </>
  );
}

export function FormGroup(props: { formGroup?: FormGroupProps | undefined; errorMessage?: unknown; children?: Child }): Element {
  const { formGroup, errorMessage, children } = props;
  return (
    <div
      class={classNames('govuk-form-group', Boolean(errorMessage) && 'govuk-form-group--error', formGroup?.classes)}
      {...formGroup?.attributes}
    >
      {children}
    </div>
  );
}
