import { exact } from '../lib/format.ts';
import { live } from '../lib/live-status.ts';
import { Badge } from './badge.tsx';

/** Says on every page since when what it shows may be old. */
export function LostBanner() {
  const { lostAt } = live.value;
  return (
    <div role="status">
      {lostAt !== null && (
        <div class="banner">
          <strong>Not connected since {exact(new Date(lostAt).toISOString())}.</strong>
          <span>The page shows what was known then, and connects again by itself.</span>
        </div>
      )}
    </div>
  );
}

/** Whether what the page shows follows what happens. */
export function LiveBadge() {
  const { connected, lostAt, fault } = live.value;
  if (lostAt !== null) return <Badge tone="warn">Not connected</Badge>;
  if (fault !== null) return <Badge tone="warn">No news</Badge>;
  return connected ? <Badge tone="ok">Live</Badge> : <Badge>Connecting</Badge>;
}
