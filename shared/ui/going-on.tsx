// Work that goes on while its page is open. The page is never loaded again under the hands of whoever reads it: that is theirs to ask for, with the link beside it.
import { InsetText } from './content.tsx';
import type { Child, Element } from './markup.ts';

/** What goes on, and the way to see how far it has come; with JavaScript `here` is shown by itself once it has ended, and not before. */
export const GoingOn = ({ here, children }: { here: string; children?: Child }): Element => (
  <InsetText attributes={{ 'data-going-on': here }}>
    {children}{' '}
    <a class="govuk-link" href={here}>
      Refresh
    </a>
  </InsetText>
);
