// Essex as its paper of 2017 had it, with invented people: the council's own details are plainly not real.
import { type CouncilSlug, schoolIdOf } from '../../../shared/ids.ts';
import { essex2017 } from '../../../shared/policy/essex-2017.ts';
import type { DemoCouncil } from './council.ts';
import { afternoon, away, deliverer, morning, officer, whole } from './officers.ts';
import { colneAndTendring, essexOrganisations } from './organisations.ts';
import { atSchool, bookerFor, type DemoPerson, right, school, staff, trustBookerFor } from './people.ts';

const slug = 'essex';
const laCode = 881;

const officers = [
  officer('Helen Marsh', 'Senior adviser', ['leadership', 'school-review'], 'North East'),
  officer('Daniel Osei', 'Leadership and governance adviser', ['leadership', 'recruitment', 'governance'], 'Mid', [
    whole,
    whole,
    whole,
    whole,
    morning,
  ]),
  officer('Farah Siddiqui', 'Safeguarding and inclusion adviser', ['safeguarding', 'inclusion'], 'South', [whole, whole, away]),
  officer('George Wren', 'Governor services adviser', ['governance', 'recruitment'], 'West', [afternoon, whole, whole, whole, away]),
  officer('Iwona Kowalska', 'Inclusion adviser', ['inclusion', 'school-review'], 'North East', [
    morning,
    morning,
    morning,
    morning,
    morning,
  ]),
  officer('Samuel Tate', 'School improvement adviser', ['leadership', 'recruitment', 'safeguarding'], 'South', [away]),
];

const booker = (name: string, urn: number, called: string) => bookerFor(name, urn, called, laCode);
const atCouncil = (name: string, role: DemoPerson['rights'][number]['roles'][number], description: string) =>
  staff(slug, name, role, description);

const saltmere = school(990001, 'Saltmere Community Primary School', laCode);
const thornhythe = school(990004, 'Thornhythe Primary School', laCode);
const juniors = school(990009, 'Harrowdene Junior School', laCode);
const infants = school(990024, 'Harrowdene Infant School', laCode);

const people: readonly DemoPerson[] = [
  booker('Maria Okafor', 990010, 'Colnemarsh Grange Academy'),
  booker('Tom Haldane', 990001, 'Saltmere Community Primary School'),
  booker('Ruth Pennington', 990011, 'Béatrice Fairlight Primary Academy'),
  atSchool(
    'Bridget Lowe',
    'Headteacher, Saltmere Community Primary School: agrees what it is billed',
    [saltmere],
    [right('school-approver', schoolIdOf(990001))],
  ),
  atSchool(
    'Denise Alder',
    'Bursar, Saltmere Community Primary School: books up to £500, and asks the headteacher for what is more',
    [saltmere],
    [right('school-booker', schoolIdOf(990001))],
  ),
  trustBookerFor('Yusuf Demir', 'Finance director', 5902, 'Estuary Light Learning Trust'),
  atSchool(
    'Anna Castell',
    'Headteacher of Thornhythe Primary School, and lead of the Colne and Tendring Partnership',
    [thornhythe],
    [right('partnership-lead', colneAndTendring)],
  ),
  atSchool(
    'Priya Sandhu',
    'School business manager of two schools, Harrowdene Junior and Harrowdene Infant',
    [juniors, infants],
    [right('school-booker', schoolIdOf(990009)), right('school-booker', schoolIdOf(990024))],
  ),
  // Registered by nobody: what DfE Sign-in says of them is all there is, and is enough.
  atSchool('Owen Larkin', 'School business manager, Thornhythe Harbour Academy, with a role given in DfE Sign-in', [
    school(990012, 'Thornhythe Harbour Academy', laCode, ['Daybook_Booker']),
  ]),
  ...officers.map((each) => deliverer(slug, each)),
  atCouncil('Joan Ferris', 'resource-manager', 'Resource manager: vacancies, diaries and cancellations'),
  atCouncil('Leo Brandt', 'catalogue-manager', 'Catalogue manager: services and prices'),
  atCouncil('Rowan Achebe', 'sip-manager', 'School improvement manager: partnerships, named officers and schools causing concern'),
  atCouncil('Nadia Rahman', 'finance', 'Finance officer: billing runs, journals and payments'),
  atCouncil('Keith Wilmot', 'finance-approver', 'Finance manager: approves what is issued'),
  atCouncil('Peter Quill', 'auditor', 'Auditor: may look at everything and change nothing'),
  atCouncil('Grace Adeyemi', 'council-admin', 'Council administrator'),
  // Known to the provider and to nobody here: shows what such a person is told.
  atSchool('Robin Fairweather', 'Has an account, but is not registered with Daybook', []),
];

export const essex: DemoCouncil = {
  council: {
    slug: slug as CouncilSlug,
    name: 'Essex (2017 model)',
    laCode,
    addressLines: ['Demonstration House', '1 Invented Street', 'Colnemarsh', 'ZZ99 9ZZ'],
    email: 'school.services@essex.example',
    telephone: '01632 960881',
    vatRegistrationNumber: 'GB 999 9999 73',
    bank: { accountName: 'Demonstration council, no real account', sortCode: '00-00-00', accountNumber: '00000000' },
    districts: [
      { name: 'North East', covers: ['Colchester', 'Tendring'] },
      { name: 'Mid', covers: ['Braintree', 'Chelmsford', 'Maldon'] },
      { name: 'South', covers: ['Basildon', 'Brentwood', 'Castle Point', 'Rochford'] },
      { name: 'West', covers: ['Epping Forest', 'Harlow', 'Uttlesford'] },
    ],
  },
  tenant: '00000000-0000-4000-8000-000000000881',
  people,
  officers,
  organisations: essexOrganisations,
  pack: essex2017,
  register: new URL('./schools.csv', import.meta.url),
};
