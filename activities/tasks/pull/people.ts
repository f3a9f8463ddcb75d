import type { Flow } from '../flow.ts';

const EVERY_MS = 3_600_000;
const PEOPLE = 'people';

/** Tasks of a lead or contact get their person: new ones at once, others within the hour of its arrival (product.md Q35). */
export async function linkPeople({ store: { tasks } }: Flow, now: Date, { isNew }: { isNew: boolean }): Promise<void> {
  const last = await tasks.position(PEOPLE);
  if (!isNew && last !== null && now.getTime() - last.watermark.getTime() < EVERY_MS) return;
  await tasks.linkPeople();
  await tasks.movePosition(PEOPLE, last, { watermark: now, detail: '' });
}
