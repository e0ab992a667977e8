// What does not fit together in a pack's rules of evaluation. Pure.
import type { Fault } from '../faults.ts';
import type { Pack } from '../schema.ts';

/** Each rule asks about services that there are and that no earlier one asks about, and each question has a code of its own. */
export function evaluationFaults({ evaluations, services }: Pack): Fault[] {
  const taken = new Set<string>();
  return evaluations.flatMap((rule, i): Fault[] => {
    const found: Fault[] = [];
    for (const [n, code] of rule.services.entries()) {
      const path = ['evaluations', i, 'services', n];
      const service = services.find((each) => each.code === code);
      if (!service) found.push({ path, message: `There is no service “${code}” in this pack: correct the code, or add the service` });
      else if (taken.has(code))
        found.push({ path, message: `A rule of evaluation asks about “${service.title}” already: name it in one of them` });
      taken.add(code);
    }
    const codes = rule.questions.map(({ code }) => code);
    for (const [n, code] of codes.entries())
      if (codes.indexOf(code) < n)
        found.push({
          path: ['evaluations', i, 'questions', n, 'code'],
          message: `The code “${code}” stands twice: give each question a code of its own`,
        });
    if (!rule.questions.some(({ required }) => required))
      found.push({
        path: ['evaluations', i, 'questions'],
        message: `“${rule.title}” could be sent without an answer: require at least one question`,
      });
    return found;
  });
}
