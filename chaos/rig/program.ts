import { fileURLToPath } from 'node:url';

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

// Seen from dist/chaos/rig, where the run is started from.
/** The product's own program. */
export const program = at('../../../bin/actions-sync.js');
/** What was downloaded serves every stack of this checkout. */
export const cacheDir = at('../../../.local/cache');
/** The bench's: a simulator in a process of its own. */
export const simulatorFile = at('../../bench/children/simulator.js');
export const childFile = (name: string): string => at(`../children/${name}.js`);
