import { text } from 'node:stream/consumers';
import type { Command } from 'commander';
import { z } from 'zod';
import { action, examples } from '../lib/action.ts';
import { openInput } from '../lib/input-file.ts';
import { usage } from '../lib/normalize.ts';
import { printJson, say } from '../lib/output.ts';
import { dayOrNone, NO_DAY, oneOf, taskId } from './fields.ts';
import { withTasks } from './with-tasks.ts';
import { syncWords } from './words.ts';

const options = z.object({
  due: z.string().optional(),
  priority: z.enum(['normal', 'high']).optional(),
  json: z.boolean().default(false),
});

export function addTaskEdit(group: Command): void {
  group
    .command('edit')
    .argument('<id>', 'the task’s id')
    .argument('[file]', 'a JSON object with the fields to change; - for standard input')
    .summary('change a reminder task')
    .description(
      'Changes fields of a task. Name and details may say who it is about, so they come from a file or standard input as ' +
        'JSON: name, details, due, priority, status; null clears details and due. The subject in Salesforce follows the ' +
        'name only where salesforce.subjectTemplate holds {{activity_subject}}.',
    )
    .option('--due <day>', 'such as 2026-12-01; none: no day', dayOrNone)
    .option('--priority <priority>', 'normal or high', oneOf('normal', 'high'))
    .option('--json', 'the task as one JSON document')
    .addHelpText(
      'after',
      `${examples([
        ['tasks edit call-4711 --due 2026-12-02 --priority high', 'two fields'],
        ['tasks edit call-4711 - < change.json', 'any of them'],
      ])}

A file:
  {"name":"Call Ada again","details":null}`,
    )
    .action(
      action(options, async ({ json, due, priority }, [given = '', file]) => {
        const id = taskId(given);
        const fields = {
          ...(file === undefined ? {} : await objectIn(file)),
          ...(due !== undefined && { due: due === NO_DAY ? null : due }),
          ...(priority !== undefined && { priority }),
        };
        if (Object.keys(fields).length === 0)
          throw usage('nothing to change', 'Give --due, --priority, or a file with fields.');
        return withTasks(async (tasks) => {
          const { task, changed } = await tasks.edit(id, fields);
          if (json) printJson(task);
          else say(changed ? `Changed. Salesforce: ${syncWords(task)}.` : 'It was so already.');
          return undefined;
        });
      }),
    );
}

async function objectIn(file: string): Promise<object> {
  if (file === '-' && process.stdin.isTTY) say('A JSON object, then Ctrl-D:');
  const content = await text(await openInput(file));
  let parsed: unknown;
  try {
    parsed = JSON.parse(content.replace(/^\uFEFF/, ''));
  } catch {
    throw usage('what was given is not JSON', 'Give one JSON object, such as {"due":null}.');
  }
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed))
    throw usage('what was given is no JSON object', 'Give one JSON object, such as {"due":null}.');
  return parsed;
}
