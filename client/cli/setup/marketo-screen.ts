import type { AttributeDefinition } from '../../../model/activity-types/attributes.ts';
import { isDone, type TypeWork } from '../../../model/activity-types/standing.ts';
import type { ActivityLayout } from '../../../model/activity-types/types.ts';
import type { SetupMarketoResult } from './marketo.ts';

export function layoutLine(layout: ActivityLayout): string {
  return layout === 'eight'
    ? 'Layout: eight custom activity types, one for each kind of sales activity. It is permanent.'
    : 'Layout: compact, one custom activity type with a Kind attribute. There are no triggers of their own for each kind; it is permanent.';
}

const shown = ({ name, apiName, dataType }: Pick<AttributeDefinition, 'name' | 'apiName'> & { dataType: string }) =>
  `${name} (${apiName}, ${dataType})`;

/** What was done to one type, or would be: nothing where it is as it should be. */
export function workLines(work: TypeWork, dryRun: boolean): string[] {
  const { type, create, add, approve } = work;
  if (isDone(work)) return [];
  const verb = (done: string, would: string) => (dryRun ? `Would ${would}` : done);
  const attributes = add.length === 0 ? [] : [`  attributes: ${add.map(shown).join(', ')}`];
  if (create) {
    return [
      `${verb('Created and approved', 'create and approve')} ${type.name} (${type.apiName})`,
      `  trigger: ${type.triggerName}; filter: ${type.filterName}`,
      `  primary attribute: ${shown(type.primary)}`,
      ...attributes,
    ];
  }
  const done = add.length === 0 ? verb('Approved', 'approve') : verb('Completed and approved', 'complete and approve');
  return approve ? [`${done} ${type.name} (${type.apiName})`, ...attributes] : [];
}

/** The one JSON document. */
export function setupView({ layout, works, ids }: SetupMarketoResult, dryRun: boolean): object {
  return {
    dryRun,
    layout,
    changed: !dryRun && works.some((work) => !isDone(work)),
    types: works.map(({ type, create, add, approve }) => ({
      ...type,
      id: ids[type.apiName] ?? null,
      create,
      add: add.map(({ apiName }) => apiName),
      approve,
    })),
  };
}
