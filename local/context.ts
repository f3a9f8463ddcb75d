import { resolve } from 'node:path';
import type { StackContext, StackOptions } from './types.ts';

/** Fills in the defaults and makes the folders absolute. */
export function stackContext(options: StackOptions): StackContext {
  const dir = resolve(options.dir ?? '.local');
  return {
    dir,
    cacheDir: resolve(options.cacheDir ?? `${dir}/cache`),
    ephemeral: options.ephemeral ?? false,
    say: options.say,
    env: options.env ?? process.env,
    signal: options.signal,
    temporalUi: options.temporalUi ?? true,
    temporalPort: options.temporalPort,
    temporalUiPort: options.temporalUiPort,
    mongoPort: options.mongoPort,
    searchAttributes: options.searchAttributes ?? {},
    onChild: () => {},
  };
}
