// A council as it is recorded, for tests that need no more of it than that it is there.
import type { Council } from '../shared/context.ts';
import type { CouncilSlug } from '../shared/ids.ts';

/** A council with what its documents print and nobody who signs in. */
export const plainCouncil = (ledgerFrom: string): Council => ({
  slug: 'essex' as CouncilSlug,
  name: 'Essex County Council (demonstration)',
  laCode: 881,
  addressLines: ['County Hall', 'Chelmsford'],
  email: 'schools@essex.example',
  telephone: '01632 960000',
  vatRegistrationNumber: 'GB123456789',
  bank: { accountName: 'Essex', sortCode: '00-00-00', accountNumber: '00000000' },
  ledgerFrom,
  providers: [],
});
