import { createCipheriv, createDecipheriv, createHash, hkdfSync, randomBytes } from 'node:crypto';

const CIPHER = 'aes-256-gcm';
const IV_BYTES = 12;
const TAG_BYTES = 16;
const KEY_BYTES = 32;
const PROOF_BYTES = 16;

/** Closes an answer so that only its own request opens it. */
export interface Seal {
  /** The same for the same request alone. */
  proof: string;
  close(answer: string): string;
  open(sealed: string): string;
}

/** Names an operation by who asks for what under which key; none of them can be read from it. */
export function operationId(actor: string, method: string, url: string, key: string): string {
  return createHash('sha256')
    .update(JSON.stringify([actor, method, url, key]))
    .digest('base64url');
}

/**
 * Key and proof come from the caller's key and the body, neither of which is stored: who has the database alone can read
 * no answer. `id`: of the operation.
 */
export function sealOf(id: string, key: string, body: unknown): Seal {
  const secret = createHash('sha256')
    .update(JSON.stringify([key, body ?? null]))
    .digest();
  const derived = Buffer.from(hkdfSync('sha256', secret, id, 'actions-sync/idempotency', PROOF_BYTES + KEY_BYTES));
  const cipherKey = derived.subarray(PROOF_BYTES);
  return {
    proof: derived.subarray(0, PROOF_BYTES).toString('base64url'),
    close(answer) {
      const iv = randomBytes(IV_BYTES);
      const cipher = createCipheriv(CIPHER, cipherKey, iv);
      const closed = Buffer.concat([cipher.update(answer, 'utf8'), cipher.final()]);
      return Buffer.concat([iv, cipher.getAuthTag(), closed]).toString('base64');
    },
    open(sealed) {
      const bytes = Buffer.from(sealed, 'base64');
      const opening = createDecipheriv(CIPHER, cipherKey, bytes.subarray(0, IV_BYTES));
      opening.setAuthTag(bytes.subarray(IV_BYTES, IV_BYTES + TAG_BYTES));
      const opened = [opening.update(bytes.subarray(IV_BYTES + TAG_BYTES)), opening.final()];
      return Buffer.concat(opened).toString('utf8');
    },
  };
}
