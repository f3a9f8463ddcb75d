import { searchAttributes } from '../../../workflows/messages.ts';
import { temporalErrors } from '../../temporal-errors.ts';
import type { TemporalLink } from './temporal.ts';

/** `temporal.api.enums.v1.IndexedValueType` of the SDK's names. */
const WIRE_TYPES = { TEXT: 1, KEYWORD: 2, INT: 3, DOUBLE: 4, BOOL: 5, DATETIME: 6, KEYWORD_LIST: 7 } as const;

export interface AttributeStanding {
  name: string;
  /** The wire's number of the type that we need, and its name. */
  type: number;
  typeName: string;
  standing: 'there' | 'missing' | 'otherType';
}

/** Ours against what the namespace has. @throws AppError `temporal.*` */
export async function searchAttributeStandings({ connection, namespace }: TemporalLink): Promise<AttributeStanding[]> {
  const { customAttributes } = await temporalErrors(() =>
    connection.operatorService.listSearchAttributes({ namespace }),
  );
  return Object.values(searchAttributes).map(({ name, type: typeName }) => {
    const type = WIRE_TYPES[typeName];
    const found = customAttributes?.[name];
    const standing = found === undefined || found === null ? 'missing' : found === type ? 'there' : 'otherType';
    return { name, type, typeName, standing };
  });
}
