// Everything that can be printed.
import * as z from 'zod';
import { documentModel } from '../schema.ts';
import { certificateModel } from './certificate.ts';
import { yearStatementModel } from './statement.ts';

export const paperModel = z.union([documentModel, yearStatementModel, certificateModel]);
export type PaperModel = z.infer<typeof paperModel>;
