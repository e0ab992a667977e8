// The words of a service: edited by whoever keeps the catalogue, with what they were before, and held against what the policy says. Pure.
import { type Instant, timestamp } from '../../../shared/calendar.ts';
import { accept, type Decision, refuse } from '../../../shared/decision.ts';
import type { PackService } from '../../../shared/policy/schema.ts';
import { type FormerWords, mostFormerWords, type Service, type Words, type WordsCommand } from '../schema.ts';

export const wordsOf = ({ title, description, outcomes }: Pick<PackService, 'title' | 'description' | 'outcomes'>): Words => ({
  title,
  description,
  ...(outcomes ? { outcomes } : {}),
});

export const wordNames = ['title', 'description', 'outcomes'] as const;
export const wordTexts: Readonly<Record<(typeof wordNames)[number], string>> = {
  title: 'Title',
  description: 'Description',
  outcomes: 'What you get',
};

/** Which of the words are not the same in both. */
export const changedWords = (a: Words, b: Words): (typeof wordNames)[number][] =>
  wordNames.filter((name) => (a[name] ?? '') !== (b[name] ?? ''));

/**
 * The service under other words; what they were is kept with the moment. The same words again change nothing, so a form sent twice is harmless. Refuses
 * `changed-meanwhile` where the service is no longer at the version that was read: nobody's edit is lost by another's. What is booked keeps its own copy of the title.
 */
export function decideWords(service: Service, command: WordsCommand, now: Instant): Decision<Service> {
  const [was, is] = [wordsOf(service), wordsOf(command)];
  if (changedWords(was, is).length === 0) return accept(service);
  if (command.version !== service.version)
    return refuse('changed-meanwhile', `“${service.title}” was changed after you opened it: look at what it says now`);
  const former: FormerWords = { ...was, until: timestamp(now), version: service.version };
  const { outcomes: _, ...bare } = service;
  return accept({
    ...bare,
    ...is,
    formerWords: [...(service.formerWords ?? []), former].slice(-mostFormerWords),
    version: service.version + 1,
  });
}

/** What a change of words is called in the audit trail: which they are, and a title by both. */
export function wordsChangedText(was: Words, is: Words): string {
  const changed = changedWords(was, is);
  const others = changed.filter((name) => name !== 'title').map((name) => (name === 'outcomes' ? 'what schools get' : 'the description'));
  const title = changed.includes('title') ? [`title from “${was.title}” to “${is.title}”`] : [];
  return `Words edited: ${[...title, ...others].join(', ')}`;
}
