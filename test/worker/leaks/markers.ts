/** Stands in every personal text of the run, and nowhere else. Lower case, so that no spelling of an address changes it. */
const CORE = 'zqleakmarkerqz';
/** Stands in every phone number. */
const DIGITS = '7355608429';

/** A personal text: what it is stands before the core, so that a find says what leaked. */
export const mark = (what: string): string => `${what.toLowerCase()}${CORE}`;
export const markedAddress = (what: string): string => `${mark(what)}@${mark('domain')}.example`;
export const markedLink = (what: string): string =>
  `https://${mark('host')}.example/${mark(what)}?who=${mark('query')}`;
export const markedPhone = (): string => `+1 ${DIGITS}`;

/** The core as base64 has it, at each of the three places where a text may begin. */
const IN_BASE64 = [0, 1, 2].map((before) => {
  const whole = Buffer.from('x'.repeat(before) + CORE + 'x'.repeat(3)).toString('base64');
  // The first and last characters depend on what stands beside it.
  return whole.slice(Math.ceil((before * 8) / 6), Math.floor(((before + CORE.length) * 8) / 6));
});
const WANTED = [CORE, DIGITS, ...IN_BASE64, Buffer.from(CORE).toString('hex')];

/** Every place where a text holds something marked, with what stands around it. */
export function leaksIn(text: string): string[] {
  const found: string[] = [];
  // In upper case it is a leak, too; what base64 says depends on the case.
  for (const [hay, needles] of [
    [text.toLowerCase(), [CORE]],
    [text, WANTED],
  ] as const) {
    for (const needle of needles) {
      for (let at = hay.indexOf(needle); at >= 0 && found.length < 10; at = hay.indexOf(needle, at + 1)) {
        found.push(text.slice(Math.max(0, at - 120), at + needle.length + 40));
      }
    }
  }
  return found;
}
