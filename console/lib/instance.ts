import { signal } from '@preact/signals';
import type { Instance } from '../../api/schemas/instance.ts';
import { request } from './request.ts';

/** What this server is; null until it has said so. */
export const instance = signal<Instance | null>(null);

export async function loadInstance(): Promise<void> {
  const outcome = await request<Instance>('GET', '/api/v1/instance');
  if (outcome.ok) instance.value = outcome.value;
}

/** Where Temporal's UI shows a workflow. */
export function workflowUrl({ url, namespace }: { url: string; namespace: string }, workflowId: string): string {
  return `${url}/namespaces/${namespace}/workflows/${encodeURIComponent(workflowId)}`;
}
