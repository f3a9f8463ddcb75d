const USER_ID = /^(005[A-Za-z0-9]{12})([A-Za-z0-5]{3})?$/;
const SUFFIX = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ012345';

/**
 * A Salesforce user id with 18 characters, from one with 15 or 18; null: it is none, or a letter of it is wrong. The
 * three at the end say which of the others are capitals.
 */
export function salesforceUserId(text: string): string | null {
  const [, id = '', suffix] = USER_ID.exec(text.trim()) ?? [];
  if (id === '') return null;
  const capitals = [0, 5, 10].map((from) => {
    const bits = [0, 1, 2, 3, 4].map((place) => (/[A-Z]/.test(id.charAt(from + place)) ? 2 ** place : 0));
    return SUFFIX.charAt(bits.reduce<number>((sum, bit) => sum + bit, 0));
  });
  const right = capitals.join('');
  return suffix === undefined || suffix.toUpperCase() === right ? `${id}${right}` : null;
}
