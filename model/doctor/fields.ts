import type { Environment } from '../env.ts';
import { isAppError } from '../errors/app-error.ts';
import { absentFields, type DescribedField, type FieldOverrides, resolveFieldMap } from '../field-map.ts';
import { PERSON_FIELDS } from '../person.ts';
import { type Finding, findingOf, ok, warn } from './finding.ts';

/** The owner field, and the 13 fields (the Marketo ID and 12 more), against what Describe offers. */
export function fieldFindings(described: readonly DescribedField[], overrides: FieldOverrides): Finding[] {
  try {
    const map = resolveFieldMap(described, overrides);
    const absent = absentFields(map);
    const owner = ok('marketo.ownerField', map.owner);
    const all = 1 + PERSON_FIELDS.length;
    if (absent.length === 0) return [owner, ok('marketo.fields', `all ${all} are offered`)];
    const message = `${all - absent.length} of ${all} are offered; absent: ${absent.join(', ')}`;
    const cause = 'The instance has no such field, or no Salesforce sync that makes it.';
    const fix =
      'Nothing if you can do without; MARKETO_FIELD_LINKEDIN and MARKETO_FIELD_OPPORTUNITY can name other fields.';
    return [owner, warn('marketo.fields', message, cause, fix)];
  } catch (error) {
    if (!isAppError(error)) throw error;
    return [findingOf('marketo.ownerField', error)];
  }
}

/** What the environment says of fields (Q9). */
export function fieldOverrides(env: Environment): FieldOverrides {
  return {
    ...(env.MARKETO_FIELD_OWNER === undefined ? {} : { owner: env.MARKETO_FIELD_OWNER }),
    ...(env.MARKETO_FIELD_LINKEDIN === undefined ? {} : { linkedInUrl: env.MARKETO_FIELD_LINKEDIN }),
    ...(env.MARKETO_FIELD_OPPORTUNITY === undefined ? {} : { salesforceOpportunityId: env.MARKETO_FIELD_OPPORTUNITY }),
  };
}
