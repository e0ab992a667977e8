// Slices of a proof, an export of the ledger or of a list, or a trial of a policy, asked for by the worker.
import * as z from 'zod';
import type { Host } from '../../shared/context.ts';
import type { Task } from '../../shared/http.ts';
import { idSchema } from '../../shared/ids.ts';
import { continueExport } from './actions/exports.ts';
import { continueListExport } from './actions/lists/exports.ts';
import { continueProof } from './actions/proof.ts';
import { advanceTrial } from './actions/trials/slice.ts';
import { proveSubject } from './schema.ts';

const trialSubject = z.object({ subject: z.object({ trial: idSchema('tri') }) });

export const tasks = (host: Host): Record<'prove' | 'export' | 'export-list' | 'advance-trial', Task> => ({
  prove: (context, subject) => continueProof(context, z.parse(proveSubject, subject).job),
  export: (context, subject) => continueExport(context, host, z.parse(proveSubject, subject).job),
  'export-list': (context, subject) => continueListExport(context, host, z.parse(proveSubject, subject).job),
  'advance-trial': (context, given) => advanceTrial(context, trialSubject.parse(given).subject.trial),
});
