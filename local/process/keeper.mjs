// Keeps one server that knows nothing of its parent: `keeper.mjs GRACE_MS COMMAND ARGS…`.
// When standard input ends, the parent is gone or wants the end: SIGTERM, then SIGKILL after GRACE_MS.
// File descriptor 3 gets the server's process id as one line.
import { spawn } from 'node:child_process';
import { writeSync } from 'node:fs';
import { constants } from 'node:os';

const [graceMs = '5000', command = '', ...args] = process.argv.slice(2);
const server = spawn(command, args, { stdio: ['ignore', 'inherit', 'inherit'] });

/** @type {NodeJS.Timeout | undefined} */
let force;

function stop() {
  if (force !== undefined) return;
  server.kill('SIGTERM');
  force = setTimeout(() => server.kill('SIGKILL'), Number(graceMs));
}

server.once('spawn', () => {
  try {
    writeSync(3, `${server.pid}\n`);
  } catch {
    // The parent died in between; standard input's end stops us.
  }
});
server.once('error', (error) => {
  process.stderr.write(`${error.message}\n`);
  process.exit(127);
});
server.once('exit', (code, signal) => {
  process.exit(code ?? 128 + (signal === null ? 0 : constants.signals[signal]));
});

process.stdin.on('end', stop).on('error', stop).resume();
for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP']) process.on(signal, stop);
