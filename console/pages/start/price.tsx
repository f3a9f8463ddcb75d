import type { Plan } from '../../../api/schemas/syncs.ts';
import { bytes, count, counted, duration, percent, rate } from '../../lib/format.ts';
import type { Told } from '../../lib/told.ts';
import { Facts } from '../../ui/card.tsx';
import { ComingMoment } from '../../ui/moment.tsx';

export type Offer = Told<Plan>['strategies'][number];
export type Way = Offer['way'];
export type Cost = NonNullable<Offer['cost']>;

export const WAY_NAMES: Record<Way, string> = {
  ids: 'Id scan',
  windows: 'Exports by time',
  smartList: 'Smart list export',
  crm: 'Salesforce scan',
};

/** What a start says so that this strategy is taken. */
export function choiceOf({ way, strategy, smartList }: Offer): Record<string, unknown> {
  if (way === 'windows') return { strategy, smartList: null };
  return way === 'smartList' ? { strategy, smartList } : { strategy };
}

/** Of what is left of today: above a whole the factor says more than a percentage. */
export function shareOfToday(share: number | null): string {
  if (share === null) return 'none left today';
  return share <= 1 ? percent(share) : `${rate(share)} ×`;
}

/** What is to be known beside the numbers. */
export function notesOf({ cost, smartList }: Offer): string[] {
  if (cost === null) return [];
  const notes: string[] = [];
  if (smartList !== null) notes.push(`of the smart list “${smartList}”`);
  if (cost.jobs > 1) notes.push(counted(cost.jobs, 'export'));
  if (cost.qualifiedOnly) notes.push('reads people with an owner only');
  if (cost.resets > 0) notes.push(`waits for ${counted(cost.resets, 'reset')} at midnight US Central`);
  else if (!cost.fitsToday) notes.push('more than is left of today');
  return notes;
}

/** The price of one strategy, before it is started. */
export function Price({ offer }: { offer: Offer }) {
  const { cost } = offer;
  if (cost === null) return null;
  const notes = notesOf(offer);
  return (
    <Facts
      of={[
        ['Strategy', WAY_NAMES[offer.way]],
        ['Calls', `${count(cost.calls)}, ${shareOfToday(cost.callShare)} of what is left today`],
        ['Exports', cost.jobs === 0 ? null : `${bytes(cost.bytes)} in ${counted(cost.jobs, 'export')}`],
        ['Time', `about ${duration(cost.seconds)} of work`],
        ['Done', cost.doneAt === null ? 'not within a year' : <ComingMoment key="at" at={cost.doneAt} />],
        ['Note', notes.length === 0 ? null : notes.join('; ')],
      ]}
    />
  );
}
