import fc from 'fast-check';
import { expect, it, test } from 'vitest';
import { comparableAddress, comparableDomain, spellings } from '../../model/email-address.ts';

test.each([
  ['blanks around it and capitals', '  Ann.Lee@Example.COM\n', 'ann.lee@example.com'],
  ['a plus makes another address', 'ann+news@example.com', 'ann+news@example.com'],
  ['dots make another address', 'a.n.n@example.com', 'a.n.n@example.com'],
  ['composed and decomposed letters', 'jose\u0301@example.com', 'jos\u00e9@example.com'],
  ['a domain of any script', 'ann@B\u00dcCHER.example', 'ann@xn--bcher-kva.example'],
  ['the same domain as DNS has it', 'ann@xn--bcher-kva.example', 'ann@xn--bcher-kva.example'],
  ['a final dot', 'ann@example.com.', 'ann@example.com'],
  ['an @ in the local part', '"a@b"@example.com', '"a@b"@example.com'],
])('%s', (_, given, compared) => expect(comparableAddress(given)).toBe(compared));

test.each([
  ['nothing', ''],
  ['no @', 'example.com'],
  ['nothing before it', '@example.com'],
  ['nothing after it', 'ann@'],
  ['a blank within', 'an n@example.com'],
  ['a control character', 'ann\u0000@example.com'],
  ['an invisible character', 'an\u200bn@example.com'],
  ['an empty label', 'ann@example..com'],
  ['too long', `${'a'.repeat(320)}@example.com`],
])('%s is no address', (_, given) => expect(comparableAddress(given)).toBeNull());

it('what is compared compares as itself', () => {
  fc.assert(
    fc.property(fc.oneof(fc.emailAddress(), fc.string({ unit: 'grapheme' })), (text) => {
      const compared = comparableAddress(text);
      fc.pre(compared !== null);
      expect(comparableAddress(compared ?? '')).toBe(compared);
    }),
  );
});

it('a domain alone', () => {
  expect([' Example.COM. ', 'localhost', '', 'a b', '-a.com'].map(comparableDomain)).toEqual([
    'example.com',
    'localhost',
    null,
    null,
    null,
  ]);
});

it('is looked up with its domain as DNS has it and as people read it', () => {
  expect(spellings('ann@example.com')).toEqual(['ann@example.com']);
  expect(spellings('ann@xn--bcher-kva.example')).toEqual(['ann@xn--bcher-kva.example', 'ann@bücher.example']);
  for (const one of spellings('ann@xn--bcher-kva.example'))
    expect(comparableAddress(one)).toBe('ann@xn--bcher-kva.example');
});
