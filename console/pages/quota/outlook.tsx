import type { QuotaPage } from '../../../api/schemas/quota.ts';
import type { Told } from '../../lib/told.ts';
import { Badge } from '../../ui/badge.tsx';
import { Moment } from '../../ui/moment.tsx';

/** Whether the day's calls last, in a word. */
export function Outlook({ now, forecast }: Told<QuotaPage>) {
  if (now.blockedUntil !== null) return <Badge tone="bad">Used up</Badge>;
  if (forecast === null) return <Badge>No forecast yet</Badge>;
  return forecast.exhaustedAt === null ? (
    <Badge tone="ok">The day’s calls last</Badge>
  ) : (
    <Badge tone="warn">
      Used up <Moment at={forecast.exhaustedAt} />
    </Badge>
  );
}
