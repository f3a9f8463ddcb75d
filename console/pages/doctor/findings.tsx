import type { DoctorReport } from '../../../api/schemas/doctor.ts';
import { capital } from '../../lib/format.ts';
import type { Told } from '../../lib/told.ts';
import type { Tone } from '../../lib/tone.ts';
import { Badge } from '../../ui/badge.tsx';
import { Card } from '../../ui/card.tsx';

type Finding = Told<DoctorReport>['findings'][number];

const STATES: Record<Finding['status'], { tone: Tone; word: string; rank: number }> = {
  fail: { tone: 'bad', word: 'Failed', rank: 0 },
  unreachable: { tone: 'bad', word: 'No answer', rank: 1 },
  warn: { tone: 'warn', word: 'Warning', rank: 2 },
  ok: { tone: 'ok', word: 'OK', rank: 3 },
  skipped: { tone: 'idle', word: 'Skipped', rank: 4 },
};

/** What needs somebody first, then the rest in the order of the checks. */
export function Findings({ findings }: { findings: readonly Finding[] }) {
  const open = findings
    .filter(({ cause }) => cause !== null)
    .sort((a, b) => STATES[a.status].rank - STATES[b.status].rank);
  const fine = findings.filter(({ cause }) => cause === null);
  return (
    <>
      {open.length > 0 && (
        <Card title="To look at" flush>
          <List findings={open} />
        </Card>
      )}
      {fine.length > 0 && (
        <Card title="Nothing to do" flush>
          <List findings={fine} />
        </Card>
      )}
    </>
  );
}

function List({ findings }: { findings: readonly Finding[] }) {
  return (
    <ul class="findings">
      {findings.map(({ id, status, asks, meaning, cause, fix }, index) => (
        <li key={`${id} ${index}`}>
          <Badge tone={STATES[status].tone}>{STATES[status].word}</Badge>
          <div>
            <p>
              {capital(asks)}: <span class={cause === null ? 'soft' : 'found'}>{meaning}</span>
            </p>
            {cause !== null && <p class="soft">{cause}</p>}
            {fix !== null && <p>{fix}</p>}
          </div>
          <code class="faint">{id}</code>
        </li>
      ))}
    </ul>
  );
}
