import { describe, expect, it } from 'vitest';
import { ownerOf } from '../../model/qualification.ts';

const USER_15 = '0055g00000ABcde';
const USER_18 = '0055g00000ABcdeAAB';

describe('the Salesforce owner field', () => {
  it.each([USER_15, USER_18])('a user id of 15 or 18 characters owns the person: %s', (id) => {
    expect(ownerOf(id, 'salesforceUser')).toBe(id);
  });

  it('blanks around the id do not matter', () => {
    expect(ownerOf(` ${USER_18}\t`, 'salesforceUser')).toBe(USER_18);
  });

  it.each([
    ['nothing', null],
    ['empty text', ''],
    ['blanks', '   '],
    ['a queue', '00G5g00000ABcdeAAB'],
    ['another kind of record', '0035g00000ABcdeAAB'],
    ['17 characters', USER_18.slice(0, 17)],
    ['19 characters', `${USER_18}X`],
    ['a name', '005 Miller'],
  ])('%s is no owner', (_, value) => {
    expect(ownerOf(value, 'salesforceUser')).toBeNull();
  });
});

describe('an owner field of the operator’s choice', () => {
  it.each(['miller@example.com', 'EMP-17', USER_18])('any key of a sales person owns the person: %s', (key) => {
    expect(ownerOf(` ${key} `, 'anyKey')).toBe(key);
  });

  it.each([null, '', '  ', '00G5g00000ABcdeAAB'])('blank or a queue is no owner: %j', (value) => {
    expect(ownerOf(value, 'anyKey')).toBeNull();
  });
});
