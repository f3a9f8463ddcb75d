import { Pool } from 'undici';
import { exitWithParent } from '../../local/index.ts';

interface Given {
  url: string;
  headers: Record<string, string>;
  count: number;
}

const TELL_EVERY_MS = 500;
/** Begins each event with how all flows stand. */
const NEWS = 'event: status';

// Consoles that look at how all flows stand, each by a stream of its own. A stream that ends is an error.
const { url, headers, count } = JSON.parse(process.argv[2] ?? '{}') as Given;
const pool = new Pool(url, { connections: count, pipelining: 1, bodyTimeout: 0 });
const heard = Array.from({ length: count }, () => 0);
const tell = (message: unknown) => process.stdout.write(`${JSON.stringify(message)}\n`);
exitWithParent(() => undefined);

const firsts = heard.map((_, index) => new Promise<void>((resolve) => void look(index, resolve)));
await Promise.all(firsts);
tell({ looking: count });
setInterval(() => tell({ fewest: Math.min(...heard) }), TELL_EVERY_MS);

async function look(index: number, first: () => void): Promise<void> {
  const { statusCode, body } = await pool.request({ path: '/api/v1/status/events', method: 'GET', headers });
  if (statusCode !== 200) throw new Error(`the API answered ${statusCode}`);
  let before = '';
  for await (const chunk of body.setEncoding('utf8')) {
    const text = before + String(chunk);
    heard[index] = (heard[index] ?? 0) + text.split(NEWS).length - 1;
    // An event's beginning may be cut in two.
    before = text.slice(text.lastIndexOf('\n') + 1);
    if ((heard[index] ?? 0) > 0) first();
  }
  throw new Error('a stream ended');
}
