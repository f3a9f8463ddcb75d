import type { Alerts } from '../../../api/schemas/alerts.ts';
import type { Status } from '../../../api/schemas/status.ts';
import { troublesOf, waitsForPerson } from '../../lib/flows.ts';
import { counted } from '../../lib/format.ts';
import type { Told } from '../../lib/told.ts';
import { useData } from '../../lib/use-data.ts';
import { usePolled } from '../../lib/use-polled.ts';
import { Badge } from '../../ui/badge.tsx';
import { buttonClass } from '../../ui/button.tsx';
import { Card } from '../../ui/card.tsx';
import { Moment } from '../../ui/moment.tsx';
import { FaultNotice } from '../../ui/states.tsx';

const EVERY_MS = 30_000;

/** What waits for a person, what fires, and what a flow stumbles over. */
export function Needs({ status }: { status: Told<Status> }) {
  const alerts = useData<Told<Alerts>>('/api/v1/alerts');
  usePolled(alerts.reload, EVERY_MS);
  const waiting = waitsForPerson(status);
  const troubles = troublesOf(status);
  // What is held or refused stands in the list already, with where to go.
  const firing = (alerts.value?.items ?? []).filter(({ alert }) => !/^(?:held|failures)\//.test(alert));
  const many = waiting.length + troubles.length + firing.length;
  return (
    <Card
      title="Waits for you"
      aside={many === 0 ? <Badge tone="ok">Nothing</Badge> : <Badge tone="warn">{counted(many, 'thing')}</Badge>}
    >
      {alerts.fault !== null && <FaultNotice fault={alerts.fault} retry={alerts.reload} />}
      {many === 0 && alerts.fault === null && (
        <p class="soft">Nothing is held, refused, paused or alerted. The syncs go on by themselves.</p>
      )}
      {many > 0 && (
        <ul class="needs">
          {firing.map(({ alert, summary, since, key, cause, fix }) => (
            <Stumble key={alert} what={summary} since={since} errorKey={key} cause={cause} fix={fix} until={null} />
          ))}
          {waiting.map(({ text, action, href }) => (
            <li key={text}>
              <span>{text}</span>
              <a class={buttonClass({ small: true })} href={href}>
                {action}
              </a>
            </li>
          ))}
          {troubles.map(({ flows, trouble }) => (
            <Stumble
              key={`${trouble.key} ${flows}`}
              what={`${trouble.meaning}; this stops ${flows}`}
              since={trouble.at}
              errorKey={trouble.key}
              cause={trouble.cause}
              fix={trouble.fix}
              until={trouble.until}
            />
          ))}
        </ul>
      )}
    </Card>
  );
}

interface StumbleProps {
  what: string;
  since: string;
  errorKey: string;
  cause: string;
  fix: string;
  /** When it goes on by itself. */
  until: string | null;
}

/** In one line; why and what to do on demand. */
function Stumble({ what, since, errorKey, cause, fix, until }: StumbleProps) {
  return (
    <li>
      <details>
        <summary>
          {what}{' '}
          <span class="faint">
            since <Moment at={since} />
            {until !== null && (
              <>
                , goes on <Moment at={until} />
              </>
            )}
          </span>
        </summary>
        <p>{cause}</p>
        <p>{fix}</p>
        <code class="faint">{errorKey}</code>
      </details>
    </li>
  );
}
