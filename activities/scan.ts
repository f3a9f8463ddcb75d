import { AppError } from '../model/errors/app-error.ts';
import type { PeopleDeps } from './deps.ts';
import type { Running } from './run.ts';
import { bulkScan } from './scan/bulk.ts';
import { crmScan } from './scan/crm.ts';
import { drive, type Scan, type ScanOutcome } from './scan/drive.ts';
import { idScan } from './scan/ids.ts';

/** One piece of the scan, by the strategy that was chosen for it. */
export async function scan(
  deps: PeopleDeps,
  input: { scanId: string; budgetSeconds: number },
  run: Running,
): Promise<ScanOutcome> {
  return drive(deps, await scanFor(deps, input.scanId), input, run);
}

async function scanFor(deps: PeopleDeps, scanId: string): Promise<Scan> {
  const { store } = deps;
  const { fieldMap: map, highestId, strategy, smartList } = await store.peopleState.get();
  if (map === null || highestId === null) throw new AppError('people.notStarted');
  const { exportPollMs: pollMs } = await store.settings.people();
  const input = { scanId, map };
  switch (strategy ?? 'ids') {
    case 'ids':
      return idScan(deps, { ...input, highestId });
    case 'bulk':
      return bulkScan(deps, { ...input, pollMs, smartList });
    case 'crm':
      return crmScan(deps, input);
  }
}
