// What does not fit together in a pack's rules of notes. Pure.
import type { Fault } from '../faults.ts';
import type { Pack } from '../schema.ts';

/** Each rule is for something, for nothing that an earlier one is for, and asks for words under a heading of its own. */
export function noteFaults({ notes, services }: Pack): Fault[] {
  const taken = new Set<string>();
  return notes.flatMap((rule, i): Fault[] => {
    const path = ['notes', i];
    const found: Fault[] = [];
    if (!rule.services && !rule.classes)
      found.push({ path: [...path, 'services'], message: `“${rule.title}” is for no service: name services, or classes of them` });
    for (const [n, code] of (rule.services ?? []).entries()) {
      const at = [...path, 'services', n];
      const service = services.find((each) => each.code === code);
      if (!service) found.push({ path: at, message: `There is no service “${code}” in this pack: correct the code, or add the service` });
      else if (taken.has(code))
        found.push({ path: at, message: `A rule of notes is for “${service.title}” already: name it in one of them` });
      taken.add(code);
    }
    for (const [n, kind] of (rule.classes ?? []).entries()) {
      if (taken.has(`class ${kind}`))
        found.push({ path: [...path, 'classes', n], message: `A rule of notes is for ${kind} services already: name them in one of them` });
      taken.add(`class ${kind}`);
    }
    const codes = rule.headings.map(({ code }) => code);
    for (const [n, code] of codes.entries())
      if (codes.indexOf(code) < n)
        found.push({
          path: [...path, 'headings', n, 'code'],
          message: `The code “${code}” stands twice: give each heading a code of its own`,
        });
    if (!rule.headings.some(({ required }) => required))
      found.push({ path: [...path, 'headings'], message: `“${rule.title}” could be shared without a word: require at least one heading` });
    return found;
  });
}
