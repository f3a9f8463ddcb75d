/** Members of a row in words: `key people.cap, old 1,500,000`. */
export function detailText(details: Readonly<Record<string, unknown>>): string {
  return Object.entries(details)
    .filter(([, value]) => value !== null && value !== undefined)
    .map(([name, value]) => `${name} ${valueText(value)}`)
    .join(', ');
}

function valueText(value: unknown): string {
  if (typeof value === 'string') return value;
  if (Array.isArray(value)) return value.map(valueText).join(' ');
  return JSON.stringify(value);
}

/** Days of the reader's zone as moments: `to` is meant with the whole of its day. */
export function dayRange({ from, to }: { from: string; to: string }): { from?: string; to?: string } {
  return {
    ...(from !== '' && { from: new Date(`${from}T00:00:00`).toISOString() }),
    ...(to !== '' && { to: new Date(`${to}T23:59:59.999`).toISOString() }),
  };
}
