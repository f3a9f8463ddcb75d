import { readFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { isAlive, markOf, type ProcessMark } from '../../local/process/alive.ts';

/** Every process that a run has started, so that at its end none is left. */
export class Processes {
  private readonly marks = new Map<string, ProcessMark & { name: string }>();

  /** Notes a process and all below it; below only where the system has a process table to read (Linux). */
  async note(name: string, pid: number): Promise<void> {
    for (const id of [pid, ...(await below(pid))]) {
      const mark = await markOf(id);
      this.marks.set(`${mark.pid}/${mark.started}`, { ...mark, name });
    }
  }

  /** Those that still run. */
  async left(): Promise<{ name: string; pid: number }[]> {
    const all = [...this.marks.values()];
    const alive = await Promise.all(all.map(isAlive));
    return all.filter((_, index) => alive[index]).map(({ name, pid }) => ({ name, pid }));
  }

  /** Waits for their ends; gives those that outlast it. */
  async goneWithin(ms: number): Promise<{ name: string; pid: number }[]> {
    const deadline = performance.now() + ms;
    for (;;) {
      const left = await this.left();
      if (left.length === 0 || performance.now() > deadline) return left;
      await pause(100);
    }
  }

  get started(): number {
    return this.marks.size;
  }
}

async function below(pid: number): Promise<number[]> {
  const text = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8').catch(() => '');
  const direct = text.split(/\s+/).filter(Boolean).map(Number);
  return [...direct, ...(await Promise.all(direct.map(below))).flat()];
}
