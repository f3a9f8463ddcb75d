import type { QuotaLedger } from '../../../model/ports.ts';

/** The same ledger; says how many calls were made through this one. */
export function counting(ledger: QuotaLedger): { ledger: QuotaLedger; calls: () => number } {
  let calls = 0;
  const acquire: QuotaLedger['acquire'] = async (request) => {
    const lease = await ledger.acquire(request);
    calls += 1;
    return lease;
  };
  return { ledger: { acquire }, calls: () => calls };
}
