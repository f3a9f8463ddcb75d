import { createHmac, randomBytes } from 'node:crypto';
import { comparableAddress } from '../../model/email-address.ts';
import type { Database } from '../database.ts';
import { answering, retryDuplicate } from '../writes.ts';

interface SaltDocument {
  _id: 'salt';
  value: string;
}

export const WHO_PRINT = 'who:';

export interface Fingerprints {
  /** Of an address in any spelling; null: it is none. */
  address(text: string): string | null;
  /** Of a Salesforce Lead's or Contact's id, of 15 or 18 characters. Begins with `WHO_PRINT`. */
  who(id: string): string;
}

/**
 * Fingerprints of personal data that is not kept: HMAC-SHA-256 with a salt of this database's own. They tell whether
 * something is the same as before. Who has the whole database can still try out guesses: see docs/security.md.
 */
export function createFingerprints(database: Database): () => Promise<Fingerprints> {
  const meta = database.collection<SaltDocument>('meta');
  let salt: string | null = null;

  /** The first one that is stored holds for ever. */
  async function readSalt(): Promise<string> {
    const first = { value: randomBytes(32).toString('hex') };
    const stored = await retryDuplicate(() =>
      meta.findOneAndUpdate({ _id: 'salt' }, { $setOnInsert: first }, { upsert: true, ...answering('value') }),
    );
    return stored?.value ?? first.value;
  }

  return async () => {
    salt ??= await readSalt();
    const key = salt;
    const of = (text: string) => createHmac('sha256', key).update(text).digest('hex');
    return {
      address: (text) => {
        const address = comparableAddress(text);
        return address === null ? null : of(`address:${address}`);
      },
      who: (id) => WHO_PRINT + of(`who:${id.slice(0, 15)}`),
    };
  };
}
