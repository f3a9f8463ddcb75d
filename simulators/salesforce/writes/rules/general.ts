import type { Draft } from '../draft.ts';

/** Defaults of a new record: its caller as owner, picklists' default values, unchecked boxes. */
export function fillDefaults(draft: Draft): void {
  if (!draft.isNew) return;
  for (const { name, type, picklist } of draft.view.type.fields) {
    if (type === 'boolean') draft.fill(name, false);
    const chosen = picklist.find(({ defaultValue, active }) => defaultValue && active);
    if (chosen !== undefined && !draft.given.has(name)) draft.fill(name, chosen.value);
  }
  if (draft.view.type.fields.some(({ name }) => name === 'OwnerId')) draft.fill('OwnerId', draft.caller.userId);
}

/** Required fields that are empty, in one error. */
export function checkRequired(draft: Draft): void {
  const missing = draft.view.type.fields
    .filter(
      ({ name, type, nillable, createable }) =>
        !nillable && createable && type !== 'boolean' && draft.get(name) === null,
    )
    .map(({ name }) => name);
  if (missing.length > 0)
    draft.fail('REQUIRED_FIELD_MISSING', `Required fields are missing: [${missing.join(', ')}]`, missing);
}

/** An owner must be an active user, or a queue where that is allowed. */
export function checkOwner(draft: Draft): void {
  const id = draft.get('OwnerId');
  if (typeof id !== 'string' || !draft.changed('OwnerId')) return;
  const { org, version } = draft.caller;
  if (id.startsWith('005') && org.user(id)?.get('IsActive') === false) {
    const code = org.switches.inactiveOwnerCode;
    const text = code === 'INACTIVE_OWNER_OR_USER' ? 'operation performed with inactive user' : undefined;
    draft.fail(code, text, ['OwnerId']);
  }
  // A task of a queue came with 48.0 (salesforce-rest.md 1.6).
  if (id.startsWith('00G') && draft.view.name === 'Task' && version < 48) {
    draft.fail('FIELD_INTEGRITY_EXCEPTION', `Assigned To ID: id value of incorrect type: ${id.slice(0, 15)}`, [
      'OwnerId',
    ]);
  }
}

/** The full name of a person. */
export function nameOfPerson(draft: Draft): void {
  const parts = [draft.get('FirstName'), draft.get('LastName')].filter((part) => part !== null);
  draft.set('Name', parts.join(' ') || null);
}

/** Validation rules of the org's admin. */
export function checkValidationRules(draft: Draft): void {
  for (const { field, pattern, message } of draft.caller.org.rules.get(draft.view.name) ?? []) {
    if (new RegExp(pattern, 'u').test(String(draft.get(field) ?? ''))) {
      draft.fail('FIELD_CUSTOM_VALIDATION_EXCEPTION', message, [field]);
    }
  }
}
