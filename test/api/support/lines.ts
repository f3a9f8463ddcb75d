/** A line of `activities log` as an app sends it. */
export function line(id: string, change: Record<string, unknown> = {}): Record<string, unknown> {
  const common = { personId: 4711, occurredAt: '2026-11-27T10:00:00+01:00', seller: 'sam@seller.example' };
  return { id, type: 'emailSent', ...common, emailSubject: `Hello ${id}`, ...change };
}
