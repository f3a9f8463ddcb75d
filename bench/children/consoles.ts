import { setTimeout as pause } from 'node:timers/promises';
import { Agent, request } from 'undici';
import { exitWithParent } from '../../local/index.ts';

interface Given {
  url: string;
  headers: Record<string, string>;
  count: number;
  windowMs: number;
}

/** After consoles have come or gone, before anything is measured. */
const SETTLE_MS = 500;

// Consoles that hear how all flows stand, each by a stream of its own: by turns they are there for a window, and are not.
const { url, headers, count, windowMs } = JSON.parse(process.argv[2] ?? '{}') as Given;
const tell = (message: unknown) => process.stdout.write(`${JSON.stringify(message)}\n`);
exitWithParent(() => undefined);
tell({ ready: true });
for (;;) {
  const leaving = new AbortController();
  const heard = await come(leaving.signal);
  await window(true);
  leaving.abort();
  tell({ leftAfter: Math.min(...heard.map(({ chunks }) => chunks)) });
  await window(false);
}

/** Tells when a window begins and ends. */
async function window(looking: boolean): Promise<void> {
  await pause(SETTLE_MS);
  tell({ looking, at: 'begin' });
  await pause(windowMs);
  tell({ looking, at: 'end' });
}

/** All of them have their stream. */
async function come(signal: AbortSignal): Promise<{ chunks: number }[]> {
  const dispatcher = new Agent({ connections: count, bodyTimeout: 0 });
  return Promise.all(
    Array.from({ length: count }, async () => {
      const answer = await request(`${url}/api/v1/status/events`, { headers, signal, dispatcher });
      if (answer.statusCode !== 200) throw new Error(`the API answered ${answer.statusCode}`);
      const heard = { chunks: 0 };
      answer.body.on('data', () => {
        heard.chunks += 1;
      });
      answer.body.on('error', (error) => {
        if (!signal.aborted) throw error;
      });
      return heard;
    }),
  );
}
