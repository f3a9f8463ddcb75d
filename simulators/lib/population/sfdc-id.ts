const DIGITS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const CHECK = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ012345';

/** Salesforce's 3 check characters: one bit per capital letter in each group of five. */
export function checkCharacters(id15: string): string {
  let out = '';
  for (let group = 0; group < 15; group += 5) {
    let bits = 0;
    for (let i = 0; i < 5; i++) {
      const code = id15.charCodeAt(group + i);
      if (code >= 65 && code <= 90) bits |= 1 << i;
    }
    out += CHECK.charAt(bits);
  }
  return out;
}

/** An 18-character Salesforce record id: key prefix (3), a fixed pod part (5), the number in base 62 (7), check (3). */
export function sfdcId(prefix: string, number: number): string {
  let tail = '';
  for (let n = number, i = 0; i < 7; i++) {
    tail = DIGITS.charAt(n % 62) + tail;
    n = Math.floor(n / 62);
  }
  const id15 = `${prefix}5g000${tail}`;
  return id15 + checkCharacters(id15);
}
