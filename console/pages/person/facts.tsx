import type { PersonPage } from '../../../api/schemas/people.ts';
import { FIELDS } from '../../lib/people.ts';
import type { Told } from '../../lib/told.ts';
import { Badge } from '../../ui/badge.tsx';
import { Card, Facts } from '../../ui/card.tsx';
import { Code } from '../../ui/code.tsx';
import { Moment } from '../../ui/moment.tsx';

/** The thirteen fields, and what is known around them. */
export function PersonFacts({ page }: { page: Told<PersonPage> }) {
  const { person } = page;
  return (
    <div class="grid">
      <Card title="Fields">
        <Facts
          of={[
            ...FIELDS.map(
              ([field, name]) => [name, <Value key={field} field={field} value={person[field]} />] as const,
            ),
            ['Owner', <Owner key="owner" page={page} />],
          ]}
        />
      </Card>
      <Around page={page} />
    </div>
  );
}

function Value({ field, value }: { field: string; value: string | null }) {
  if (value === null || value === '') return <span class="faint">none</span>;
  if (field.startsWith('salesforce')) return <Code text={value} bare />;
  // What a person wrote is shown, not followed.
  return <>{value}</>;
}

function Owner({ page: { person, owner } }: { page: Told<PersonPage> }) {
  if (person.ownerId === null) return <span class="faint">none</span>;
  return (
    <>
      <Code text={person.ownerId} bare />
      {owner !== null && <div class="faint small">{owner.email}</div>}
    </>
  );
}

function Around({ page }: { page: Told<PersonPage> }) {
  const { person, because, leftAt, firstSeen, alias, suspects, erased } = page;
  return (
    <Card title="How we know">
      <Facts
        of={[
          ['Read', <Moment key="read" at={person.syncedAt} />],
          ['Because', because],
          ['First read', firstSeen === null ? null : <Moment key="first" at={firstSeen.at} />],
          ['Left', leftAt === null ? null : <Moment key="left" at={leftAt} />],
          ['Ticket', person.asOf],
          ['Merged into', alias === null ? null : <Merged key="merged" chain={alias.chain} />],
          [
            'Asked again',
            suspects.length === 0 ? null : (
              <div key="suspects" class="stack tight">
                {suspects.map(({ kind, hint, until }) => (
                  <span key={`${kind} ${hint}`} class="row">
                    <Badge tone="warn">{kind === 'held' ? 'Held' : 'Suspect'}</Badge> {hint}, until{' '}
                    <Moment at={until} />
                  </span>
                ))}
              </div>
            ),
          ],
          ['Erased', erased === null ? null : `by ${erased.by}: ${erased.reason}`],
        ]}
      />
    </Card>
  );
}

function Merged({ chain }: { chain: readonly { marketoId: number; state: string | null }[] }) {
  return (
    <span class="row">
      {chain.map(({ marketoId }) => (
        <a key={marketoId} href={`/people/${marketoId}`}>
          {marketoId}
        </a>
      ))}
    </span>
  );
}
