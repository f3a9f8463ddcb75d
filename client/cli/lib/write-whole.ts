import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { finished } from 'node:stream/promises';
import { usage } from './normalize.ts';
import { writeLines } from './output.ts';

/** A broken export leaves no half file under the name; readable by its owner alone, for it is personal data. */
export async function writeWhole(lines: AsyncIterable<unknown>, file: string): Promise<number> {
  const part = `${file}.part`;
  const out = createWriteStream(part, { mode: 0o600 });
  // Not given up before all is written: a full disk fails at the end too.
  const closed = finished(out);
  closed.catch(() => {});
  try {
    const written = await Promise.race([writeLines(lines, out), closed.then(() => 0)]);
    out.end();
    await closed;
    await rename(part, file);
    return written;
  } catch (error) {
    out.destroy();
    await rm(part, { force: true });
    if (error instanceof Error && 'syscall' in error && 'code' in error) {
      throw usage(`${file} can’t be written (${String(error.code)})`, 'Give another --file.');
    }
    throw error;
  }
}
