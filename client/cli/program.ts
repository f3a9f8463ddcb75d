import { Command } from 'commander';
import { packageVersion } from '../../worker/version.ts';
import { addActivities } from './activities/index.ts';
import { addAlerts } from './alerts/command.ts';
import { addConnections } from './connections/command.ts';
import { addDoctor } from './doctor/command.ts';
import { addFailures } from './failures/command.ts';
import { addAudit } from './overview/audit.ts';
import { addQuota } from './overview/quota.ts';
import { addStatus } from './overview/status.ts';
import { addPanel } from './panel/command.ts';
import { addPeople } from './people/index.ts';
import { addRepair } from './repair/command.ts';
import { addApi } from './run/api.ts';
import { addDev } from './run/dev.ts';
import { addSimulate } from './run/simulate/index.ts';
import { addWorker } from './run/worker.ts';
import { addSellers } from './sellers/command.ts';
import { addSettings } from './settings/command.ts';
import { addSetup } from './setup/command.ts';
import { addTasks } from './tasks/index.ts';
import { addTokens } from './tokens/command.ts';
import { addUnsubscribes } from './unsubscribes/command.ts';
import { addUpgrade } from './upgrade/command.ts';

const AFTER = `
A first sync, on this machine:
  $ npm start                                    # everything, with a simulated Marketo

With your own servers (variables: .env.example):
  $ actions-sync doctor                          # is everything there, may we use it
  $ actions-sync setup temporal                  # once per namespace
  $ actions-sync setup marketo --dry-run         # types that sales activities are logged as
  $ actions-sync worker                          # in a terminal or service of its own
  $ actions-sync people start --wait
  $ actions-sync activities log today.ndjson     # sales activities, as JSON lines

Exit codes: 0 done, 1 failed, 2 wrong usage or configuration, 3 not reachable.
Reading commands take --json. Run any command with --help for its options and examples.`;

/** The whole command line; each command is added by a module of its own. */
export function createProgram(): Command {
  const program = new Command('actions-sync')
    .description(
      'Keeps the people of Marketo Engage in MongoDB and logs sales activities to Marketo and Salesforce, durably, and can ' +
        'say why anyone is here or not.',
    )
    .usage('<command> [subcommand] [options]')
    .version(packageVersion(), '-V, --version', 'print the version')
    .helpOption('-h, --help', 'show this help')
    .helpCommand(false)
    // Errors are shown by `runCli`, with cause and fix; subcommands inherit these two.
    .exitOverride()
    .configureOutput({ outputError: () => {} })
    .addHelpText('after', AFTER);
  program.commandsGroup('Run:');
  for (const add of [addDev, addWorker, addApi, addSimulate]) add(program);
  program.commandsGroup('Sync:');
  addPeople(program);
  addActivities(program);
  addUnsubscribes(program);
  addTasks(program);
  program.commandsGroup('Look:');
  for (const add of [addStatus, addAlerts, addPanel, addQuota, addFailures, addAudit]) add(program);
  program.commandsGroup('Set up:');
  for (const add of [addSettings, addSellers, addTokens, addConnections, addSetup, addDoctor, addUpgrade, addRepair])
    add(program);
  return program;
}
