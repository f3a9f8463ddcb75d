import { expect, onTestFinished, test } from 'vitest';
import { examine } from '../../../client/cli/doctor/examine.ts';
import { selectChecks } from '../../../client/cli/doctor/select.ts';
import { startMarketoSimulator } from '../../../simulators/marketo/index.ts';
import { openTestStore } from '../../store/open.ts';
import { mongoUri } from '../../store/uri.ts';

test('a wrong secret is told apart from an address where nothing listens', async () => {
  const simulator = await startMarketoSimulator({ people: 1, limits: 'off' });
  onTestFinished(() => simulator.close());
  const of = async (baseUrl: string) => {
    const env = { MARKETO_BASE_URL: baseUrl, MARKETO_CLIENT_ID: simulator.clientId, MARKETO_CLIENT_SECRET: 'wrong' };
    return (await examine(selectChecks(['marketo.credentials']), env))[0];
  };
  expect(await of(simulator.baseUrl)).toMatchObject({
    status: 'fail',
    message: expect.stringContaining('refused the client id or secret'),
  });
  expect(await of('http://127.0.0.1:1')).toMatchObject({ status: 'unreachable' });
});

test('MongoDB: everything is fine; newer than we are, or another program’s, fails', async () => {
  const { db, store } = await openTestStore();
  await store.migrate();
  const look = () => examine(selectChecks(['mongodb']), { MONGODB_URI: mongoUri(), MONGODB_DB: db.databaseName });
  expect((await look()).filter(({ status }) => status !== 'ok')).toEqual([]);
  await db.collection<{ _id: string }>('meta').updateOne({ _id: 'schema' }, { $set: { version: 999, oldest: 999 } });
  await db.collection('settings').insertOne({ theme: 'dark' });
  expect((await look()).filter(({ status }) => status !== 'ok')).toMatchObject([
    { id: 'mongodb.schema', status: 'fail', message: expect.stringContaining('999'), fix: 'Start the newer version.' },
    { id: 'mongodb.foreign', status: 'fail', message: 'not made by us: settings' },
  ]);
});

test('MongoDB: a write that is not journaled gives a warning; nobody there skips what needs it', async () => {
  const { db } = await openTestStore();
  const uri = new URL(mongoUri());
  uri.searchParams.set('journal', 'false');
  const [concern] = await examine(selectChecks(['mongodb.writeConcern']), {
    MONGODB_URI: uri.href,
    MONGODB_DB: db.databaseName,
  });
  expect(concern).toMatchObject({ status: 'warn', fix: expect.stringContaining('MONGODB_URI') });
  const away = await examine(selectChecks(['mongodb', 'settings']), {
    MONGODB_URI: 'mongodb://127.0.0.1:1/?serverSelectionTimeoutMS=100',
  });
  expect(away[0]).toMatchObject({ id: 'mongodb.reachable', status: 'unreachable' });
  expect(new Set(away.slice(1).map(({ status }) => status))).toEqual(new Set(['skipped']));
});
