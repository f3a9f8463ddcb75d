export { FaultRulesError } from '../lib/faults/rules.ts';
export type { CustomActivityLine } from './custom/truth.ts';
export { FAULT_CLASSES, type FaultClass, type FaultRule, readFaultsFile } from './faults/schema.ts';
export type { MarketoInstance, TruthLine } from './instance/instance.ts';
export { JournalError } from './instance/journal.ts';
export { MutationError } from './instance/mutations.ts';
export type { ClientOption, MarketoSimulatorOptions } from './options.ts';
export { type MarketoSimulator, startMarketoSimulator } from './server.ts';
export type { Switches } from './switches.ts';
