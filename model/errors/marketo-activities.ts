import { entries } from './entry.ts';

/** Custom activities (marketo-rest 7). */
export const marketoActivityErrors = entries({
  'marketo.outcomeUnknown': {
    class: 'retry',
    meaning: 'It is not known whether Marketo did what it was asked for',
    cause: 'The connection broke, the time was up, or the answer was not readable after the request had been sent.',
    fix: 'Nothing: it is looked up in Marketo before anything is sent again.',
  },
});
