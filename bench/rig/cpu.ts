import { readdir, readFile } from 'node:fs/promises';

/** Linux counts CPU time in hundredths of a second (proc(5), sysconf(_SC_CLK_TCK)). */
const TICK_MS = 10;

/** CPU time in ms that each process below this one has used; null where there is no `/proc`. */
export async function cpuOfChildren(): Promise<Map<number, number> | null> {
  const names = await readdir('/proc').catch(() => null);
  if (names === null) return null;
  const pids = names.map(Number).filter(Number.isInteger);
  const all = new Map((await Promise.all(pids.map(statOf))).filter((one) => one !== null));
  const isBelow = (pid: number): boolean => {
    let at = all.get(pid)?.parent;
    while (at !== undefined && at !== process.pid) at = all.get(at)?.parent;
    return at !== undefined;
  };
  return new Map([...all].filter(([pid]) => isBelow(pid)).map(([pid, { cpuMs }]) => [pid, cpuMs]));
}

/** Field 4 is the parent, 14 and 15 are the ticks of programs and kernel; field 2, a name in brackets, may hold spaces. */
async function statOf(pid: number): Promise<[number, { parent: number; cpuMs: number }] | null> {
  const text = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => null);
  if (text === null) return null;
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  const at = (field: number) => Number(fields[field - 3]);
  return [pid, { parent: at(4), cpuMs: (at(14) + at(15)) * TICK_MS }];
}
