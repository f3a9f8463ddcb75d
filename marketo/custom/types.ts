import { z } from 'zod';
import { ENDPOINTS, pathWith } from '../endpoints.ts';
import { check } from '../envelope.ts';
import { encodeAction, encodeRequest, type Query } from '../query.ts';
import type { Rest } from '../rest.ts';
import type { CustomActivities, CustomTypeDescription } from '../types.ts';

const STATUSES = {
  draft: 'draft',
  approved: 'approved',
  'approved with draft': 'approvedWithDraft',
  deleted: 'deleted',
} as const;

const attribute = z.object({ apiName: z.string(), name: z.string(), dataType: z.string().default('string') });
const summary = z.object({
  id: z.int(),
  apiName: z.string(),
  name: z.string(),
  description: z.string().catch(''),
  triggerName: z.string().catch(''),
  filterName: z.string().catch(''),
  status: z.enum(['draft', 'approved', 'approved with draft', 'deleted']).transform((status) => STATUSES[status]),
});
const description = summary.extend({ primaryAttribute: attribute.nullish(), attributes: z.array(attribute).nullish() });
const summaries = z.array(summary);
const oneDescription = z.tuple([description]);

/** Custom activity types (marketo-rest 7.1); each is one call. */
export function createTypes({ call, send }: Rest): Omit<CustomActivities, 'add' | 'mayAdd' | 'mayDefine' | 'readBack'> {
  return {
    types: async (context) => {
      const { result } = await call('customTypes', {}, context);
      return check(summaries, result, 'customTypes');
    },
    describeType: async (apiName, version, context) => {
      const query: Query = version === 'draft' ? { draft: 'true' } : {};
      const { result } = await send('customType', encodeRequest(pathWith('customType', apiName), query), context);
      const [{ primaryAttribute, attributes, ...known }] = check(oneDescription, result, 'customType');
      const found: CustomTypeDescription = {
        ...known,
        primary: primaryAttribute ?? null,
        attributes: attributes ?? [],
      };
      return found;
    },
    createType: async ({ primary, ...names }, context) => {
      const body = { ...names, primaryAttribute: primary };
      await send('createCustomType', encodeAction(ENDPOINTS.createCustomType.path, body), context);
    },
    addAttributes: async (apiName, attributes, context) => {
      const path = pathWith('addCustomAttributes', apiName);
      await send('addCustomAttributes', encodeAction(path, { attributes }), context);
    },
    approveType: async (apiName, context) => {
      await send('approveCustomType', encodeAction(pathWith('approveCustomType', apiName)), context);
    },
  };
}
