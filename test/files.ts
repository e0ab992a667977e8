// For hosts of tests whose rooms have no business with uploaded files: whoever asks for one is told so.
import type { Host } from '../shared/context.ts';

const none = (): never => {
  throw new Error('this host has no files');
};

export const noFiles: Pick<Host, 'openFile' | 'fileMark' | 'uploadForm' | 'beginFile' | 'addPart' | 'endFile' | 'fileAddress'> = {
  openFile: none,
  fileMark: async () => none(),
  uploadForm: async () => none(),
  beginFile: async () => none(),
  addPart: async () => none(),
  endFile: async () => none(),
  fileAddress: async () => none(),
};

/** A file that is written in parts and held here; `kept` is called with the number of each, and may throw, as where a reply is lost. */
export function writtenFile(kept: (part: number) => void = () => {}) {
  const parts: Buffer[] = [];
  const files: Pick<Host, 'beginFile' | 'addPart' | 'endFile' | 'fileMark'> = {
    beginFile: async () => 'begun',
    addPart: async (_key, _begun, part, bytes) => {
      parts[part - 1] = Buffer.from(bytes);
      kept(part);
      return `receipt-${part}`;
    },
    endFile: async () => {},
    fileMark: async () => undefined,
  };
  return { files, parts, lines: () => Buffer.concat(parts).toString('utf8').split('\r\n') };
}
