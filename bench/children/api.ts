import { serveApi } from '../../client/cli/api/serve.ts';
import { exitWithParent } from '../../local/index.ts';

const stopping = new AbortController();
const serving = serveApi(process.env, stopping.signal, (url) => {
  process.stdout.write(`${JSON.stringify({ url })}\n`);
});
exitWithParent(async () => {
  stopping.abort();
  await serving;
}, 10_000);
await serving;
