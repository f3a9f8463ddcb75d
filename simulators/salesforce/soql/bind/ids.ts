const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ012345';
const FORM = /^[0-9A-Za-z]{15}(?:[0-9A-Za-z]{3})?$/;

/** Three characters that tell which of the fifteen are capitals, five to each. */
function checksum(id: string): string {
  let sum = '';
  for (let block = 0; block < 15; block += 5) {
    let bits = 0;
    for (let i = 0; i < 5; i++) if (/[A-Z]/.test(id.charAt(block + i))) bits |= 1 << i;
    sum += ALPHABET.charAt(bits);
  }
  return sum;
}

/** The 18-character form of an id of 15 or 18 characters; undefined when it is none or its checksum is wrong. */
export function toId18(text: string): string | undefined {
  if (!FORM.test(text)) return undefined;
  const id = text.slice(0, 15);
  const sum = checksum(id);
  return text.length === 15 || text.slice(15).toUpperCase() === sum ? id + sum : undefined;
}
