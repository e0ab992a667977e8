// A slice of a proof, asked for by the worker.
import * as z from 'zod';
import type { Task } from '../../shared/http.ts';
import { continueProof } from './actions/proof.ts';
import { proveSubject } from './schema.ts';

export const tasks: Record<'prove', Task> = {
  prove: (context, subject) => continueProof(context, z.parse(proveSubject, subject).job),
};
