/** Node's warnings are for developers: shown as one line, and only with LOG_LEVEL=debug. */
process.removeAllListeners('warning');
process.on('warning', ({ name, message }) => {
  if (process.env.LOG_LEVEL === 'debug') process.stderr.write(`debug: ${name}: ${message}\n`);
});

/** A reader that has seen enough (`… | head`) is no error. */
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    process.exit(error.code === 'EPIPE' ? 0 : 1);
  });
}
