// The order in which test files run: the long ones first, so that two workers end together, and each project in one piece, so that its files can share a process.
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Where the files that take ten seconds or more are found, the longest first. Whatever is not among them follows by its size. */
const long = [
  'scenarios/authorisation',
  'scenarios/web-security',
  'scenarios/races',
  'stores/billing-faults',
  'scenarios/confidential',
  'stores/billing-judgement',
  'scenarios/gias-crashes',
  'scenarios/bad-input',
  'infra/serve',
  'scenarios/proof',
  'scenarios/policies',
  'scenarios/allocations-crashes',
  'stores/billing',
  'properties/billing',
  'scenarios/audit',
  'properties/payments',
  'scenarios/gias',
];

const place = ({ moduleId }: TestSpecification): number => {
  const at = long.findIndex((name) => moduleId.includes(`/test/${name}`));
  return at === -1 ? long.length : at;
};

export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const usual = await super.sort(files);
    const projects = [...new Set(usual.map(({ project }) => project))];
    return projects.flatMap((project) => usual.filter((file) => file.project === project).sort((a, b) => place(a) - place(b)));
  }
}
