// `download.mjs FOLDER`: lets mongodb-memory-server-core download mongod into FOLDER and prints its path as the last
// line. A process of its own, so that a download that hangs can be ended.
import { MongoBinary } from 'mongodb-memory-server-core';

try {
  process.stdout.write(`${await MongoBinary.getPath({ downloadDir: process.argv[2] })}\n`);
  process.exit(0);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}
