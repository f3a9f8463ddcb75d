import { describe } from 'vitest';
import { itCoversStatements } from '../conformance.ts';
import { LEFT_OUT } from './left-out.ts';

describe('conformance list', () => {
  itCoversStatements({ folder: new URL('./', import.meta.url), letter: 'M', last: 91, leftOut: LEFT_OUT });
});
