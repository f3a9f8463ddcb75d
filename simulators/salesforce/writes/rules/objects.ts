import type { Draft } from '../draft.ts';
import { nameOfPerson } from './general.ts';
import { taskRules } from './task.ts';

/** A lead that was converted is only to be read. */
function leadRules(draft: Draft): void {
  nameOfPerson(draft);
  if (draft.before?.IsConverted === true && !draft.caller.admin) {
    draft.fail('CANNOT_UPDATE_CONVERTED_LEAD', 'cannot reference converted lead');
  }
  checkDuplicates(draft);
}

function contactRules(draft: Draft): void {
  nameOfPerson(draft);
  checkDuplicates(draft);
}

function userRules(draft: Draft): void {
  nameOfPerson(draft);
  if (draft.isNew && !draft.given.has('IsActive')) draft.set('IsActive', true);
  draft.fill('TimeZoneSidKey', 'America/Los_Angeles');
}

function opportunityRules(draft: Draft): void {
  const stage = String(draft.get('StageName') ?? '');
  draft.set('IsClosed', stage.startsWith('Closed'));
  draft.set('IsWon', stage === 'Closed Won');
}

/** The org's duplicate rule: another record of the object with this address. */
function checkDuplicates(draft: Draft): void {
  const { org, admin, allowDuplicates } = draft.caller;
  const { duplicateRule } = org.switches;
  const email = draft.get('Email');
  if (duplicateRule === 'off' || admin || typeof email !== 'string' || !draft.changed('Email')) return;
  if (duplicateRule === 'alert' && allowDuplicates) return;
  const table = org.store.table(draft.view.name);
  const others = (table.find('Email', [email]) ?? []).map((number) => table.get(number));
  const same = others.some(
    (row) =>
      row?.get('IsDeleted') !== true &&
      String(row?.get('Email')).toLowerCase() === email.toLowerCase() &&
      row?.get('Id') !== draft.before?.Id,
  );
  if (same) draft.fail('DUPLICATES_DETECTED');
}

/** Rules of single objects. */
export const OBJECT_RULES: Readonly<Record<string, (draft: Draft) => void>> = {
  Task: taskRules,
  Lead: leadRules,
  Contact: contactRules,
  Opportunity: opportunityRules,
  User: userRules,
};
