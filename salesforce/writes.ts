import type { Clock } from '../model/ports.ts';
import type { Caller } from './caller.ts';
import { removeRecords } from './remove.ts';
import { save } from './save.ts';
import type { SalesforceClient } from './types.ts';

/**
 * Each record by itself: one bad record never takes its neighbours back. Assignment rules would give a lead to another
 * owner on any save (salesforce-rest 2.1).
 */
const EACH = { allOrNone: false, headers: { 'Sforce-Auto-Assign': 'FALSE' } };
/** A change of a record that exists makes no duplicate: a rule that only alerts must not stop it. */
const CHANGE = { ...EACH, headers: { ...EACH.headers, 'Sforce-Duplicate-Rule-Header': 'allowSave=true' } };

/** The ways to write, as collection calls. */
export function createWrites(
  call: Caller,
  clock: Pick<Clock, 'now'>,
): Pick<SalesforceClient, 'upsert' | 'create' | 'update' | 'remove'> {
  return {
    upsert: (object, keyField, records, context, options) =>
      save(
        call,
        clock,
        {
          endpoint: 'upsert',
          object,
          records,
          keyField,
          run: (connection, list) => connection.upsert(object, list, keyField, EACH),
        },
        context,
        options,
      ),
    create: (object, records, context, options) =>
      save(
        call,
        clock,
        {
          endpoint: 'create',
          object,
          records,
          keyField: null,
          run: (connection, list) => connection.create(object, list, EACH),
        },
        context,
        options,
      ),
    update: (object, records, context, options) =>
      save(
        call,
        clock,
        {
          endpoint: 'update',
          object,
          records,
          keyField: 'Id',
          run: (connection, list) =>
            connection.update(object, list as (Record<string, unknown> & { Id: string })[], CHANGE),
        },
        context,
        options,
      ),
    remove: (ids, context, options) => removeRecords(call, clock, ids, context, options),
  };
}
