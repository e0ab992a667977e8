// The pages of identity, each part in its own file.
import type { Handlers } from '../../../shared/http.ts';
import type { manifest } from '../../manifest.ts';
import type { SignInSecrets } from '../schema.ts';
import { account } from './account.tsx';
import { audit } from './audit.tsx';
import { choose } from './choose.tsx';
import { clients } from './clients.tsx';
import { doors } from './doors.tsx';
import { invitations } from './invitations.tsx';
import { limits } from './limits.tsx';
import { messages } from './messages.tsx';
import { people } from './people.tsx';
import { person } from './person.tsx';

type Routes = (typeof manifest)['identity']['routes'];
type Pages = { [R in keyof Routes as R extends `${string} /api/${string}` ? never : R]: Routes[R] };

export const pagesWith = (secrets: SignInSecrets, linkKey: string): Handlers<Pages> => ({
  ...doors(secrets),
  ...choose,
  ...account,
  ...audit,
  ...people,
  ...person,
  ...invitations(linkKey),
  ...messages(linkKey),
  ...clients,
  ...limits,
});
