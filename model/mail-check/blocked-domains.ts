/** Whether an address, as addresses are compared, lies in one of the domains (`blockedDomains`) or below one. */
export function isInDomains(address: string, domains: ReadonlySet<string>): boolean {
  if (domains.size === 0) return false;
  const labels = address.slice(address.lastIndexOf('@') + 1).split('.');
  return labels.some((_, from) => domains.has(labels.slice(from).join('.')));
}

/** The setting's text as a set. */
export function readDomains(setting: string | null): ReadonlySet<string> {
  return new Set(setting === null ? [] : setting.split(', '));
}
