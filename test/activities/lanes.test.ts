import { setImmediate } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { Lanes } from '../../activities/scan/lanes.ts';

it('no more tasks run at once than there are lanes, and all have ended at the end', async () => {
  const lanes = new Lanes(3);
  let running = 0;
  let most = 0;
  let done = 0;
  for (let n = 0; n < 20; n++) {
    await lanes.run(async () => {
      running += 1;
      most = Math.max(most, running);
      await setImmediate();
      running -= 1;
      done += 1;
    });
  }
  await lanes.end();
  expect({ most, done, running }).toEqual({ most: 3, done: 20, running: 0 });
});

it('after a failure nothing new begins; the first failure is the one that is told', async () => {
  const lanes = new Lanes(1);
  await lanes.run(() => Promise.reject(new Error('first')));
  await expect(lanes.run(() => Promise.reject(new Error('second')))).rejects.toThrow('first');
  await lanes.end();
  expect(() => lanes.throwIfFailed()).toThrow('first');
});
