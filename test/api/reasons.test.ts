import { expect, it } from 'vitest';
import { z } from 'zod';
import { reasonOf } from '../../api/reasons.ts';
import { afterFile } from '../worker/rig.ts';
import { openApi } from './support/rig.ts';

const defer = afterFile();

it.each<[string, z.ZodType, unknown, string]>([
  ['nothing', z.string(), undefined, 'is missing'],
  ['no choice', z.enum(['a', 'b']), undefined, 'is missing'],
  ['a number for text', z.string(), 5, 'must be text'],
  ['text for a number', z.number(), 'secret', 'must be a number'],
  ['half of one', z.int(), 1.5, 'must be a whole number'],
  ['text for a switch', z.boolean(), 'yes', 'must be true or false'],
  ['an object for a list', z.array(z.string()), {}, 'must be a list'],
  ['a list for an object', z.object({}), [], 'must be a JSON object'],
  ['another word', z.enum(['viewer', 'admin']), 'secret', 'must be one of viewer, admin'],
  ['another constant', z.literal(true), false, 'must be true'],
  ['no time', z.iso.datetime(), 'secret', 'must be a time such as 2026-11-27T10:00:00Z'],
  ['no day', z.iso.date(), 'secret', 'must be a day such as 2026-11-27'],
  ['no uuid', z.uuid(), 'secret', 'must be a uuid'],
  ['empty text', z.string().min(1), '', 'must have at least 1 character'],
  ['long text', z.string().max(3), 'secret', 'must have at most 3 characters'],
  ['a short list', z.array(z.int()).min(1), [], 'must have at least 1 entry'],
  ['a long list', z.array(z.int()).max(1), [1, 2], 'must have at most 1 entry'],
  ['a small number', z.int().min(1), 0, 'must be at least 1'],
  ['zero', z.number().positive(), 0, 'must be more than 0'],
  ['a large number', z.int().max(10), 11, 'must be at most 10'],
  ['no multiple', z.int().multipleOf(5), 7, 'must be a multiple of 5'],
  ['an unknown member', z.strictObject({}), { more: 1 }, 'has no member "more"'],
  ['what has words of its own', z.string('must be a name'), 5, 'must be a name'],
])('%s: says what must be, and repeats nothing', (_, schema, value, reason) => {
  const { error } = schema.safeParse(value, { error: reasonOf });
  expect(error?.issues.map(({ message }) => message)).toEqual([reason]);
});

it('a request that is wrong in several members is told each of them by its place', async () => {
  const { as } = await openApi(defer);
  const body = { scope: 'owner', expiresInDays: '90' };
  expect(await as('admin')('POST', '/api/v1/tokens', body)).toMatchObject({
    status: 400,
    body: {
      key: 'api.invalid',
      problems: [
        { at: 'body.name', reason: 'is missing' },
        { at: 'body.scope', reason: 'must be one of viewer, operator, admin' },
        { at: 'body.expiresInDays', reason: 'must be a number' },
      ],
    },
  });
});
