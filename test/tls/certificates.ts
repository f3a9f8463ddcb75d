import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface Certificates {
  dir: string;
  /** Paths, PEM. */
  ca: string;
  cert: string;
  key: string;
  /** Key and certificate of a client in one file, as MongoDB's driver wants them. */
  client: string;
}

/** An authority, and certificates of it for a server at localhost and 127.0.0.1 and for a client; null without openssl. */
export function makeCertificates(): Certificates | null {
  const dir = mkdtempSync(join(tmpdir(), 'actions-sync-tls-'));
  const at = (name: string) => join(dir, name);
  const openssl = (...args: string[]) => spawnSync('openssl', args, { stdio: 'ignore' }).status === 0;
  const fresh = ['-newkey', 'rsa:2048', '-nodes', '-keyout'];
  const authority = ['req', '-x509', '-days', '2', '-subj', '/CN=test authority', '-out', at('ca.pem')];
  if (!openssl(...authority, ...fresh, at('ca.key'))) return null;
  writeFileSync(at('server.ext'), 'subjectAltName=DNS:localhost,IP:127.0.0.1\nbasicConstraints=CA:FALSE\n');
  writeFileSync(at('client.ext'), 'extendedKeyUsage=clientAuth\nbasicConstraints=CA:FALSE\n');
  for (const name of ['server', 'client']) {
    const [request, signed] = [at(`${name}.csr`), at(`${name}.pem`)];
    const isMade =
      openssl('req', '-subj', `/CN=${name}`, '-out', request, ...fresh, at(`${name}.key`)) &&
      openssl(
        ...['x509', '-req', '-days', '2', '-in', request, '-out', signed, '-extfile', at(`${name}.ext`)],
        ...['-CA', at('ca.pem'), '-CAkey', at('ca.key'), '-CAcreateserial'],
      );
    if (!isMade) return null;
  }
  writeFileSync(at('both.pem'), `${readFileSync(at('client.key'), 'utf8')}${readFileSync(at('client.pem'), 'utf8')}`);
  return { dir, ca: at('ca.pem'), cert: at('server.pem'), key: at('server.key'), client: at('both.pem') };
}
