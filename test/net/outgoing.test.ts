import type { LookupAddress } from 'node:dns';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Agent } from 'undici';
import { describe, expect, it, onTestFinished } from 'vitest';
import { isLoopbackHost, isPublicAddress } from '../../net/addresses.ts';
import { checkAddress, guardedConnect, type OutgoingRules } from '../../net/outgoing.ts';

describe('addresses', () => {
  it.each([
    '8.8.8.8',
    '172.15.0.1',
    '172.32.0.1',
    '100.63.0.1',
    '2606:4700::1111',
    '::ffff:8.8.8.8',
    '64:ff9b::808:808',
  ])('%s is the Internet', (address) => expect(isPublicAddress(address)).toBe(true));

  it.each([
    ...['0.0.0.0', '10.1.2.3', '100.64.0.1', '127.0.0.1', '127.255.255.254', '169.254.169.254', '172.16.0.1'],
    ...['172.31.255.255', '192.168.1.1', '192.0.0.192', '198.18.0.1', '224.0.0.1', '255.255.255.255'],
    ...['::', '::1', 'fe80::1', 'fe80::1%eth0', 'fc00::1', 'fd00:ec2::254', 'ff02::1', '2001:db8::1', '2002:a00:1::'],
    ...['::ffff:10.0.0.1', '::ffff:a9fe:a9fe', '64:ff9b::a9fe:a9fe', '64:ff9b::10.0.0.1', '::10.0.0.1', 'nonsense', ''],
  ])('%s is not', (address) => expect(isPublicAddress(address)).toBe(false));

  it.each([
    ['localhost', true],
    ['127.0.0.1', true],
    ['[::1]', true],
    ['127.evil.example', false],
    ['localhost.evil.example', false],
  ])('%s is this machine: %s', (host, is) => expect(isLoopbackHost(host)).toBe(is));
});

describe('an address that is configured', () => {
  it.each([
    ['https://hooks.example.com/a?b=c'],
    ['http://127.0.0.1:8080/x'],
    ['http://localhost'],
    ['http://[::1]:1'],
    ['http://inside.example'],
    ['http://INSIDE.example:8080'],
  ])('%s is taken', (text) => {
    expect(checkAddress(text, ['inside.example'])).toEqual({ url: new URL(text) });
  });

  it.each([
    ['http://hooks.example.com', 'not https'],
    ['http://10.0.0.1', 'not https'],
    ['http://127.evil.example', 'not https'],
    ['ftp://inside.example', 'not https'],
    ['https://user@hooks.example.com', 'user or password in the URL'],
    ['https://u:hunter2@inside.example', 'user or password in the URL'],
    ['hooks.example.com', 'not a URL'],
  ])('%s is not: %s', (text, problem) => {
    expect(checkAddress(text, ['inside.example'])).toEqual({ problem });
  });
});

/** Asks a server of this machine by a name whose addresses the test tells. */
async function ask(host: string, rules: OutgoingRules, addresses: readonly string[]) {
  let asked = 0;
  const server = createServer((_, response) => {
    asked++;
    response.end('inside');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const told = addresses.map((address): LookupAddress => ({ address, family: address.includes(':') ? 6 : 4 }));
  const lookup = ((_name: string, _options: object, done: (error: null, all: LookupAddress[]) => void) =>
    done(null, told)) as Parameters<typeof guardedConnect>[1];
  const agent = new Agent({ connect: guardedConnect(rules, lookup) });
  onTestFinished(async () => {
    await agent.destroy();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  const outcome: unknown = await agent.request({ origin: `http://${host}:${port}`, path: '/', method: 'GET' }).then(
    ({ body }) => body.text(),
    (error: unknown) => error,
  );
  return { outcome, asked };
}

const REFUSED = { outcome: expect.objectContaining({ key: 'net.addressRefused' }), asked: 0 };
const REACHED = { outcome: 'inside', asked: 1 };

describe('a connection', () => {
  it.each([
    ['a name of the Internet that resolves to this machine', 'crm.example', 'crm.example', ['127.0.0.1']],
    ['a name with one address inside among public ones', 'crm.example', 'crm.example', ['8.8.8.8', '10.0.0.1']],
    ['a literal of this machine that nobody configured', '127.0.0.1', 'crm.example', []],
    ['a literal of a metadata service', '169.254.169.254', 'localhost', []],
    ['a name without addresses', 'crm.example', 'crm.example', []],
    ['a name of this machine that resolves elsewhere', 'localhost', 'localhost', ['10.0.0.1']],
  ])('to %s is refused, and nothing is sent', async (_, host, configured, addresses) => {
    expect(await ask(host, { configured }, addresses)).toEqual(REFUSED);
  });

  it.each([
    ['this machine where it is configured', '127.0.0.1', { configured: '127.0.0.1' }],
    ['another name of this machine where it is configured', 'localhost', { configured: '127.0.0.1' }],
    ['a host inside that the admin allows', 'crm.example', { configured: 'x', privateHosts: ['crm.example'] }],
    ['a literal that the admin allows', '127.0.0.1', { configured: 'x', privateHosts: ['127.0.0.1'] }],
  ])('to %s is made', async (_, host, rules) => {
    expect(await ask(host, rules, ['127.0.0.1'])).toEqual(REACHED);
  });

  it('the admin’s allowance for one host is none for another', async () => {
    const rules = { configured: 'crm.example', privateHosts: ['crm.example'] };
    expect(await ask('other.example', rules, ['127.0.0.1'])).toEqual(REFUSED);
  });
});
