import { onTestFinished } from 'vitest';
import { createPanel, type PanelClientOptions } from '../../../client/panel/index.ts';
import type { Panel } from '../../../client/panel/types.ts';
import { createMarketoClient } from '../../../marketo/index.ts';
import type { MarketoId } from '../../../model/ids.ts';
import type { PanelEntry } from '../../../model/panel/merge.ts';
import type { QuotaLimits } from '../../../model/quota.ts';
import { type MarketoSimulatorOptions, startMarketoSimulator } from '../../../simulators/marketo/index.ts';
import { openTestStore } from '../../store/open.ts';
import { personId, personWrite, qualifiedPart } from '../../store/people.ts';

const DAY_MS = 86_400_000;
export const ACCOUNT = '001D000000IqhSLIAZ';
export const daysAgo = (days: number) => new Date(Math.floor((Date.now() - days * DAY_MS) / 1_000) * 1_000);

/** Fast retries, real time: what is measured is what Marketo was asked. */
const clock = { now: () => new Date(), sleep: async () => {} };

/** A panel over the real store and Marketo's client, against a simulator; people 1 … are known and belong to one account. */
export async function openPanel({
  people = 3,
  limits = null,
  simulator: options = {},
  ...rest
}: {
  people?: number;
  limits?: QuotaLimits | null;
  simulator?: MarketoSimulatorOptions;
} & Partial<PanelClientOptions> = {}) {
  const simulator = await startMarketoSimulator({ people: 2_000, limits: 'off', seed: 5, ...options });
  onTestFinished(() => simulator.close());
  const { store, db } = await openTestStore();
  await store.migrate();
  const { baseUrl, clientId, clientSecret, instance: marketo } = simulator;
  const client = createMarketoClient({ baseUrl, clientId, clientSecret, ledger: store.quota.ledger(limits) });
  onTestFinished(() => client.close());
  const living = [...marketo.state.book.living()].slice(0, people).map(personId);
  const known = qualifiedPart(1, { salesforceAccountId: ACCOUNT, salesforceContactId: '003000000000001AAA' });
  await store.people.apply(
    living.map((id) => personWrite(id, known)),
    { evidence: 'leadChange' },
  );
  const panel = (change: Partial<PanelClientOptions> = {}) =>
    createPanel({ store, instance: 'prod', marketo: client, clock, ...rest, ...change });
  let guid = 0;
  /** Something that a person did in Marketo; its title is new each time. */
  const did = (id: MarketoId, at: Date, type = 2, attributes: [string, string | boolean][] = []): string => {
    const primary = `did ${++guid}`;
    marketo.addActivities([{ leadId: id, type, at: at.getTime(), primary, attributes }]);
    return primary;
  };
  const calls = () => {
    const { endpoints } = marketo.stats();
    const count = (name: string) => endpoints[`GET /rest/v1/activities${name}.json`] ?? 0;
    return { pages: count(''), tokens: count('/pagingtoken'), types: count('/types') };
  };
  return { store, db, marketo, client, living, panel, getPanel: panel(), did, calls };
}

export const entriesOf = ({ weeks }: Panel): PanelEntry[] => weeks.flatMap(({ entries }) => entries);
export const titlesOf = (panel: Panel): (string | null)[] => entriesOf(panel).map(({ title }) => title);
