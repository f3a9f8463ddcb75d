import type { Tour } from './types.ts';

/** What somebody did, from Marketo now and from what was logged here. */
export async function showPanel({ client, say }: Tour, personId: number): Promise<boolean> {
  const { weeks, missing } = await client.getPanel({ person: personId });
  const kinds = new Map<string, number>();
  for (const { kind } of weeks.flatMap(({ entries }) => entries)) kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
  const found = [...kinds].map(([kind, count]) => `${kind} ${count}`).join(', ');
  say(`Panel         person ${personId}, ${weeks.length} week(s): ${found}`);
  for (const { what, why } of missing) say(`Panel         missing: ${what} (${why})`);
  return kinds.size > 0 && missing.length === 0;
}
