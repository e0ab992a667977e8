// Which schools of an event nobody could answer for, and what to do about it: such an event would run out without a word from them.
import type { Context } from '../../../../shared/context.ts';
import type { Refusal } from '../../../../shared/decision.ts';
import { Checkboxes, type Element, errorFor, type FieldError, WarningText } from '../../../../shared/ui/index.ts';
import { listText } from '../../../../shared/ui/text.ts';
import { can } from '../../../identity/rules.ts';

type Props = { context: Pick<Context, 'actor' | 'council'>; schools: readonly string[]; isProposed?: boolean };

/** Said of the schools to choose from before it is proposed, and afterwards of those that have yet to answer. */
export function Unanswerable({ context: { actor, council }, schools, isProposed = false }: Props): Element | null {
  if (schools.length === 0) return null;
  // Among those to choose from each is marked.
  const whom = isProposed || schools.length === 1 ? listText(schools, 'or') : `${schools.length} of these schools, as is said beside each`;
  const [them, they] = schools.length === 1 ? ['it', 'it'] : ['them', 'they'];
  const register = can(actor, 'people:edit')
    ? `Register somebody for ${them} under “People”`
    : actor.organisation
      ? `Ask ${council.name} to register somebody for ${them}`
      : `Have somebody registered for ${them}`;
  const otherwise = isProposed
    ? 'and tell them: they find it under “Events”. Or divide the cost among the others.'
    : `before you propose it, or leave ${them} out.`;
  return (
    <WarningText
      text={`Nobody is registered who could answer for ${whom}. Asked to share it, ${they} would not hear of it, and it would run out. ${register} ${otherwise}`}
    />
  );
}

/** The schools of a refusal for which nobody could answer; of any other refusal none. */
const schoolsOf = (refusal: Refusal | undefined): string[] =>
  refusal?.name === 'nobody-to-answer' && Array.isArray(refusal.more?.schools) ? refusal.more.schools.map(String) : [];

/** Where an event was refused as nobody could answer for some school: the word that this is known, of those schools and no others. */
export function Acknowledging({
  refusal,
  errors,
}: {
  refusal: Refusal | undefined;
  errors: readonly FieldError[] | undefined;
}): Element | null {
  const schools = schoolsOf(refusal);
  if (schools.length === 0) return null;
  const [it, is] = schools.length === 1 ? ['that school', 'it'] : ['those schools', 'them'];
  return (
    <Checkboxes
      name="acknowledged"
      idPrefix="acknowledged"
      values={[]}
      errorMessage={errorFor(errors, 'acknowledged')}
      items={[
        {
          value: schools.join(' '),
          text: `I know that nobody could answer for ${it} yet, and see to it that somebody is registered for ${is} in time.`,
        },
      ]}
    />
  );
}

/** What was ticked there. */
export const acknowledgedIn = (form: { one(name: string): string | undefined }): { acknowledged?: string[] } => {
  const schools = form.one('acknowledged')?.split(' ').filter(Boolean) ?? [];
  return schools.length > 0 ? { acknowledged: schools } : {};
};
