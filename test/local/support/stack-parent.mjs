// Starts a stack on the folder given, prints its addresses as one JSON line and stays until killed.
import { startLocalStack } from '../../../local/stack.ts';

const [, , dir, cacheDir] = process.argv;
const stack = await startLocalStack({ dir, cacheDir, say: () => {}, temporalUi: false });
process.stdout.write(`${JSON.stringify({ temporal: stack.temporal, mongo: stack.mongo })}\n`);
setInterval(() => {}, 60_000);
