import { exitWithParent, startLocalStack } from '../../local/index.ts';
import { devServerSearchAttributes } from '../../workflows/messages.ts';

// Temporal in memory, MongoDB on the folder given: killed with -9, this process takes both with it.
const [dir = '', cacheDir = ''] = process.argv.slice(2);
const stack = await startLocalStack({
  dir,
  cacheDir,
  temporalUi: false,
  searchAttributes: devServerSearchAttributes,
  say: (line) => void process.stderr.write(`${line}\n`),
});
exitWithParent(() => stack.close(), 20_000);
const { mongo, temporal } = stack;
process.stdout.write(`${JSON.stringify({ mongo, temporal })}\n`);
