import { describe, expect, it } from 'vitest';
import { startMarketoSimulator } from '../../../simulators/marketo/index.ts';
import { startSalesforceSimulator } from '../../../simulators/salesforce/index.ts';

type Options = Readonly<Record<string, number>>;

describe.each([
  ['Marketo', (options: Options) => startMarketoSimulator(options)],
  ['Salesforce', (options: Options) => startSalesforceSimulator(options)],
])('options of the %s simulator', (_, start) => {
  it.each([
    [{ people: -1 }, 'people must be 0 to 20,000,000, not -1'],
    [{ people: 20_000_001 }, 'people must be 0 to 20,000,000, not 20000001'],
    [{ people: 1.5 }, 'people must be a whole number, not 1.5'],
    [{ people: Number.NaN }, 'people must be a whole number, not NaN'],
    [{ ownedShare: 1.01 }, 'ownedShare must be 0 to 1, not 1.01'],
    [{ ownedShare: Number.NaN }, 'ownedShare must be 0 to 1, not NaN'],
  ])('%o is refused: %s', async (options, message) => {
    await expect(start(options)).rejects.toThrow(new RangeError(message));
  });

  it('the ends of a range are taken', async () => {
    const simulator = await start({ people: 0, ownedShare: 1 });
    await simulator.close();
  });
});
