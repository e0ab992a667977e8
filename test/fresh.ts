// Run before each test file: what one file made of the clock, of chance or of the environment is not the next one's, though they share a process.
import { vi } from 'vitest';

vi.useRealTimers();
vi.restoreAllMocks();
vi.unstubAllEnvs();
vi.unstubAllGlobals();
