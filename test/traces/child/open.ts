import { isAppError } from '../../../model/errors/app-error.ts';
import { openTraces } from '../../../worker/traces/index.ts';

/** Says how it ends to switch traces on. */
const logger = { info: () => {}, warn: () => {} };
const ended = await openTraces({ endpoint: 'http://127.0.0.1:9', instance: 'i', version: '1', logger }).then(
  () => 'opened',
  (error: unknown) => (isAppError(error) ? error.key : String(error)),
);
process.stdout.write(ended);
