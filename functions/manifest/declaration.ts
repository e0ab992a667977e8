// What every function declares: what it answers, what it does without a person, and the least it may touch.
import type { RoomDeclaration } from '../../shared/http.ts';
import type { Action } from '../identity/schema.ts';

/** What a function may touch besides answering: least privilege on AWS, the only variables it is given locally. */
export type Grants = {
  table?: 'read' | 'write';
  /** Functions whose tasks it may invoke. */
  invoke?: readonly string[];
  /** Secrets it may read: each becomes one environment variable. */
  secrets?: readonly ('quote-key' | 'link-key' | 'sign-in' | 'notify' | 'stripe')[];
  /** Files: to read them, or also to give a page what it needs for an upload, and to write files of its own (`write`). */
  files?: 'read' | 'write';
};

export type FunctionDeclaration = RoomDeclaration<Action> & {
  grants: Grants;
  memoryMb: number;
  timeoutSeconds: number;
  architecture?: 'arm64' | 'x86_64';
  /** It sends itself events on purpose, one after the other; AWS would otherwise break the chain after about sixteen. */
  recurses?: true;
};
