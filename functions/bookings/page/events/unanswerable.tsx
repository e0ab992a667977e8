// Which schools of an event nobody could answer for, and what to do about it: such an event would run out without a word from them.
import type { Context } from '../../../../shared/context.ts';
import { type Element, WarningText } from '../../../../shared/ui/index.ts';
import { can } from '../../../identity/rules.ts';

type Props = { context: Pick<Context, 'actor' | 'council'>; schools: readonly string[]; isProposed?: boolean };

/** Said of the schools to choose from before it is proposed, and afterwards of those that have yet to answer. */
export function Unanswerable({ context: { actor, council }, schools, isProposed = false }: Props): Element | null {
  if (schools.length === 0) return null;
  const last = schools.at(-1) ?? '';
  const named = [schools.slice(0, -1).join(', '), last].filter(Boolean).join(' or ');
  // Among those to choose from each is marked.
  const whom = isProposed || schools.length === 1 ? named : `${schools.length} of these schools, as is said beside each`;
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
