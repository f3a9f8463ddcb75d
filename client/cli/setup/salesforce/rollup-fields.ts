import { type Finding, ok, warn } from '../../../../model/doctor/finding.ts';
import { ROLLUP_FIELDS, ROLLUP_OBJECTS, type RollupObject } from '../../../../model/salesforce-task/rollups.ts';
import type { SalesforceClient, SalesforceContext } from '../../../../salesforce/index.ts';
import { check } from '../../doctor/finding.ts';
import { type FieldStanding, standingOf } from './standing.ts';
import { visible } from './visible.ts';

export interface RollupStanding extends FieldStanding {
  object: RollupObject;
}

const CHECK = 'salesforce.rollupFields';
const USED: ReadonlySet<FieldStanding['standing']> = new Set(['there', 'shorter']);
const LENGTH = 255;

/** Which roll-up fields each object has; `onField` is told each. Roll-ups are off at first: what is absent is no fault. */
export async function checkRollupFields(
  client: Pick<SalesforceClient, 'describe'>,
  context: SalesforceContext,
  onField: (standing: RollupStanding) => void,
): Promise<Finding[]> {
  return check(CHECK, async () => {
    const standings = await Promise.all(ROLLUP_OBJECTS.map((object) => standingsOf(client, object, context)));
    standings.flat().forEach(onField);
    return findingOf(standings);
  });
}

async function standingsOf(
  client: Pick<SalesforceClient, 'describe'>,
  object: RollupObject,
  context: SalesforceContext,
): Promise<RollupStanding[]> {
  const described = await visible(client, object, context);
  return Object.values(ROLLUP_FIELDS).map((field) => ({
    object,
    ...standingOf(
      described,
      { ...field, length: LENGTH },
      (one) => described?.isUpdateable === true && one.isUpdateable,
    ),
  }));
}

function findingOf(standings: readonly (readonly RollupStanding[])[]): Finding {
  const counts = standings.map((own) => {
    const used = own.filter(({ standing }) => USED.has(standing)).length;
    return `${own[0]?.object} ${used} of ${own.length}`;
  });
  const message = `used: ${counts.join(', ')}`;
  const useless = standings.flat().filter(({ standing }) => standing === 'readOnly' || standing === 'otherType');
  if (useless.length === 0) return ok(CHECK, message);
  return warn(
    CHECK,
    `${message}; of another type or read-only: ${useless.map(({ object, name }) => `${object}.${name}`).join(', ')}`,
    'They were made with another type, or field-level security gives the integration user no Edit access.',
    'Nothing while salesforce.rollups is off for these; else make them as `actions-sync setup salesforce` lists them, and give the integration user Read and Edit access.',
  );
}
