// Essex as its paper of 2017 had it, with invented people: the council's own details are plainly not real.
import type { CouncilSlug, OfficerId } from '../../../shared/ids.ts';
import { schoolIdOf } from '../../../shared/ids.ts';
import { essex2017 } from '../../../shared/policy/essex-2017.ts';
import type { DemoCouncil, DemoOfficer, DemoPerson } from './council.ts';

const whole = { am: true, pm: true };
const morning = { am: true, pm: false };
const afternoon = { am: false, pm: true };
const away = { am: false, pm: false };

const officer = (
  name: string,
  title: string,
  skills: readonly string[],
  district: string,
  [mon, tue, wed, thu, fri]: readonly DemoOfficer['pattern']['1'][],
) => ({
  id: `off_${keyOf(name)}` as OfficerId,
  name,
  title,
  skills,
  district,
  pattern: { 1: mon ?? whole, 2: tue ?? whole, 3: wed ?? whole, 4: thu ?? whole, 5: fri ?? whole },
});

const keyOf = (name: string) => name.toLowerCase().replaceAll(' ', '-');

const officers: readonly DemoOfficer[] = [
  officer('Helen Marsh', 'Senior adviser', ['leadership', 'school-review'], 'North East', [whole, whole, whole, whole, whole]),
  officer('Daniel Osei', 'Leadership and governance adviser', ['leadership', 'recruitment', 'governance'], 'Mid', [
    whole,
    whole,
    whole,
    whole,
    morning,
  ]),
  officer('Farah Siddiqui', 'Safeguarding and inclusion adviser', ['safeguarding', 'inclusion'], 'South', [
    whole,
    whole,
    away,
    whole,
    whole,
  ]),
  officer('George Wren', 'Governor services adviser', ['governance', 'recruitment'], 'West', [afternoon, whole, whole, whole, away]),
  officer('Iwona Kowalska', 'Inclusion adviser', ['inclusion', 'school-review'], 'North East', [
    morning,
    morning,
    morning,
    morning,
    morning,
  ]),
  officer('Samuel Tate', 'School improvement adviser', ['leadership', 'recruitment', 'safeguarding'], 'South', [
    away,
    whole,
    whole,
    whole,
    whole,
  ]),
];

const staff = (name: string, role: DemoPerson['roles'][number], description: string): DemoPerson => ({
  key: keyOf(name),
  name,
  description,
  roles: [role],
});

const bookerFor = (name: string, urn: number, school: string): DemoPerson => ({
  key: keyOf(name),
  name,
  description: `School business manager, ${school}`,
  roles: ['school-booker'],
  organisation: schoolIdOf(urn),
});

const people: readonly DemoPerson[] = [
  bookerFor('Maria Okafor', 990010, 'Colnemarsh Grange Academy'),
  bookerFor('Tom Haldane', 990001, 'Saltmere Community Primary School'),
  bookerFor('Ruth Pennington', 990011, 'Béatrice Fairlight Primary Academy'),
  ...officers.map(({ id, name, title }): DemoPerson => ({ key: keyOf(name), name, description: title, roles: ['officer'], officer: id })),
  staff('Joan Ferris', 'resource-manager', 'Resource manager: vacancies, diaries and cancellations'),
  staff('Leo Brandt', 'catalogue-manager', 'Catalogue manager: services and prices'),
  staff('Nadia Rahman', 'finance', 'Finance officer: billing runs, journals and payments'),
  staff('Peter Quill', 'auditor', 'Auditor: may look at everything and change nothing'),
  staff('Grace Adeyemi', 'council-admin', 'Council administrator'),
  // Known to the provider and to nobody here: shows what such a person is told.
  { key: 'robin-fairweather', name: 'Robin Fairweather', description: 'Has an account, but is not registered with Daybook', roles: [] },
];

export const essex: DemoCouncil = {
  council: {
    slug: 'essex' as CouncilSlug,
    name: 'Essex (2017 model)',
    laCode: 881,
    addressLines: ['Demonstration House', '1 Invented Street', 'Colnemarsh', 'ZZ99 9ZZ'],
    email: 'school.services@essex.example',
    telephone: '01632 960881',
    vatRegistrationNumber: 'GB 999 9999 73',
    bank: { accountName: 'Demonstration council, no real account', sortCode: '00-00-00', accountNumber: '00000000' },
  },
  people,
  officers,
  pack: essex2017,
  register: new URL('./schools.csv', import.meta.url),
};
