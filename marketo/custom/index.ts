import type { Clock } from '../../model/ports.ts';
import type { Rest } from '../rest.ts';
import type { CustomActivities } from '../types.ts';
import { addActivities, mayAdd } from './add.ts';
import { mayDefine } from './may-define.ts';
import { readBack } from './read-back.ts';
import { createTypes } from './types.ts';

/** Custom activities (marketo-rest 7): their types, adding them, reading them back. */
export function createCustomActivities({ rest, clock }: { rest: Rest; clock: Clock }): CustomActivities {
  return {
    ...createTypes(rest),
    mayAdd: (context) => mayAdd(rest, context),
    mayDefine: (context) => mayDefine(rest, context),
    add: (records, context, options) => addActivities(rest, clock, records, context, options),
    readBack: (wanted, context) => readBack(rest.call, wanted, context),
  };
}
