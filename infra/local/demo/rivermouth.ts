// Rivermouth, a second and wholly invented council: it shows that nothing of one council is to be seen at another.
import type { CouncilSlug } from '../../../shared/ids.ts';
import { rivermouth2026 } from '../../../shared/policy/rivermouth-2026.ts';
import type { DemoCouncil } from './council.ts';
import { away, deliverer, officer, whole } from './officers.ts';
import { rivermouthOrganisations } from './organisations.ts';
import { bookerFor, type DemoPerson, staff } from './people.ts';

const slug = 'rivermouth';
const laCode = 999;

const officers = [
  officer('Marcus Bright', 'Leadership adviser', ['leadership', 'governance'], 'Harbour'),
  officer('Leila Haddad', 'Safeguarding adviser', ['safeguarding', 'leadership', 'curriculum'], 'Uplands', [
    whole,
    whole,
    whole,
    whole,
    away,
  ]),
  officer('Joel Fenner', 'Curriculum adviser', ['curriculum'], 'Levels', [away]),
];

const people: readonly DemoPerson[] = [
  bookerFor('Elsie Tranter', 995001, 'Anchor Street Primary School', laCode),
  bookerFor('Callum Reyes', 995008, 'Lighthouse Academy', laCode),
  ...officers.map((each) => deliverer(slug, each)),
  staff(slug, 'Sian Prowse', 'resource-manager', 'Resource manager: diaries and cancellations'),
  staff(slug, 'Dorothy Amos', 'finance', 'Finance officer: billing runs, journals and payments'),
  staff(slug, 'Imran Vale', 'council-admin', 'Council administrator'),
];

export const rivermouth: DemoCouncil = {
  council: {
    slug: slug as CouncilSlug,
    name: 'Rivermouth (invented)',
    laCode,
    addressLines: ['Rivermouth Town Hall', 'Invented Quay', 'Rivermouth', 'ZZ98 8ZZ'],
    email: 'services.for.schools@rivermouth.example',
    telephone: '01632 960999',
    vatRegistrationNumber: 'GB 999 9999 70',
    bank: { accountName: 'Demonstration council, no real account', sortCode: '00-00-00', accountNumber: '00000001' },
    districts: [
      { name: 'Harbour', covers: ['Rivermouth Harbour'] },
      { name: 'Uplands', covers: ['Rivermouth Uplands'] },
      { name: 'Levels', covers: ['Rivermouth Levels'] },
    ],
  },
  tenant: '00000000-0000-4000-8000-000000000999',
  people,
  officers,
  organisations: rivermouthOrganisations,
  pack: rivermouth2026,
  register: new URL('./rivermouth-schools.csv', import.meta.url),
};
