import type { Command } from 'commander';
import { addSimulateMarketo } from './marketo.ts';
import { addSimulateSalesforce } from './salesforce.ts';

export function addSimulate(program: Command): void {
  const group = program
    .command('simulate')
    .summary('run a simulator of a vendor')
    .helpCommand(false)
    .description('Simulators: they behave like the vendor’s API, with made-up people and no connection to anything.');
  addSimulateMarketo(group);
  addSimulateSalesforce(group);
}
