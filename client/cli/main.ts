// First: the modules below may already make Node warn.
import './lib/quiet.ts';
import { runCli } from './run-cli.ts';

await runCli(process.argv.slice(2));
