// The pages of schools and other organisations: each part brings its own, by route.
import type { Host } from '../../../shared/context.ts';
import type { Handlers } from '../../../shared/http.ts';
import type { manifest } from '../../manifest.ts';
import { districtPages } from './district.tsx';
import { groupPages } from './groups.ts';
import { importPagesWith } from './imports.tsx';
import { listPage } from './list.tsx';
import { namedOfficerPages } from './named-officers.tsx';
import { namingPages } from './naming.tsx';
import { schoolPage } from './school.tsx';
import { statusPages } from './status.tsx';
import { timelinePages } from './timeline.tsx';

type Routes = (typeof manifest)['schools']['routes'];
type Pages = { [R in keyof Routes as R extends `${string} /api/${string}` ? never : R]: Routes[R] };

export const pagesWith = (host: Host): Handlers<Pages> => ({
  'GET /schools': listPage,
  ...groupPages,
  'GET /schools/{school}': schoolPage,
  ...districtPages,
  ...importPagesWith(host),
  ...namedOfficerPages,
  ...namingPages,
  ...statusPages,
  ...timelinePages,
});
