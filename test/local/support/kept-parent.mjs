// Keeps the program given, prints the ids of program and keeper as one JSON line and stays until killed.
import { spawnKept } from '../../../local/process/spawn-kept.ts';

const [, , command, ...args] = process.argv;
const child = await spawnKept(command, args, { graceMs: 500 });
while (child.programPid() === undefined) await new Promise((resolve) => setImmediate(resolve));
process.stdout.write(`${JSON.stringify({ program: child.programPid(), keeper: child.pid })}\n`);
setInterval(() => {}, 60_000);
