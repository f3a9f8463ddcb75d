import type { MarketoPart, MergeAlias } from './person.ts';

interface Merged {
  alias?: Pick<MergeAlias, 'asOf'> | undefined;
  marketo?: Pick<MarketoPart, 'asOf' | 'state'> | undefined;
}

/**
 * Whether a merge has taken the person's place. An alias stays for ever and counts as long as the person is not there: gone
 * by its state, or by a read later than the stored one, whose departure the brake holds back.
 */
export function isMergedAway<P extends Merged>(person: P): person is P & { alias: NonNullable<P['alias']> } {
  const { alias, marketo } = person;
  if (alias === undefined || marketo === undefined) return false;
  return marketo.state === 'merged' || marketo.state === 'deleted' || marketo.asOf < alias.asOf;
}
