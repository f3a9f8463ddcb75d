/** Whether pushes announce what polling finds: what is known of it since they were last found to be incomplete. */
export interface PushProof {
  /** People whose change a poll found and a push had announced, and whose change no push had; both fade. */
  announced: number;
  missed: number;
  /** When a poll last showed that pushes are incomplete, and how many it found; null: never. */
  incomplete: { at: Date; people: number } | null;
}

export const NO_PROOF: PushProof = { announced: 0, missed: 0, incomplete: null };

/** So many announced people are taken for a proof. */
const ENOUGH = 20;
/** What is remembered: the more there is, the less one missed person weighs. */
const REMEMBERED = 200;
/** A campaign runs late now and then: beyond this share it is one that does not cover everything. */
const MISSED_SHARE = 0.02;
/** Without any push for so long nobody knows whether they still come. */
export const STALE_MS = 24 * 3_600_000;

/** What one poll adds. */
export function proofAfter(proof: PushProof, found: { announced: number; missed: number }, now: Date): PushProof {
  const announced = proof.announced + found.announced;
  const missed = proof.missed + found.missed;
  if (found.missed > 0 && missed > MISSED_SHARE * (announced + missed)) {
    return { ...NO_PROOF, incomplete: { at: now, people: found.missed } };
  }
  const fading = Math.min(1, REMEMBERED / Math.max(1, announced + missed));
  return { ...proof, announced: announced * fading, missed: missed * fading };
}

/** Polling may be slow: everything it found lately had been pushed. */
export function isProven({ announced }: PushProof, lastAt: Date | null, now: Date): boolean {
  return announced >= ENOUGH && lastAt !== null && now.getTime() - lastAt.getTime() < STALE_MS;
}
