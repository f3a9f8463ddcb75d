const NUMBER = new Intl.NumberFormat('en');
const RATE = new Intl.NumberFormat('en', { maximumFractionDigits: 1 });
const TO_THE_MINUTE = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'short' });
const EXACT = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'medium' });

/** With groups: 1,234,567; `none` where there is no number. */
export function count(value: number | null | undefined, none = '–'): string {
  return value === null || value === undefined ? none : NUMBER.format(value);
}

/** One digit after the point at most. */
export function rate(value: number | null | undefined, none = '–'): string {
  return value === null || value === undefined ? none : RATE.format(value);
}

/** @param share 0 to 1 */
export function percent(share: number | null | undefined, none = '–'): string {
  if (share === null || share === undefined || !Number.isFinite(share)) return none;
  const whole = share * 100;
  // What is nearly done is not done.
  return `${whole > 99 && whole < 100 ? 99 : Math.round(whole)} %`;
}

export function bytes(value: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  const power = value < 1 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(value) / 3));
  return `${RATE.format(value / 1000 ** power)} ${units[power]}`;
}

/** A text as the beginning of a sentence. */
export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** The number with its noun: 1 person, 3 people. */
export function counted(value: number, one: string, many = `${one}s`): string {
  return `${count(value)} ${value === 1 ? one : many}`;
}

const STEPS = [
  { unit: 'd', seconds: 86_400 },
  { unit: 'h', seconds: 3_600 },
  { unit: 'min', seconds: 60 },
  { unit: 's', seconds: 1 },
] as const;

/** The two largest units: 2 h 5 min. */
export function duration(seconds: number | null | undefined, none = '–'): string {
  if (seconds === null || seconds === undefined || !Number.isFinite(seconds)) return none;
  const whole = Math.max(0, Math.round(seconds));
  const first = STEPS.findIndex((step) => whole >= step.seconds);
  const large = STEPS[first];
  if (large === undefined) return '0 s';
  const small = STEPS[first + 1];
  const rest = small === undefined ? 0 : Math.floor((whole % large.seconds) / small.seconds);
  const head = `${Math.floor(whole / large.seconds)} ${large.unit}`;
  return small === undefined || rest === 0 ? head : `${head} ${rest} ${small.unit}`;
}

/** 3 min ago, in 2 h, now. @param at ISO 8601 */
export function relative(at: string, now: number): string {
  const seconds = Math.round((Date.parse(at) - now) / 1_000);
  if (Math.abs(seconds) < 5) return 'now';
  if (seconds > 0) return `in ${duration(seconds)}`;
  // What was long ago need not be exact.
  const step = STEPS.find((each) => -seconds >= each.seconds);
  return step === undefined ? 'now' : `${Math.floor(-seconds / step.seconds)} ${step.unit} ago`;
}

/** In the reader's zone, for what is still to come. */
export function toTheMinute(at: string): string {
  return TO_THE_MINUTE.format(new Date(at));
}

/** In the reader's zone, with seconds. */
export function exact(at: string): string {
  return EXACT.format(new Date(at));
}
