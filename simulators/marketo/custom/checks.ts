import { ApiError } from '../http/errors.ts';
import type { InstanceState } from '../instance/state.ts';
import { NATIVE_NAMES } from './natives.ts';
import {
  type CustomAttribute,
  type CustomType,
  MAX_SECONDARY,
  primaryOf,
  secondariesOf,
  type TypeVersion,
} from './type.ts';

// Letters and digits only, at least one letter, 255 at most (7.1).
const API_NAME = /^(?=.*[A-Za-z])[A-Za-z0-9]{1,255}$/;
// "Alphanumeric characters, spaces and underscores", at least one letter.
const DISPLAY_NAME = /^(?=.*\p{L})[\p{L}\p{N} _]+$/u;
const NAMES = ['name', 'triggerName', 'filterName'] as const;

export function checkApiName(apiName: string): void {
  if (!API_NAME.test(apiName)) throw new ApiError('1003', `Invalid value for field 'apiName' and value '${apiName}'`);
}

const taken = (state: InstanceState, what: string, value: string): ApiError =>
  new ApiError(state.switches.nameTakenCode, `${what} '${value}' is already in use`);

/** Names of a type against all others, native ones included (3.5 of the product's specification; code: 14.6). */
export function checkNames(state: InstanceState, apiName: string, version: TypeVersion): void {
  if (!DISPLAY_NAME.test(version.name))
    throw new ApiError('1003', `Invalid value for field 'name' and value '${version.name}'`);
  const others = state.customTypes.active().filter((type) => type.apiName !== apiName);
  for (const what of NAMES) {
    const value = version[what].toLowerCase();
    const has = ({ live, draft }: CustomType): boolean =>
      [live, draft].some((other) => other?.[what].toLowerCase() === value);
    if (NATIVE_NAMES[what].has(value) || others.some(has)) throw taken(state, what, version[what]);
  }
}

/** Attributes of one version: distinct, at most 20 beside the primary one, and one primary one. */
export function checkAttributes(state: InstanceState, attributes: readonly CustomAttribute[]): void {
  for (const { apiName } of attributes) checkApiName(apiName);
  const version = { attributes } as Pick<TypeVersion, 'attributes'> as TypeVersion;
  if (secondariesOf(version).length > MAX_SECONDARY)
    throw new ApiError('1028', `Cannot have more than ${MAX_SECONDARY} attributes`);
  if (attributes.filter(({ isPrimary }) => isPrimary).length > 1)
    throw new ApiError(state.switches.typeRuleCode, 'The type has a primary attribute already');
  const doubled = (of: (attribute: CustomAttribute) => string): CustomAttribute | undefined =>
    attributes.find((one, index) => attributes.findIndex((other) => of(other) === of(one)) !== index);
  const twice = doubled(({ apiName }) => apiName);
  if (twice !== undefined) throw new ApiError('1017', `Attribute '${twice.apiName}' already exists`);
  const named = doubled(({ name }) => name.toLowerCase());
  if (named !== undefined) throw taken(state, 'name', named.name);
}

/** Once records of a live type exist its names and its primary attribute stay as they are (7.1). */
export function checkFrozen(state: InstanceState, type: CustomType, next: TypeVersion): void {
  const { live } = type;
  if (live === undefined || !state.customTypes.isUsed(type.id)) return;
  const [before, after] = [primaryOf(live), primaryOf(next)];
  const same =
    NAMES.every((what) => live[what] === next[what]) &&
    before?.apiName === after?.apiName &&
    before?.dataType === after?.dataType;
  if (!same) throw new ApiError('1022', `Activity type '${type.apiName}' is in use`);
}
