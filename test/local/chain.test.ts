import { expect, test, vi } from 'vitest';
import { type Link, runChain } from '../../local/chain.ts';
import { LinkFailed } from '../../local/errors.ts';
import { isAppError } from '../../model/errors/app-error.ts';
import { testContext } from './support/parents.ts';

const works = (name: string, close = async () => {}): Link<string> => ({
  name,
  start: async () => ({ value: `value of ${name}`, version: '1.2.3', port: 4711, close }),
});
const fails = (name: string, reason: string, advice?: string): Link<string> => ({
  name,
  start: async () => Promise.reject(new LinkFailed(reason)),
  ...(advice === undefined ? {} : { advice }),
});

async function failure(promise: Promise<unknown>): Promise<string> {
  const error: unknown = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(isAppError(error) && error.key).toBe('local.missing');
  return error instanceof Error ? error.message : '';
}

test('links are tried in order until one starts, and those after it are not touched', async () => {
  const last = works('third');
  const start = vi.spyOn(last, 'start');
  const links = [fails('first', 'not set'), works('second'), last];
  const won = await runChain({ part: 'MongoDB', links, context: testContext('/x') });
  expect(won).toMatchObject({ from: 'second', value: 'value of second' });
  expect(start).not.toHaveBeenCalled();
});

test('each failure says in one line why and what comes next, then the winner is printed', async () => {
  const lines: string[] = [];
  const links = [fails('first', 'not set'), fails('second', 'no network\nat line 2'), works('third')];
  await runChain({ part: 'MongoDB', links, context: testContext('/x', lines) });
  expect(lines).toEqual([
    'MongoDB: first: not set; next: second',
    'MongoDB: second: no network; next: third',
    'MongoDB: third 1.2.3, port 4711',
  ]);
});

test('a recorded winner goes first, silently', async () => {
  const lines: string[] = [];
  const links = [fails('first', 'not set'), works('second'), works('third')];
  const won = await runChain({ part: 'MongoDB', links, context: testContext('/x', lines), recorded: 'third' });
  expect(won.from).toBe('third');
  expect(lines).toEqual(['MongoDB: third 1.2.3, port 4711']);
});

test('what the environment asks for goes before a recorded winner', async () => {
  const links = [{ ...works('MONGODB_URI'), explicit: () => true }, works('second')];
  const won = await runChain({ part: 'MongoDB', links, context: testContext('/x'), recorded: 'second' });
  expect(won.from).toBe('MONGODB_URI');
});

test('another winner than the one that holds the data is closed again and refused, with the way back', async () => {
  const close = vi.fn(async () => {});
  const links = [{ ...works('MONGODB_URI', close), explicit: () => true }, works('mongo-java-server')];
  const options = {
    part: 'MongoDB',
    links,
    context: testContext('/data/x'),
    recorded: 'mongo-java-server',
    bound: true,
  };
  const message = await failure(runChain(options));
  expect(message).toContain('the data in /data/x was written with mongo-java-server');
  expect(message).toContain('Unset MONGODB_URI');
  expect(message).toContain('delete /data/x');
  expect(close).toHaveBeenCalledOnce();
});

test('when the link that holds the data fails, no other one is tried', async () => {
  const other = works('mongod');
  const start = vi.spyOn(other, 'start');
  const links = [other, fails('mongo-java-server', 'Java (java) is not on PATH', 'install a JDK')];
  const options = {
    part: 'MongoDB',
    links,
    context: testContext('/data/x'),
    recorded: 'mongo-java-server',
    bound: true,
  };
  const message = await failure(runChain(options));
  expect(message).toContain('Java (java) is not on PATH');
  expect(message).toContain('install a JDK');
  expect(start).not.toHaveBeenCalled();
});

test('a recorded winner that binds no data gives way when it fails', async () => {
  const links = [works('first'), fails('second', 'gone')];
  const won = await runChain({ part: 'Temporal', links, context: testContext('/x'), recorded: 'second' });
  expect(won.from).toBe('first');
});

test('when all links fail the error names every reason and what to install', async () => {
  const links = [
    fails('first', 'not set', 'set FIRST'),
    fails('second', 'Python (python3) is not on PATH', 'install Python'),
  ];
  const message = await failure(runChain({ part: 'Temporal', links, context: testContext('/x') }));
  for (const text of ['not set', 'Python (python3) is not on PATH', 'set FIRST', 'install Python']) {
    expect(message).toContain(text);
  }
});

test('an unexpected error is not taken for a link that does not work', async () => {
  const broken: Link<string> = {
    name: 'broken',
    start: async () => Promise.reject(new TypeError('a mistake of ours')),
  };
  await expect(runChain({ part: 'x', links: [broken, works('y')], context: testContext('/x') })).rejects.toThrow(
    TypeError,
  );
});
