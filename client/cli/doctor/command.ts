import type { Command } from 'commander';
import { z } from 'zod';
import { action, examples } from '../lib/action.ts';
import { print, printJson, say } from '../lib/output.ts';
import { styleFor } from '../lib/style.ts';
import { examine } from './examine.ts';
import { doctorExitCode } from './finding.ts';
import { reportLines, summary } from './lines.ts';
import { selectChecks } from './select.ts';

const options = z.object({ json: z.boolean().default(false), only: z.array(z.string()).default([]) });

export function addDoctor(program: Command): void {
  program
    .command('doctor')
    .summary('is everything there, and may we use it')
    .description(
      'Checks the environment, MongoDB, Temporal, Marketo and, where it is connected, Salesforce: connections, rights, ' +
        'fields, clocks, quota, and settings that contradict these. Each finding has an id, a cause and a fix ' +
        '(docs/doctor.md). Exit 1 when something failed, 2 when the environment or a setting is wrong, 3 when something ' +
        'does not answer.',
    )
    .option('--only <id...>', 'only these checks: ids or their beginnings, such as marketo.right')
    .option('--json', 'one JSON document')
    .addHelpText(
      'after',
      examples([
        ['doctor', 'before the first start, and when something is odd'],
        ['doctor --only marketo salesforce.task', 'after a vendor’s admin changed rights'],
      ]),
    )
    .action(
      action(options, async ({ json, only }) => {
        const findings = await examine(selectChecks(only), process.env);
        const code = doctorExitCode(findings);
        if (json) printJson({ ok: code === undefined, findings });
        else {
          for (const line of reportLines(findings, styleFor(process.stdout))) print(line);
          say(summary(findings));
        }
        return code;
      }),
    );
}
