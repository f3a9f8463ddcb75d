/**
 * Hash-based randomness: every made-up value is a function of (seed, id, purpose), so that a million people
 * need no memory and any of them can be derived alone, in any order.
 */

/** Murmur3's finaliser over two words. Returns an unsigned 32-bit number. */
export function mix(a: number, b: number): number {
  let h = (a ^ Math.imul(b | 0, 0x9e3779b1)) | 0;
  h ^= h >>> 16;
  h = Math.imul(h, 0x85ebca6b);
  h ^= h >>> 13;
  h = Math.imul(h, 0xc2b2ae35);
  h ^= h >>> 16;
  return h >>> 0;
}

/** Uniform number in [0, 1) made from one 32-bit hash. */
export function unit(hash: number): number {
  return hash / 0x1_0000_0000;
}

/** FNV-1a with a final mix, for strings. Returns an unsigned 32-bit number. */
export function hashText(text: string): number {
  let h = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
  return mix(h, text.length);
}

/** A text in the form of a UUID, made from two numbers. */
export function uuid(a: number, b: number): string {
  let word = mix(a, b);
  let hex = '';
  for (let i = 0; i < 4; i++) {
    word = mix(word, i + 1);
    hex += word.toString(16).padStart(8, '0');
  }
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

/** One entry of a non-empty list, chosen by a hash. */
export function pick<T>(list: readonly T[], hash: number): T {
  const chosen = list[hash % list.length];
  if (chosen === undefined) throw new Error('pick needs a non-empty list');
  return chosen;
}

/** A small stateful generator for sequences (random changes): each call gives the next number in [0, 1). */
export function sequence(seed: number): () => number {
  let n = 0;
  return () => unit(mix(seed, ++n));
}
