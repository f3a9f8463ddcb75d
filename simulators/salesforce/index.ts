export { FaultRulesError } from '../lib/faults/rules.ts';
export { FAULT_CLASSES, type FaultClass, type FaultRule, readFaultsFile } from './faults/schema.ts';
export type { ClientOption, SalesforceSimulatorOptions } from './options.ts';
export type { JournalEntry } from './org/journal.ts';
export type { Org } from './org/org.ts';
export { PersistError } from './records/persist.ts';
export { SchemaError } from './schema/org-schema.ts';
export { type SalesforceSimulator, startSalesforceSimulator } from './server.ts';
export type { Switches } from './switches.ts';
