export { stackContext } from './context.ts';
export { startMongo, startTemporal } from './parts.ts';
export { exitWithParent } from './process/exit-with-parent.ts';
export { type KeptChild, type KeptOptions, spawnKept } from './process/spawn-kept.ts';
export { startLocalStack } from './stack.ts';
export type { LocalStack, RunningMongo, RunningTemporal, SearchAttributeKind, StackOptions } from './types.ts';
