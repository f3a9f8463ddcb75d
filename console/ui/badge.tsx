import type { ComponentChildren } from 'preact';
import type { Tone } from '../lib/tone.ts';

/** A state in a word or two; its colour says nothing that the word doesn't. */
export function Badge({ tone = 'idle', children }: { tone?: Tone; children: ComponentChildren }) {
  return <span class={`badge ${tone}`}>{children}</span>;
}
