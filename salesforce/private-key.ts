import { createPrivateKey, type KeyObject } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { AppError } from '../model/errors/app-error.ts';

/**
 * The RSA key of SALESFORCE_PRIVATE_KEY: PEM text, whose line ends may be written `\n`, or the path of a PEM file.
 * @throws AppError `salesforce.privateKey`; neither key nor path is repeated
 */
export function readPrivateKey(given: string): KeyObject {
  const text = given.trim().replaceAll('\\n', '\n');
  const pem = text.startsWith('-----BEGIN') ? text : readFile(given.trim());
  let key: KeyObject;
  try {
    key = createPrivateKey(pem);
  } catch {
    // The cause may quote the text.
    throw refused('not a PEM private key without a passphrase');
  }
  if (key.asymmetricKeyType !== 'rsa') throw refused('not an RSA key');
  return key;
}

function readFile(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    throw refused('neither PEM text nor a readable file');
  }
}

const refused = (problem: string) => new AppError('salesforce.privateKey', { details: { problem } });
