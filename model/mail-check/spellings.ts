import { domainToUnicode } from 'node:url';

/**
 * How Marketo may have written an address, which is given as addresses are compared: Marketo compares without case and
 * no more, so `ann@xn--bcher-kva.example` does not find `ann@bücher.example`.
 */
export function spellingsOf(address: string): string[] {
  const at = address.lastIndexOf('@') + 1;
  if (!address.includes('xn--', at)) return [address];
  const unicode = domainToUnicode(address.slice(at));
  return [...new Set([address, `${address.slice(0, at)}${unicode}`])];
}

/** A comma separates the values of a filter, encoded or not (marketo-rest 14.18): no call can ask for such an address. */
export function isAskable(address: string): boolean {
  return !address.includes(',');
}
