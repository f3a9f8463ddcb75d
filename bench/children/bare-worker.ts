import { fileURLToPath } from 'node:url';
import { NativeConnection, Worker } from '@temporalio/worker';
import { MongoClient } from 'mongodb';
import { exitWithParent } from '../../local/index.ts';
import { keepHeapSmall } from '../../worker/heap.ts';
import { installLogger } from '../../worker/logger.ts';
import { createBareActivities } from '../bare/activities.ts';

interface Argument {
  uri: string;
  dbName: string;
  address: string;
  namespace: string;
  taskQueue: string;
}

const { uri, dbName, address, namespace, taskQueue } = JSON.parse(process.argv[2] ?? '{}') as Argument;
keepHeapSmall();
installLogger('error');
// As careful with a write as the store is.
const mongo = await MongoClient.connect(uri, { writeConcern: { w: 'majority', journal: true } });
const connection = await NativeConnection.connect({ address });
const worker = await Worker.create({
  connection,
  namespace,
  taskQueue,
  workflowsPath: fileURLToPath(new URL('../bare/workflow.js', import.meta.url)),
  activities: createBareActivities(mongo.db(dbName)),
});
const running = worker.run();
exitWithParent(async () => {
  worker.shutdown();
  await running;
}, 25_000);
process.stdout.write(`${JSON.stringify({ ready: true })}\n`);
await running;
await mongo.close();
await connection.close();
