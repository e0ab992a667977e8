// Every page of policies and their drafts, held against the manifest.
import type { Handlers } from '../../../shared/http.ts';
import type { manifest } from '../../manifest.ts';
import { draftPages } from './drafts.tsx';
import { beginPages } from './drafts-begin.tsx';
import { partPages } from './drafts-parts.tsx';
import { draftSteps } from './drafts-steps.tsx';
import { textPages } from './drafts-text.tsx';
import { versionPages } from './policies.tsx';

type Routes = (typeof manifest)['entitlements']['routes'];
type Pages = { [R in keyof Routes as R extends `${string} /entitlements/policies${string}` ? R : never]: Routes[R] };

export const policyPages: Handlers<Pages> = {
  ...versionPages,
  ...beginPages,
  ...draftPages,
  ...partPages,
  ...textPages,
  ...draftSteps,
};
