// `node --import ts-hook.mjs script.mjs`: lets a child process of a test import the sources on Node 20, which runs no
// TypeScript itself.
import { register } from 'node:module';

register('./ts-loader.mjs', import.meta.url);
