import type { SoqlRow } from '../../soql/index.ts';
import type { Draft } from '../draft.ts';

function byId(draft: Draft, object: string, id: unknown): SoqlRow | undefined {
  return typeof id === 'string' ? draft.caller.org.store.byId(object, id) : undefined;
}

/** Whether a status counts as closed: TaskStatus says so, never the word. */
function isClosed(draft: Draft, status: unknown): boolean {
  for (const row of draft.caller.org.store.table('TaskStatus').all()) {
    if (row.get('ApiName') === status) return row.get('IsClosed') === true;
  }
  return false;
}

/** The account a task belongs to: What's, else that of a contact as Who (salesforce-rest.md 5.1). */
function accountOf(draft: Draft): string | null {
  const what = draft.get('WhatId');
  if (typeof what === 'string' && what.startsWith('001')) return what;
  const parent = byId(draft, 'Opportunity', what) ?? byId(draft, 'Contact', draft.get('WhoId'));
  const account = parent?.get('AccountId') ?? null;
  return typeof account === 'string' ? account : null;
}

function checkWho(draft: Draft): void {
  const who = draft.get('WhoId');
  if (typeof who !== 'string' || !who.startsWith('00Q')) return;
  if (draft.get('WhatId') !== null) {
    draft.fail('FIELD_INTEGRITY_EXCEPTION', 'You can not specify a Lead as WhoId together with a WhatId', [
      'WhoId',
      'WhatId',
    ]);
  }
  const converted = byId(draft, 'Lead', who)?.get('IsConverted') === true;
  if (converted && draft.changed('WhoId') && !draft.caller.admin) {
    draft.fail('CANNOT_UPDATE_CONVERTED_LEAD', undefined, ['WhoId']);
  }
}

/** What the server works out of a task, and what it forbids. */
export function taskRules(draft: Draft): void {
  checkWho(draft);
  const closed = isClosed(draft, draft.get('Status'));
  const { org } = draft.caller;
  if (closed && draft.before?.IsClosed !== true) draft.set('CompletedDateTime', org.second());
  if (!closed && draft.before?.IsClosed === true && org.switches.reopenClearsCompleted)
    draft.set('CompletedDateTime', null);
  draft.set('IsClosed', closed);
  draft.set('IsHighPriority', draft.get('Priority') === 'High');
  if (draft.isNew || draft.changed('WhoId') || draft.changed('WhatId')) draft.set('AccountId', accountOf(draft));
  if (draft.before?.IsArchived === true && !draft.caller.admin) draft.fail('ENTITY_IS_ARCHIVED');
}

/** Rows that saving a task locks (5.4): none for a new one that is closed or has no due date. */
export function taskLocks(draft: Draft): string[] {
  const free = draft.isNew && (draft.get('IsClosed') === true || draft.get('ActivityDate') === null);
  if (free) return [];
  return ['AccountId', 'WhoId', 'WhatId'].map((name) => draft.get(name)).filter((id) => typeof id === 'string');
}
