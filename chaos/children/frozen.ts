import { exitWithParent } from '../../local/index.ts';

// Freezes a process until told to end. A stopped process can't see that its parent is gone: this one sees it.
const pid = Number(process.argv[2]);
process.kill(pid, 'SIGSTOP');
exitWithParent(() => {
  try {
    process.kill(pid, 'SIGCONT');
  } catch {
    // It was killed meanwhile.
  }
});
process.stdout.write('{}\n');
