import { describe, expect, it } from 'vitest';
import { Dev, withFolder } from './dev.ts';
import { gone } from './processes.ts';

// With 3,000 people one window of our share (50 calls in 20 s) is enough: the sync itself takes a second or two. Salesforce
// is connected, so that only people with an owner are read.
const SMALL = ['--people', '3000', '--seed', '11'];

describe('npm start', () => {
  it('--once ends with 0 after the first sync and 100 changes, equal to the simulator’s truth, and leaves no child', async () => {
    await withFolder(async (dir) => {
      const dev = new Dev(dir, ['--once', '--ephemeral', ...SMALL]);
      await dev.says(/Initial sync complete: 2,\d{3} people read/);
      const children = await dev.descendants();
      expect(children.length).toBeGreaterThanOrEqual(6);
      const url = /API +(http:\S+?),/.exec(dev.output)?.[1] ?? '';
      expect(await (await fetch(`${url}/readyz`)).json()).toEqual({ ready: true });
      expect(await dev.ended, dev.output).toBe(0);
      expect(dev.output).toMatch(/\d{3} changes arrived/);
      expect(dev.output).toContain('0 missing, 0 too many, 0 different');
      expect(dev.output).toMatch(/emailSent +25 logged +25 logged/);
      expect(dev.output).toMatch(/campaignAdded +25 logged +25 not told/);
      expect(dev.output).toContain('0 missing, 0 twice, 0 too many');
      expect(dev.output).toMatch(/Task +00T\w{15} in Salesforce after .*; completed there, complete here .* later/);
      expect(dev.output).toMatch(/Unsubscribe +person \d+: opted out in Salesforce/);
      expect(dev.output).toMatch(/Send +person \d+: blocked \(unsubscribed\)/);
      expect(dev.output).toMatch(/Send +person \d+: blocked \(unsubscribedInMarketo\)/);
      expect(dev.output).toMatch(/Send +person \d+: may be mailed/);
      expect(dev.output).toMatch(/Panel +person \d+, \d week.*emailSent 1/);
      expect(dev.output).toMatch(/Temporal UI http/);
      expect(await gone(children, 5_000)).toBe(true);
    });
  }, 180_000);

  it('Ctrl-C ends every child, and the next start goes on from there', async () => {
    await withFolder(async (dir) => {
      const first = new Dev(dir, SMALL);
      await first.says(/s after the change/);
      const children = await first.descendants();
      first.child.kill('SIGINT');
      expect(await first.ended, first.output).toBe(0);
      expect(await gone(children, 5_000)).toBe(true);

      const second = new Dev(dir, ['--once', ...SMALL]);
      await second.says(/complete already/);
      expect(await second.ended, second.output).toBe(0);
      expect(second.output).toContain('0 missing, 0 too many, 0 different');
    });
  }, 180_000);

  it('SIGKILL in the middle of the first sync leaves no orphan and loses nothing: the next start completes it', async () => {
    await withFolder(async (dir) => {
      // More than one window’s worth, so that there is a middle.
      const people = ['--people', '30000', '--seed', '12'];
      const first = new Dev(dir, people);
      await first.says(/[1-9][\d,]* read · /);
      const children = await first.descendants();
      first.child.kill('SIGKILL');
      await first.ended;
      expect(await gone(children, 15_000)).toBe(true);

      const second = new Dev(dir, ['--once', ...people]);
      expect(await second.ended, second.output).toBe(0);
      expect(second.output).toMatch(/Initial sync complete: 2\d,\d{3} people read/);
      expect(second.output).toContain('0 missing, 0 too many, 0 different');
    });
  }, 240_000);

  it('another number of people in the same folder is refused with a way out', async () => {
    await withFolder(async (dir) => {
      const first = new Dev(dir, SMALL);
      await first.says(/Marketo .*simulator/);
      first.child.kill('SIGINT');
      await first.ended;
      const second = new Dev(dir, ['--people', '4000', '--seed', '11']);
      expect(await second.ended).toBe(2);
      expect(second.output).toContain('--people 3000 --seed 11');
    });
  }, 120_000);
});
