// The order in which test files run: the long ones first, so that two workers end together, and each project in one piece, so that its files can share a process.
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Where the files that take five seconds or more are found, the longest first. Whatever is not among them follows by its size. */
const long = [
  'scenarios/authorisation',
  'scenarios/web-security',
  'scenarios/races',
  'scenarios/gias-crashes',
  'stores/billing-faults',
  'scenarios/confidential',
  'stores/billing-judgement',
  'infra/serve',
  'scenarios/booking-life',
  'stores/billing.test',
  'scenarios/bad-input',
  'scenarios/proof-seals',
  'properties/billing',
  'scenarios/allocations-crashes',
  'scenarios/proof-export',
  'scenarios/audit.test',
  'properties/payments',
  'scenarios/gias-pages',
  'stores/booking-stories',
  'stores/billing',
  'scenarios/proof',
  'infra/demo-weeks',
  'scenarios/gias',
  'scenarios/home.test',
  'scenarios/policy-forms',
  'stores/commit-wire',
  'scenarios/events',
  'properties/pots',
  'scenarios/tokens',
  'properties/keys',
  'properties/organisation-events',
  'browser/who-is-who',
  'browser/main-job',
  'browser/policies',
  'browser/booking-life',
  'browser/organisations',
  'browser/statements',
  'browser/pots',
  'browser/trials',
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
