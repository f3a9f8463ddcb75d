import { exitWithParent } from '../../local/index.ts';
import { type SalesforceSimulatorOptions, startSalesforceSimulator } from '../../simulators/salesforce/index.ts';

const options = JSON.parse(process.argv[2] ?? '{}') as SalesforceSimulatorOptions;
const simulator = await startSalesforceSimulator(options);
exitWithParent(() => simulator.close());
const { loginUrl, controlUrl, clientId, clientSecret } = simulator;
process.stdout.write(`${JSON.stringify({ loginUrl, controlUrl, clientId, clientSecret })}\n`);
