/** What a caller of the API may do; each may do what those before it may. */
export const SCOPES = ['viewer', 'operator', 'admin'] as const;

/**
 * viewer    looks: status, people, activities, tasks, failures, settings, audit
 * operator  works: starts and stops syncs, logs activities, edits tasks, retries failures
 * admin     decides: settings, sellers, approvals, erasures, resubscribes, tokens
 */
export type Scope = (typeof SCOPES)[number];

/** Whether one who has `scope` may do what needs `needed`. */
export function covers(scope: Scope, needed: Scope): boolean {
  return SCOPES.indexOf(scope) >= SCOPES.indexOf(needed);
}
