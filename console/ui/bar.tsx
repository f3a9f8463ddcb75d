import type { Tone } from '../lib/tone.ts';

/** How much of the whole. @param share 0 to 1 */
export function Bar({ label, share, tone = 'info' }: { label: string; share: number; tone?: Tone }) {
  const whole = Math.round(Math.min(1, Math.max(0, share)) * 1_000) / 10;
  return (
    <div
      class={`bar ${tone}`}
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={whole}
    >
      <span style={{ width: `${whole}%` }} />
    </div>
  );
}
