import { exitWithParent } from '../../local/index.ts';
import { type MarketoSimulatorOptions, startMarketoSimulator } from '../../simulators/marketo/index.ts';

const options = JSON.parse(process.argv[2] ?? '{}') as MarketoSimulatorOptions;
const simulator = await startMarketoSimulator(options);
exitWithParent(() => simulator.close());
const { baseUrl, controlUrl, clientId, clientSecret } = simulator;
process.stdout.write(`${JSON.stringify({ baseUrl, controlUrl, clientId, clientSecret })}\n`);
