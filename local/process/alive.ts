import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { z } from 'zod';

/** A process id with its start time, since the system gives ids again. */
export const processMark = z.object({ pid: z.number().int().positive(), started: z.string() });
export type ProcessMark = z.infer<typeof processMark>;

export async function markOf(pid: number): Promise<ProcessMark> {
  return { pid, started: await startTime(pid) };
}

/** Whether that very process still runs (a zombie does not). */
export async function isAlive(mark: ProcessMark): Promise<boolean> {
  try {
    process.kill(mark.pid, 0);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EPERM')) return false;
  }
  return (await startTime(mark.pid)) === mark.started;
}

/** Empty where the system does not tell: then the id alone decides. A dead or zombie process gives `gone`. */
async function startTime(pid: number): Promise<string> {
  if (process.platform === 'linux') {
    try {
      const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
      // Fields after the name in brackets, which may hold spaces: state is the 1st, start time the 20th (proc(5)).
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      return fields[0] === 'Z' || fields[0] === 'X' ? 'gone' : (fields[19] ?? '');
    } catch {
      return 'gone';
    }
  }
  if (process.platform === 'win32') return '';
  return promisify(execFile)('ps', ['-o', 'lstart=', '-p', String(pid)]).then(
    ({ stdout }) => stdout.trim(),
    () => 'gone',
  );
}
