import type { Plan } from '../../../api/schemas/syncs.ts';
import { bytes, count, rate } from '../../lib/format.ts';
import type { Told } from '../../lib/told.ts';
import { Facts } from '../../ui/card.tsx';
import { Moment } from '../../ui/moment.tsx';

/** Whom a plan expects, and by which fields they are read. */
export function PlanFacts({ plan }: { plan: Told<Plan> }) {
  const { people, owned, createdSince, highestId, idsPerPerson, quota, fields, absent } = plan;
  return (
    <>
      <Facts
        of={[
          [
            'People',
            `about ${about(people)}, ${about(owned)} with an owner; created since ${createdSince.slice(0, 10)}`,
          ],
          ['Ids', `up to ${count(highestId)}, ${rate(idsPerPerson.value)} for a person`],
          [
            'Left today',
            <span key="left">
              {count(quota.callsLeft)} of {count(quota.callsPerDay)} calls and {bytes(quota.exportBytesLeft)} of
              exports; resets <Moment at={quota.resetsAt} />
            </span>,
          ],
        ]}
      />
      {absent.map(({ field, means }) => (
        <p key={field} class="notice warn">
          <span>
            The field <code>{field}</code> is absent in Marketo: {means}
          </span>
        </p>
      ))}
      <details>
        <summary>The {Object.keys(fields).length} fields by their names in Marketo</summary>
        <dl class="facts padded">
          {Object.entries(fields).map(([ours, theirs]) => (
            <>
              <dt key={`${ours}-name`}>{ours}</dt>
              <dd key={ours}>{theirs === null ? 'absent' : <code>{theirs}</code>}</dd>
            </>
          ))}
        </dl>
      </details>
    </>
  );
}

function about({ value, low, high }: { value: number; low: number; high: number }): string {
  const error = Math.max(value - low, high - value);
  return error === 0 ? count(value) : `${count(value)} (±\u00a0${count(error)})`;
}
