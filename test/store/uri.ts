import { inject } from 'vitest';

/** The MongoDB that the tests use: a given one, else the one that the global set-up started. */
export function mongoUri(): string {
  return process.env.MONGODB_URI ?? inject('mongoUri');
}
