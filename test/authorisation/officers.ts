// Who may do what in officers, and what is sent with it.
import type { Row } from '../authorisation.ts';
import { anybodys, buyers, council, everyone, row } from './row.ts';

export const officersRows: Readonly<Record<string, Row | readonly Row[]>> = {
  'GET /officers': row(everyone),
  'GET /officers/{officer}': anybodys(everyone, 'unknown-officer'),
  'GET /api/officers': row(everyone),
  'GET /api/officers/{officer}': anybodys(everyone, 'unknown-officer'),
  'GET /api/officers/{officer}/free-sessions': anybodys([...council, ...buyers, 'officer'], 'unknown-officer'),
};
