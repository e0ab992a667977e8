// Single form fields and the button, with govuk-frontend's markup and its macros' option names. They post as plain HTML forms.
import { describedBy, type FieldProps, FormGroup, Hint, HintAndError, Label } from './fields.tsx';
import { type Attributes, type Child, classNames, type Element, type Words, words } from './markup.ts';

type Affix = Words & { classes?: string; attributes?: Attributes };
export type InputProps = FieldProps & {
  type?: string;
  value?: string | number | undefined;
  inputmode?: 'decimal' | 'email' | 'none' | 'numeric' | 'search' | 'tel' | 'text' | 'url';
  autocomplete?: string;
  autocapitalize?: 'characters' | 'none' | 'off' | 'on' | 'sentences' | 'words';
  pattern?: string;
  spellcheck?: boolean;
  prefix?: Affix;
  suffix?: Affix;
  inputWrapper?: { classes?: string; attributes?: Attributes };
};

function InputBox(props: Omit<InputProps, 'label'>): Element {
  const id = props.id || props.name;
  return (
    <input
      class={classNames('govuk-input', props.classes, props.errorMessage && 'govuk-input--error')}
      id={id}
      name={props.name}
      type={props.type || 'text'}
      spellcheck={props.spellcheck}
      value={props.value}
      disabled={props.disabled}
      aria-describedby={describedBy(id, props)}
      autocomplete={props.autocomplete}
      autocapitalize={props.autocapitalize}
      pattern={props.pattern}
      inputmode={props.inputmode}
      {...props.attributes}
    />
  );
}

function AffixBox(props: { side: 'prefix' | 'suffix'; affix: Affix | undefined }): Element | null {
  const content = props.affix && words(props.affix);
  if (!content) return null;
  return (
    <div class={classNames(`govuk-input__${props.side}`, props.affix?.classes)} aria-hidden="true" {...props.affix?.attributes}>
      {content}
    </div>
  );
}

export function Input(props: InputProps): Element {
  const id = props.id || props.name;
  const affixed = [props.prefix, props.suffix].some((affix) => affix && words(affix));
  return (
    <FormGroup formGroup={props.formGroup} errorMessage={props.errorMessage}>
      <Label {...props.label} for={id} />
      <HintAndError id={id} hint={props.hint} errorMessage={props.errorMessage} />
      {affixed ? (
        <div class={classNames('govuk-input__wrapper', props.inputWrapper?.classes)} {...props.inputWrapper?.attributes}>
          <AffixBox side="prefix" affix={props.prefix} />
          <InputBox {...props} />
          <AffixBox side="suffix" affix={props.suffix} />
        </div>
      ) : (
        <InputBox {...props} />
      )}
    </FormGroup>
  );
}

export type TextareaProps = FieldProps & { value?: string | undefined; rows?: number; autocomplete?: string; spellcheck?: boolean };

/** `after` is where CharacterCount puts its message. A browser drops a line break that opens a textarea, so one is given to drop. */
export function Textarea(props: TextareaProps & { after?: Child }): Element {
  const id = props.id || props.name;
  return (
    <FormGroup formGroup={props.formGroup} errorMessage={props.errorMessage}>
      <Label {...props.label} for={id} />
      <HintAndError id={id} hint={props.hint} errorMessage={props.errorMessage} />
      <textarea
        class={classNames('govuk-textarea', props.errorMessage && 'govuk-textarea--error', props.classes)}
        id={id}
        name={props.name}
        rows={props.rows || 5}
        spellcheck={props.spellcheck}
        disabled={props.disabled}
        aria-describedby={describedBy(id, props)}
        autocomplete={props.autocomplete}
        {...props.attributes}
      >
        {/^\r?\n/.test(props.value ?? '') && '\n'}
        {props.value}
      </textarea>
      {props.after}
    </FormGroup>
  );
}

type PerPlural = Record<string, string>;
export type CharacterCountProps = Omit<TextareaProps, 'autocomplete' | 'describedBy' | 'disabled'> & {
  maxlength?: number | string;
  maxwords?: number | string;
  threshold?: number | string;
  countType?: string;
  textareaDescriptionText?: string;
  countMessage?: { classes?: string };
  charactersUnderLimitText?: PerPlural;
  charactersAtLimitText?: string;
  charactersOverLimitText?: PerPlural;
  wordsUnderLimitText?: PerPlural;
  wordsAtLimitText?: string;
  wordsOverLimitText?: PerPlural;
};

function translations(key: string, text: string | PerPlural | undefined): Attributes {
  if (!text) return {};
  if (typeof text === 'string') return { [`data-i18n.${key}`]: text };
  return Object.fromEntries(Object.entries(text).map(([plural, message]) => [`data-i18n.${key}.${plural}`, message]));
}

/** A textarea that says its limit. Without JavaScript the limit is read as a hint; the server still has to check it. */
export function CharacterCount(props: CharacterCountProps): Element {
  const id = props.id || props.name;
  const countType = props.countType || (props.maxwords ? 'words' : undefined);
  const limit = props.maxwords || props.maxlength;
  const described = props.textareaDescriptionText || `You can enter up to %{count} ${countType === 'words' ? 'words' : 'characters'}`;
  const attributes: Attributes = {
    'data-module': 'govuk-character-count',
    ...(props.maxlength !== undefined && { 'data-maxlength': props.maxlength }),
    ...(props.maxwords !== undefined && { 'data-maxwords': props.maxwords }),
    ...(props.threshold !== undefined && { 'data-threshold': props.threshold }),
    ...(countType && { 'data-count-type': countType }),
    // Without a limit the words can only be filled in by the browser, so they travel with the element.
    ...(!limit && props.textareaDescriptionText && translations('textarea-description', { other: props.textareaDescriptionText })),
    ...translations('characters-under-limit', props.charactersUnderLimitText),
    ...translations('characters-at-limit', props.charactersAtLimitText),
    ...translations('characters-over-limit', props.charactersOverLimitText),
    ...translations('words-under-limit', props.wordsUnderLimitText),
    ...translations('words-at-limit', props.wordsAtLimitText),
    ...translations('words-over-limit', props.wordsOverLimitText),
    ...props.formGroup?.attributes,
  };
  return (
    <Textarea
      id={id}
      name={props.name}
      label={props.label}
      hint={props.hint}
      errorMessage={props.errorMessage}
      value={props.value}
      rows={props.rows}
      spellcheck={props.spellcheck}
      attributes={props.attributes}
      describedBy={`${id}-info`}
      classes={classNames('govuk-js-character-count', props.classes)}
      formGroup={{ classes: classNames('govuk-character-count', props.formGroup?.classes), attributes }}
      after={
        <Hint
          id={`${id}-info`}
          classes={classNames('govuk-character-count__message', props.countMessage?.classes)}
          text={limit ? described.replace('%{count}', String(limit)) : undefined}
        />
      }
    />
  );
}

export type SelectItem = {
  text: string | number;
  value?: string | number;
  selected?: boolean;
  disabled?: boolean;
  attributes?: Attributes;
};
export type SelectProps = FieldProps & { items: readonly (SelectItem | null | false | undefined)[]; value?: string | number | undefined };

function isSelected(item: SelectItem, value: string | number | undefined): boolean {
  return item.selected || (Boolean(value) && String(item.value ?? item.text) === String(value) && item.selected !== false);
}

export function Select(props: SelectProps): Element {
  const id = props.id || props.name;
  return (
    <FormGroup formGroup={props.formGroup} errorMessage={props.errorMessage}>
      <Label {...props.label} for={id} />
      <HintAndError id={id} hint={props.hint} errorMessage={props.errorMessage} />
      <select
        class={classNames('govuk-select', props.classes, props.errorMessage && 'govuk-select--error')}
        id={id}
        name={props.name}
        disabled={props.disabled}
        aria-describedby={describedBy(id, props)}
        {...props.attributes}
      >
        {props.items.map(
          (item) =>
            item && (
              <option value={item.value} selected={isSelected(item, props.value)} disabled={item.disabled} {...item.attributes}>
                {item.text}
              </option>
            ),
        )}
      </select>
    </FormGroup>
  );
}

export type ButtonProps = Words & {
  type?: 'submit' | 'button' | 'reset';
  name?: string;
  value?: string;
  href?: string | undefined;
  id?: string;
  classes?: string;
  disabled?: boolean;
  isStartButton?: boolean;
  preventDoubleClick?: boolean;
  attributes?: Attributes;
};

export function Button(props: ButtonProps): Element {
  const shared = {
    class: classNames('govuk-button', props.classes, props.isStartButton && 'govuk-button--start'),
    'data-module': 'govuk-button',
    ...props.attributes,
    id: props.id,
  };
  const marked = props.children || props.html;
  const content = (
    <>
      {marked && props.isStartButton ? <span>{marked}</span> : words(props)}
      {props.isStartButton && (
        <svg
          class="govuk-button__start-icon"
          xmlns="http://www.w3.org/2000/svg"
          width="17.5"
          height="19"
          viewBox="0 0 33 40"
          aria-hidden="true"
          focusable="false"
        >
          <path fill="currentColor" d="M0 0h13l20 20-20 20H0l20-20z" />
        </svg>
      )}
    </>
  );
  if (props.href) {
    return (
      // biome-ignore lint/a11y/useSemanticElements: a link drawn as a button, which the macro announces as one
      <a href={props.href} role="button" draggable="false" {...shared}>
        {content}
      </a>
    );
  }
  return (
    <button
      type={props.type || 'submit'}
      value={props.value || undefined}
      name={props.name || undefined}
      disabled={props.disabled}
      aria-disabled={props.disabled ? 'true' : undefined}
      data-prevent-double-click={props.preventDoubleClick}
      {...shared}
    >
      {content}
    </button>
  );
}

/** A form of one button, for a change that needs no other answer. Double clicks are swallowed in the browser and harmless on the server. */
export function PostButton(props: Omit<ButtonProps, 'href' | 'type'> & { action: string; fields?: Record<string, string> }): Element {
  const { action, fields, ...button } = props;
  return (
    <form method="post" action={action} class="daybook-post">
      {Object.entries(fields ?? {}).map(([name, value]) => (
        <input type="hidden" name={name} value={value} />
      ))}
      <Button preventDoubleClick {...button} />
    </form>
  );
}
