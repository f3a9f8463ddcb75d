import { BlockList, isIP } from 'node:net';

/** Not routed on the Internet, or with a meaning of their own: IANA's special-purpose registries, as [address, bits]. */
const NOT_PUBLIC_4 = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  // Link-local, and the metadata services of clouds.
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
] as const;
/** IPv6 that is public lies in 2000::/3 (RFC 4291); within it these are not: Teredo, documentation, 6to4. */
const NOT_PUBLIC_6 = [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
] as const;
/** An IPv4 address inside an IPv6 one: mapped, and NAT64's well-known prefix (RFC 6052). */
const EMBEDDED = /^(?:::ffff:|64:ff9b::)(?:(\d+\.\d+\.\d+\.\d+)|([0-9a-f]{1,4}):([0-9a-f]{1,4}))$/;

const closed4 = new BlockList();
for (const [address, bits] of NOT_PUBLIC_4) closed4.addSubnet(address, bits, 'ipv4');
const closed6 = new BlockList();
for (const [address, bits] of NOT_PUBLIC_6) closed6.addSubnet(address, bits, 'ipv6');
const global6 = new BlockList();
global6.addSubnet('2000::', 3, 'ipv6');
const loopback = new BlockList();
loopback.addSubnet('127.0.0.0', 8, 'ipv4');
loopback.addAddress('::1', 'ipv6');

/** Whether an IP address is one of the Internet's, not of a private network, this machine or a cloud's metadata. */
export function isPublicAddress(address: string): boolean {
  const family = isIP(address);
  if (family === 4) return !closed4.check(address, 'ipv4');
  if (family !== 6) return false;
  const spelt = canonical6(address);
  const inner = embedded4(spelt);
  if (inner !== null) return isPublicAddress(inner);
  return global6.check(spelt, 'ipv6') && !closed6.check(spelt, 'ipv6');
}

/** Whether an IP address is this machine's own. */
export function isLoopbackAddress(address: string): boolean {
  const family = isIP(address);
  return family !== 0 && loopback.check(address, family === 4 ? 'ipv4' : 'ipv6');
}

/** Whether a URL's host is this machine, by its spelling alone. */
export function isLoopbackHost(hostname: string): boolean {
  return hostname === 'localhost' || isLoopbackAddress(withoutBrackets(hostname));
}

/** As an IPv6 address stands in a URL. */
export function withoutBrackets(hostname: string): string {
  return hostname.startsWith('[') && hostname.endsWith(']') ? hostname.slice(1, -1) : hostname;
}

/** One spelling for each address, without a zone: as URLs have it. */
function canonical6(address: string): string {
  return withoutBrackets(new URL(`http://[${address.replace(/%.*$/, '')}]`).hostname);
}

function embedded4(spelt: string): string | null {
  const [, dotted, high, low] = EMBEDDED.exec(spelt) ?? [];
  if (dotted !== undefined) return dotted;
  if (high === undefined || low === undefined) return null;
  const bytes = [high, low].flatMap((part) => [Number.parseInt(part, 16) >> 8, Number.parseInt(part, 16) & 0xff]);
  return bytes.join('.');
}
