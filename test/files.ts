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
