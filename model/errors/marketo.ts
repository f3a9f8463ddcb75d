import { entries } from './entry.ts';

export const marketoErrors = entries({});
