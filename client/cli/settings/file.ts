import { writeFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import type { Command } from 'commander';
import { z } from 'zod';
import { AppError } from '../../../model/errors/app-error.ts';
import { action, examples } from '../lib/action.ts';
import { confirmed } from '../lib/ask.ts';
import { count } from '../lib/format.ts';
import { openInput } from '../lib/input-file.ts';
import { usage } from '../lib/normalize.ts';
import { print, printJson, say } from '../lib/output.ts';
import { changeLine } from './change.ts';
import { withSettings } from './with-settings.ts';

const none = z.object({});
const importOptions = z.object({
  dryRun: z.boolean().default(false),
  reset: z.boolean().default(false),
  yes: z.boolean().default(false),
});

export function addFiles(group: Command): void {
  group
    .command('export')
    .argument('[file]', 'where to write it; standard output when it is left out')
    .summary('what differs from the defaults, as a file')
    .description(
      'Writes every setting that differs from its default as JSON, for `settings import`. It holds no secrets.',
    )
    .addHelpText('after', examples([['settings export settings.json', 'keep them, or take them to another instance']]))
    .action(
      action(none, (_, [file]) =>
        withSettings(async (settings) => {
          const exported = await settings.export();
          if (file === undefined) printJson(exported);
          else {
            await write(file, `${JSON.stringify(exported, null, 2)}\n`);
            say(`${count(Object.keys(exported.settings).length)} settings written to ${file}.`);
          }
          return undefined;
        }),
      ),
    );
  group
    .command('import')
    .argument('<file>', 'what `settings export` wrote; - for standard input')
    .summary('take settings from a file')
    .description(
      'Checks the whole file, shows what would change, and changes it. What the file does not name stays as it is.',
    )
    .option('--dry-run', 'show what would change, and change nothing')
    .option('--reset', 'what the file does not name goes back to its default')
    .option('--yes', 'do not ask')
    .addHelpText(
      'after',
      examples([
        ['settings import settings.json --dry-run', 'what would change'],
        ['settings import settings.json --reset --yes', 'exactly as in the file'],
      ]),
    )
    .action(
      action(importOptions, async ({ dryRun, reset, yes }, [file = '']) => {
        const given = json(await text(await openInput(file)));
        return withSettings(async (settings) => {
          const { changes, same } = await settings.planImport(given, { reset });
          for (const { setting, old, new: value } of changes) print(changeLine({ key: setting.key, old, new: value }));
          if (same.length > 0) say(`${count(same.length)} are so already.`);
          if (changes.length === 0) return told('Nothing to change.');
          if (dryRun) return told(`${count(changes.length)} would change.`);
          if (!(await confirmed(`Change ${count(changes.length)} settings?`, yes))) return told('Nothing was changed.');
          const made = await settings.import(given, { reset });
          return told(`${count(made.length)} changed. Workers act on them within seconds.`);
        });
      }),
    );
}

function told(line: string): undefined {
  say(line);
}

async function write(file: string, content: string): Promise<void> {
  try {
    await writeFile(file, content);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error;
    throw usage(`${file} can’t be written (${String(error.code)})`, 'Give a file in a folder that exists.');
  }
}

function json(given: string): unknown {
  try {
    return JSON.parse(given);
  } catch {
    throw new AppError('config.settingsFile', { details: { problem: 'it is no JSON' } });
  }
}
