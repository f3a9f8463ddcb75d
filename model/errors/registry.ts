import { alertErrors } from './alerts.ts';
import { apiErrors } from './api.ts';
import { connectionErrors } from './connections.ts';
import type { ErrorEntry } from './entry.ts';
import { mailCheckErrors } from './mail-check.ts';
import { marketoErrors } from './marketo.ts';
import { netErrors } from './net.ts';
import { panelErrors } from './panel.ts';
import { platformErrors } from './platform.ts';
import { pushErrors } from './push.ts';
import { salesActivityErrors } from './sales-activities.ts';
import { salesforceErrors } from './salesforce.ts';
import { salesforceTaskErrors } from './salesforce-tasks.ts';
import { sellerErrors } from './sellers.ts';
import { taskErrors } from './tasks.ts';
import { traceErrors } from './traces.ts';
import { unsubscribeErrors } from './unsubscribes.ts';

/** Every error that a person, a log or Temporal can show. `docs/errors.md` is generated from this table. */
export const errorRegistry = {
  ...platformErrors,
  ...netErrors,
  ...connectionErrors,
  ...salesActivityErrors,
  ...panelErrors,
  ...marketoErrors,
  ...salesforceErrors,
  ...salesforceTaskErrors,
  ...mailCheckErrors,
  ...unsubscribeErrors,
  ...sellerErrors,
  ...taskErrors,
  ...alertErrors,
  ...traceErrors,
  ...apiErrors,
  ...pushErrors,
};

/** Key of an error; `docs/errors.md` lists all. Keys stay, new ones come: have a way for those you don't know. */
export type ErrorKey = keyof typeof errorRegistry;

export function errorEntry(key: ErrorKey): ErrorEntry {
  return errorRegistry[key];
}

export function isErrorKey(value: string): value is ErrorKey {
  return Object.hasOwn(errorRegistry, value);
}
