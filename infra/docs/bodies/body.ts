// What is sent to a route: the very schema its room reads it with, and an example that the schema takes.
import type * as z from 'zod';
import type { Body } from '../api.ts';

export const body = <S extends z.ZodType>(schema: S, example: z.input<S>): Body => ({ schema, example });
