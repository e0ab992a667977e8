// What a running host leaves in its data directory, so that other commands can join it or keep away from it.
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';

const noticeSchema = z.strictObject({ pid: z.int(), origin: z.url(), endpoint: z.url() });
export type Notice = z.infer<typeof noticeSchema>;

const pathIn = (dataDirectory: string) => join(dataDirectory, 'host.json');

export const leaveNotice = (dataDirectory: string, notice: Notice): void => writeFileSync(pathIn(dataDirectory), JSON.stringify(notice));
export const takeNoticeAway = (dataDirectory: string): void => rmSync(pathIn(dataDirectory), { force: true });

/** The host that runs on a data directory now. A notice that a killed host left behind counts for nothing. */
export async function runningHost(dataDirectory: string): Promise<Notice | undefined> {
  let notice: Notice;
  try {
    notice = noticeSchema.parse(JSON.parse(readFileSync(pathIn(dataDirectory), 'utf8')));
    process.kill(notice.pid, 0);
  } catch {
    return undefined;
  }
  // Process ids are used again, so the host has to answer as well.
  const answer = await fetch(`${notice.origin}/favicon.ico`, { signal: AbortSignal.timeout(2_000) }).catch(() => undefined);
  await answer?.body?.cancel();
  return answer?.ok ? notice : undefined;
}
