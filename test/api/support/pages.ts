import type { Answer } from './rig.ts';

interface Page {
  items: Record<string, unknown>[];
  next: string | null;
}

/** Asks for page after page, and gives all items; `ask` is given the cursor. */
export async function allOf(ask: (cursor: string | null) => Promise<Answer>): Promise<Record<string, unknown>[]> {
  const items: Record<string, unknown>[] = [];
  let cursor: string | null = null;
  do {
    const { status, body } = await ask(cursor);
    if (status !== 200) throw new Error(`answered ${status}: ${JSON.stringify(body)}`);
    const page = body as Page;
    items.push(...page.items);
    cursor = page.next;
  } while (cursor !== null);
  return items;
}
