import { expect, it, vi } from 'vitest';
import { createReader } from '../../worker/metrics/reader.ts';

it('looks once for all that ask at once, and not again at once', async () => {
  let looks = 0;
  let answer = () => {};
  const read = createReader(() => {
    looks += 1;
    return new Promise((resolve) => {
      answer = resolve;
    });
  });
  const first = [read(), read()];
  await vi.waitFor(() => expect(looks).toBe(1));
  answer();
  await Promise.all(first);
  await read();
  expect(looks).toBe(1);
});

it('a look that took long is kept for longer, and nobody waits for it without end', async () => {
  vi.useFakeTimers();
  try {
    let looks = 0;
    const read = createReader(() => {
      looks += 1;
      return new Promise((resolve) => setTimeout(resolve, 5_000));
    });
    const late = read();
    // Prometheus would have given up after 10 s.
    await vi.advanceTimersByTimeAsync(4_000);
    await late;
    await vi.advanceTimersByTimeAsync(1_000);
    await vi.advanceTimersByTimeAsync(44_000);
    await read();
    expect(looks).toBe(1);
    await vi.advanceTimersByTimeAsync(1_001);
    void read();
    expect(looks).toBe(2);
  } finally {
    vi.useRealTimers();
  }
});
