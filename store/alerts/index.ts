import { isAlertId } from '../../model/alerts/catalogue.ts';
import type { AlertState } from '../../model/alerts/transition.ts';
import type { Database } from '../database.ts';
import { isDuplicateKey, run } from '../errors.ts';
import type { AlertNotice, AlertRow, AlertStore } from './types.ts';
import { createWaiting } from './waiting.ts';

/** `_id` = the alert. */
interface AlertDocument extends Omit<AlertState, 'alert'> {
  _id: string;
  notices: AlertNotice[];
  seq: number;
}

export function createAlertStore(database: Database): AlertStore {
  const alerts = database.collection<AlertDocument>('alerts');

  return {
    list: () =>
      run('alerts.list', async () => {
        const found = await alerts.find({}).toArray();
        return found.flatMap(toRow);
      }),

    move: (from, to) =>
      run('alerts.move', async () => {
        const { alert, ...state } = to.state;
        const members = { ...state, notices: to.notices };
        if (from !== null) {
          const update = { $set: members, $inc: { seq: 1 } };
          return (await alerts.updateOne({ _id: alert, seq: from.seq }, update)).matchedCount === 1;
        }
        try {
          await alerts.insertOne({ _id: alert, ...members, seq: 1 });
          return true;
        } catch (error) {
          if (isDuplicateKey(error)) return false;
          throw error;
        }
      }),

    ...createWaiting(database),
  };
}

/** Those of a newer version are its own. */
function toRow({ _id: alert, notices, seq, ...state }: AlertDocument): AlertRow[] {
  return isAlertId(alert) ? [{ state: { alert, ...state }, notices, seq }] : [];
}
