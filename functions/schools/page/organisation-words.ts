// What kinds of organisations are called, and how each buys, wherever a page names them.

import { bodyKinds, type GroupKind } from '../schema/organisations.ts';
import type { Sector } from '../schema.ts';

export const kindTexts: Record<GroupKind | 'school', string> = {
  school: 'School',
  trust: 'Trust',
  federation: 'Federation',
  partnership: 'Partnership',
  ...bodyKinds,
};

export const sectorTexts: Record<Sector, string> = {
  maintained: 'As part of the council',
  academy: 'As an academy',
  independent: 'As an independent organisation',
  'further-education': 'As a college or university',
};

export const billedTexts = { trust: 'The trust', school: 'Each school for itself' } as const;

/** An address as it is typed, a line each. */
export const addressFrom = (text: string | undefined): string[] =>
  (text ?? '')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
