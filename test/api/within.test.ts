import { expect, it } from 'vitest';
import { joined, withinLong } from '../../api/within.ts';
import { AppError } from '../../model/errors/app-error.ts';

it('answers what the work answers, or fails as it fails', async () => {
  await expect(withinLong(Promise.resolve(7))).resolves.toBe(7);
  await expect(withinLong(Promise.reject(new AppError('people.notStarted')))).rejects.toMatchObject({
    key: 'people.notStarted',
  });
});

it('does not wait for ever', async () => {
  await expect(withinLong(new Promise(() => {}), 5)).rejects.toMatchObject({ key: 'api.slow' });
});

it('joined work runs once at a time, and anew after its end', async () => {
  const ends: ((failed?: Error) => void)[] = [];
  const ask = joined(
    () =>
      new Promise<number>((resolve, reject) => {
        const run = ends.length + 1;
        ends.push((failed) => (failed === undefined ? resolve(run) : reject(failed)));
      }),
  );
  const together = [ask(), ask(), ask()];
  ends[0]?.();
  expect(await Promise.all(together)).toEqual([1, 1, 1]);
  const failing = ask();
  ends[1]?.(new Error('away'));
  await expect(failing).rejects.toThrow('away');
  const third = ask();
  ends[2]?.();
  expect(await third).toBe(3);
});
