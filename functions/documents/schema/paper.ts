// Everything that can be printed.
import * as z from 'zod';
import { documentModel } from '../schema.ts';
import { yearStatementModel } from './statement.ts';

export const paperModel = z.union([documentModel, yearStatementModel]);
export type PaperModel = z.infer<typeof paperModel>;
