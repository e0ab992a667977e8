// The terms of cancelling, before anything is booked and while a request waits.
import type { Element } from '../../../shared/ui/index.ts';

/** Nothing for a quote that was made before terms were stated with it. */
export function Terms({ terms = [] }: { terms?: readonly string[] | undefined }): Element | null {
  if (terms.length === 0) return null;
  return (
    <>
      <h2 class="govuk-heading-m">If you have to cancel</h2>
      {terms.map((term) => (
        <p class="govuk-body">{term}</p>
      ))}
    </>
  );
}
