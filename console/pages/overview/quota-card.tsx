import type { QuotaPage } from '../../../api/schemas/quota.ts';
import type { Told } from '../../lib/told.ts';
import { useData } from '../../lib/use-data.ts';
import { usePolled } from '../../lib/use-polled.ts';
import { Card } from '../../ui/card.tsx';
import { Answer } from '../../ui/states.tsx';
import { BurnDown } from '../quota/burn-down.tsx';
import { Outlook } from '../quota/outlook.tsx';

const EVERY_MS = 30_000;

/** Whether the day's calls to Marketo last. */
export function QuotaCard() {
  const quota = useData<Told<QuotaPage>>('/api/v1/quota');
  usePolled(quota.reload, EVERY_MS);
  return (
    <Card
      title={<a href="/quota">Marketo calls</a>}
      aside={quota.value !== null && <Outlook {...quota.value} />}
      isWide
    >
      <Answer data={quota}>{(page) => <BurnDown page={page} height={120} />}</Answer>
    </Card>
  );
}
