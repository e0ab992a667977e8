// The purchase order number that is typed where something is agreed to, asked for in one way.
import { type Element, errorFor, type FieldError, Input } from '../../../../shared/ui/index.ts';

export const numberForm = 'At most 30 characters: letters, digits, spaces and . / _ # -';

/** What a purchase order number is asked for by: where it is printed or for whom it counts, then how it looks. */
type Props = {
  required: boolean;
  /** The form of the organisation’s own numbers, where it has said one. */
  like?: string | undefined;
  what: string;
  typed: string | undefined;
  errors: readonly FieldError[] | undefined;
};

export const PurchaseOrderInput = ({ required, like, what, typed, errors }: Props): Element => (
  <Input
    id="purchaseOrder"
    name="purchaseOrder"
    label={{ text: required ? 'Purchase order number' : 'Purchase order number (optional)' }}
    hint={{ text: `${what} ${like ? `Yours look like ${like}` : numberForm}` }}
    value={typed}
    classes="govuk-input--width-20"
    autocomplete="off"
    spellcheck={false}
    errorMessage={errorFor(errors, 'purchaseOrder')}
  />
);
