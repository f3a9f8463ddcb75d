import { describe, expect, it } from 'vitest';
import { MOST_IDS, pushedIds } from '../../../model/push/body.ts';

const JSON_TYPE = 'application/json';
const FORM = 'application/x-www-form-urlencoded; charset=UTF-8';

describe('the people whom a push names', () => {
  it.each([
    ['a number', '{"id": 123}', JSON_TYPE, [123]],
    ['a number in quotes, as JSON encoding may write it', '{"id": "123"}', JSON_TYPE, [123]],
    ['several, each once', '{"ids": [1, "2", 1]}', JSON_TYPE, [1, 2]],
    ['members of other names', '\n{"id": 1, "program": "Push"}\n', JSON_TYPE, [1]],
    ['JSON under any type', '{"id": 1}', 'text/xml', [1]],
    ['a form', 'id=123', FORM, [123]],
    ['a form with several', 'x=1&id=1&id=2', FORM, [1, 2]],
    ['a form without a type', 'id=5', undefined, [5]],
    ['a form as plain text', 'id=5', 'text/plain', [5]],
    ['the highest id', '{"id": 9007199254740991}', JSON_TYPE, [9_007_199_254_740_991]],
  ])('%s', (_, body, type, ids) => {
    expect(pushedIds(body, type)).toEqual(ids);
  });

  it.each([
    ['nothing', '', JSON_TYPE],
    ['no JSON', '{"id": }', JSON_TYPE],
    ['quotes within quotes', '{"id": ""123""}', JSON_TYPE],
    ['a token without a value', '{"id": null}', JSON_TYPE],
    ['a token that was not filled in', 'id={{lead.Id}}', FORM],
    ['no id', '{"email": "x"}', JSON_TYPE],
    ['an empty list', '{"ids": []}', JSON_TYPE],
    ['no list', '{"ids": 1}', JSON_TYPE],
    ['a list alone', '[1]', JSON_TYPE],
    ['one of several that is none', '{"ids": [1, "a"]}', JSON_TYPE],
    ['zero', '{"id": 0}', JSON_TYPE],
    ['a fraction', '{"id": 1.5}', JSON_TYPE],
    ['below zero', '{"id": -1}', JSON_TYPE],
    ['too large to be exact', '{"id": "9007199254740993"}', JSON_TYPE],
    ['an object', '{"id": {"$gt": 0}}', JSON_TYPE],
    ['a form under another type', 'id=1', 'application/xml'],
    ['too many', JSON.stringify({ ids: Array.from({ length: MOST_IDS + 1 }, (_, index) => index + 1) }), JSON_TYPE],
  ])('none: %s', (_, body, type) => {
    expect(pushedIds(body, type)).toBeNull();
  });
});
