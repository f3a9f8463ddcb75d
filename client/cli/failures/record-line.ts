import type { FailureRecord } from '../../failures/index.ts';
import { count, moment } from '../lib/format.ts';
import { times, VENDOR_NAMES } from './lines.ts';

/** When, where, which one; ids alone. */
export function recordLine(record: FailureRecord): string {
  switch (record.of) {
    case 'flow': {
      const { lastAt, flow, count: many, firstAt, details } = record;
      return line(lastAt, 'flow', `${flow}  ${times(many)}, first ${moment(firstAt)}${detailText(details)}`);
    }
    case 'salesActivities': {
      const { failedAt, vendor, id, personId, tries, inDoubt } = record;
      const doubt = inDoubt ? ', the last call in doubt' : '';
      return line(failedAt, VENDOR_NAMES[vendor], `${id}  person ${personId}, ${tried(tries)}${doubt}`);
    }
    case 'tasks': {
      const { failedAt, id, taskId } = record;
      return line(failedAt, VENDOR_NAMES.salesforce, `${id}  reminder task, ${taskId ?? 'not there yet'}`);
    }
    case 'addresses': {
      const { queuedAt, personIds, tries, nextAt } = record;
      const whose = personIds.length === 0 ? 'of nobody known here' : `of person ${personIds.join(', ')}`;
      const what = `an address ${whose}, ${tried(tries)}, again at ${moment(nextAt)}`;
      return line(queuedAt, VENDOR_NAMES.salesforce, what);
    }
  }
}

function line(at: Date, where: string, what: string): string {
  return `${moment(at)}  ${where.padEnd(10)}  ${what}`;
}

function detailText(details: Record<string, unknown>): string {
  const pairs = Object.entries(details).map(([name, value]) => `${name}: ${String(value)}`);
  return pairs.length === 0 ? '' : `; ${pairs.join(', ')}`;
}

function tried(tries: number): string {
  return tries === 0 ? 'never sent' : tries === 1 ? 'tried once' : `tried ${count(tries)} times`;
}
