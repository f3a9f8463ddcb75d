import type { Plan } from '../../../api/schemas/syncs.ts';
import { bytes, count, duration } from '../../lib/format.ts';
import type { Told } from '../../lib/told.ts';
import { Badge } from '../../ui/badge.tsx';
import { ComingMoment } from '../../ui/moment.tsx';
import { type Column, Table } from '../../ui/table.tsx';
import { type Cost, notesOf, type Offer, shareOfToday, WAY_NAMES, type Way } from './price.tsx';

interface PlanTableProps {
  plan: Told<Plan>;
  way: Way;
  onPick: (way: Way) => void;
}

/** Every strategy with its price; one is chosen. */
export function PlanTable({ plan, way, onPick }: PlanTableProps) {
  const priced = (told: (cost: Cost) => string) => (offer: Offer) => (offer.cost === null ? '–' : told(offer.cost));
  const columns: Column<Offer>[] = [
    {
      name: 'Strategy',
      cell: (offer) => (
        <label class="strategy">
          <input
            type="radio"
            name="strategy"
            checked={offer.way === way}
            disabled={offer.cost === null}
            onChange={() => onPick(offer.way)}
          />
          <span>{WAY_NAMES[offer.way]}</span>
          {offer.way === plan.pick.way && <Badge tone="ok">Picked</Badge>}
        </label>
      ),
    },
    { name: 'Calls', end: true, cell: priced(({ calls }) => count(calls)) },
    { name: 'Of today', end: true, cell: priced(({ callShare }) => shareOfToday(callShare)) },
    { name: 'Export', end: true, cell: priced((cost) => (cost.jobs === 0 ? '–' : bytes(cost.bytes))) },
    { name: 'Time', end: true, cell: priced(({ seconds }) => duration(seconds)) },
    {
      name: 'Done',
      cell: ({ cost }) =>
        cost === null ? '–' : cost.doneAt === null ? 'not within a year' : <ComingMoment at={cost.doneAt} />,
    },
    {
      name: 'Note',
      cell: (offer) =>
        offer.unavailable === null ? (
          notesOf(offer).join('; ')
        ) : (
          <span class="soft">
            Not open: {offer.unavailable.because}. {offer.unavailable.fix}
          </span>
        ),
    },
  ];
  return (
    <div class="framed">
      <Table caption="Strategies" columns={columns} rows={plan.strategies} keyOf={(offer) => offer.way} />
    </div>
  );
}
