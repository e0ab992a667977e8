// What is small is done while whoever asks for it waits, unless that takes longer than people wait. How long a machine takes is no part of a test of the rest.
import { vi } from 'vitest';

/** Stops the clock by which work is handed on to a worker, and no other, until the end of a test file: whatever is begun is done at once. */
export function unhurried(): void {
  vi.spyOn(performance, 'now').mockReturnValue(performance.now());
}
