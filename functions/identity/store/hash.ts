// What the table keeps of a secret or of an account: its hash, by which it is found and from which it cannot be had back.
import { createHash } from 'node:crypto';

/** A token of 256 random bits is guessed by nobody, so its plain hash is enough: who reads the table cannot sign in with what is there. */
export const hashOf = (text: string): string => createHash('sha256').update(text).digest('base64url');
