import { domainToASCII, domainToUnicode } from 'node:url';

/** More than any mail system takes (RFC 5321: 64 before the @, 255 after it). */
const MAX_LENGTH = 320;

/**
 * An e-mail address in the spelling in which addresses are compared: without blanks around it, in lower case, composed
 * (NFC), its domain as DNS has it (`bücher.example` is `xn--bcher-kva.example`). What stands before the @ is otherwise
 * left alone: `ann+news@example.com` is another address than `ann@example.com`, as it is for Marketo and Salesforce,
 * because only the mail system behind the domain knows better. Null: this is no address.
 */
export function comparableAddress(text: string): string | null {
  const address = text.trim().normalize('NFC').toLowerCase();
  const at = address.lastIndexOf('@');
  const local = address.slice(0, Math.max(0, at));
  if (local === '' || address.length > MAX_LENGTH || /[\p{C}\s]/u.test(address)) return null;
  const domain = comparableDomain(address.slice(at + 1));
  return domain === null ? null : `${local}@${domain}`;
}

/** How a comparable address may be spelt where it is looked up by text: with its domain as DNS has it, and as people read it. */
export function spellings(comparable: string): string[] {
  const at = comparable.lastIndexOf('@') + 1;
  const readable = domainToUnicode(comparable.slice(at));
  return [...new Set([comparable, readable === '' ? comparable : comparable.slice(0, at) + readable])];
}

/** A domain as DNS has it, in lower case, without the final dot; null: this is none. */
export function comparableDomain(text: string): string | null {
  const domain = domainToASCII(text.trim().normalize('NFC').replace(/\.$/, ''));
  return /^[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?(?:\.[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?)*$/.test(domain) ? domain : null;
}
