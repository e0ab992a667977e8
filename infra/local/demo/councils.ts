// The councils of the demonstration, in the order in which they are listed.
import type { DemoCouncil } from './council.ts';
import { essex } from './essex.ts';
import { rivermouth } from './rivermouth.ts';

export const demoCouncils: readonly DemoCouncil[] = [essex, rivermouth];
