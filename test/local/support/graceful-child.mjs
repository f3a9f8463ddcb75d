// Runs its own shutdown when its parent ends: writes "closed" into the file given.
import { writeFileSync } from 'node:fs';
import { exitWithParent } from '../../../local/process/exit-with-parent.ts';

exitWithParent(() => writeFileSync(process.argv[2], 'closed'));
process.stdout.write('ready\n');
