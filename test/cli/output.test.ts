import { Writable } from 'node:stream';
import { expect, test } from 'vitest';
import { writeLines } from '../../client/cli/lib/output.ts';

test('lines wait for a slow reader: what is buffered stays small', async () => {
  let most = 0;
  let received = '';
  const out: Writable = new Writable({
    highWaterMark: 1_024,
    write(chunk: Buffer, _, done) {
      most = Math.max(most, out.writableLength);
      received += chunk.toString();
      setImmediate(done);
    },
  });
  const rows = Array.from({ length: 20_000 }, (_, id) => ({ id, text: 'x'.repeat(50) }));
  expect(await writeLines(rows, out)).toBe(20_000);
  await new Promise((resolve) => out.end(resolve));
  expect(
    received
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line).id),
  ).toEqual(rows.map(({ id }) => id));
  expect(most).toBeLessThan(3 * 64 * 1_024);
});

test('no lines write nothing', async () => {
  const out = new Writable({ write: () => expect.unreachable() });
  expect(await writeLines([], out)).toBe(0);
});
