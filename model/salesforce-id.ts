const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ012345';
const ID = /^[A-Za-z0-9]{15}(?:[A-Za-z0-9]{3})?$/;

/** Whether this is the id of a record whose kind has this prefix, such as `001` of an account. */
export function isSalesforceId(text: string, prefix: string): boolean {
  return ID.test(text) && text.startsWith(prefix);
}

/**
 * Both forms of an id: 15 characters that tell upper from lower case, and 18 that need not. The last three say which of
 * the others are upper case, five at a time.
 */
export function salesforceIdForms(id: string): [short: string, long: string] {
  const short = id.slice(0, 15);
  const suffix = [0, 5, 10].map((start) => {
    const bits = Array.from(short.slice(start, start + 5), (letter, place) => (/[A-Z]/.test(letter) ? 1 << place : 0));
    return LETTERS.charAt(bits.reduce((sum, bit) => sum + bit, 0));
  });
  return [short, `${short}${suffix.join('')}`];
}
