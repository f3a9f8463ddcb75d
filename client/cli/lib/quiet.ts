/** Node's warnings are for developers: shown as one line, and only with LOG_LEVEL=debug. */
process.removeAllListeners('warning');
process.on('warning', ({ name, message }) => {
  if (process.env.LOG_LEVEL === 'debug') process.stderr.write(`debug: ${name}: ${message}\n`);
});

/** A reader that has seen enough (`… | head`) is no error. */
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  process.exit(error.code === 'EPIPE' ? 0 : 1);
});
/** Nobody listens to notes any more: the work itself goes on. */
process.stderr.on('error', () => {});
