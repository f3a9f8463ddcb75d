import { checkApiName, checkAttributes, checkFrozen, checkNames } from '../custom/checks.ts';
import {
  type CustomAttribute,
  type CustomType,
  describedType,
  latest,
  listedType,
  MAX_TYPES,
  type TypeVersion,
} from '../custom/type.ts';
import type { Answer, Call, Route } from '../http/call.ts';
import { ApiError } from '../http/errors.ts';
import type { InstanceState } from '../instance/state.ts';
import {
  attributesOf,
  bodyOf,
  changedAttribute,
  createSchema,
  named,
  newAttribute,
  updateSchema,
} from './custom-type-bodies.ts';

const WRITE = ['Read-Write Activity Metadata'];
const READ = ['Read-Only Activity Metadata', ...WRITE];
const ROOT = '/rest/v1/activities/external';

function typeOf({ instance, args }: Call): CustomType {
  const { customTypes, switches } = instance.state;
  const type = customTypes.named(args[0] ?? '');
  if (type === undefined) throw new ApiError(switches.unknownTypeCode, `Activity type '${args[0]}' not found`);
  return type;
}

const second = (ms: number): number => Math.floor(ms / 1000) * 1000;

/** Without the members that nobody knows. */
const plain = ({ apiName, name, description, dataType, isPrimary }: CustomAttribute): CustomAttribute => {
  return { apiName, name, description, dataType, isPrimary };
};

function commit(state: InstanceState, type: CustomType): Answer {
  const changed = { ...type, updatedAt: second(state.now()) };
  state.commit({ types: [changed] });
  const version = latest(changed);
  return { result: version === undefined ? [] : [describedType(changed, version)] };
}

function listTypes({ instance }: Call): Answer {
  const { customTypes, switches } = instance.state;
  const types = switches.deletedTypes === 'listed' ? customTypes.all() : customTypes.active();
  const show = switches.typeListAttributes ? describedType : listedType;
  return {
    result: types.flatMap((type) => {
      const version = type.live ?? type.draft;
      return version === undefined ? [] : [show(type, version)];
    }),
  };
}

/** The approved version, or the draft on demand; one that isn't there is not found. */
function describe(call: Call): Answer {
  const type = typeOf(call);
  const version = call.params.get('draft') === 'true' ? latest(type) : type.live;
  if (version === undefined)
    throw new ApiError(
      call.instance.state.switches.unknownTypeCode,
      `Activity type '${type.apiName}' has no approved version`,
    );
  return { result: [describedType(type, version)] };
}

function create(call: Call): Answer {
  const { state } = call.instance;
  const { apiName, primaryAttribute, ...given } = bodyOf(call, createSchema);
  checkApiName(apiName);
  if (state.customTypes.named(apiName) !== undefined)
    throw new ApiError('1017', `Activity type '${apiName}' already exists`);
  if (state.customTypes.active().length >= MAX_TYPES)
    throw new ApiError('1027', `Cannot have more than ${MAX_TYPES} custom activity types`);
  const draft: TypeVersion = {
    name: given.name,
    description: given.description,
    triggerName: given.triggerName,
    filterName: given.filterName,
    attributes: [plain({ ...primaryAttribute, isPrimary: true })],
  };
  checkNames(state, apiName, draft);
  checkAttributes(state, draft.attributes);
  const now = second(state.now());
  const type: CustomType = { id: state.customTypes.nextId, apiName, createdAt: now, updatedAt: now, draft };
  const { result = [] } = commit(state, type);
  // The documentation's example has neither the id nor the dates.
  return {
    result: result.map((one) => ({ ...Object(one), id: undefined, createdAt: undefined, updatedAt: undefined })),
  };
}

/** Puts a change into the draft: made from the live version where there is none. */
function edit(call: Call, change: (version: TypeVersion) => TypeVersion): Answer {
  const { state } = call.instance;
  const type = typeOf(call);
  const before = latest(type);
  if (before === undefined) throw new ApiError('611');
  const draft = change(before);
  checkNames(state, type.apiName, draft);
  checkAttributes(state, draft.attributes);
  checkFrozen(state, type, draft);
  return commit(state, { ...type, draft });
}

function update(call: Call): Answer {
  const { primaryAttribute, ...given } = bodyOf(call, updateSchema);
  return edit(call, (version) => {
    const others = version.attributes.filter(({ isPrimary }) => !isPrimary);
    return {
      name: given.name ?? version.name,
      description: given.description ?? version.description,
      triggerName: given.triggerName ?? version.triggerName,
      filterName: given.filterName ?? version.filterName,
      attributes:
        primaryAttribute === undefined
          ? version.attributes
          : [plain({ ...primaryAttribute, isPrimary: true }), ...others],
    };
  });
}

function createAttributes(call: Call): Answer {
  const { attributes } = bodyOf(call, attributesOf(newAttribute));
  return edit(call, (version) => ({ ...version, attributes: [...version.attributes, ...attributes.map(plain)] }));
}

/** Every attribute named must be there: its API name is the key (7.1). */
function mustHave({ instance }: Call, { attributes }: TypeVersion, wanted: readonly { apiName: string }[]): void {
  const absent = wanted.find(({ apiName }) => !attributes.some((one) => one.apiName === apiName));
  if (absent !== undefined)
    throw new ApiError(instance.state.switches.unknownTypeCode, `Attribute '${absent.apiName}' not found`);
}

function updateAttributes(call: Call): Answer {
  const { attributes } = bodyOf(call, attributesOf(changedAttribute));
  return edit(call, (version) => {
    mustHave(call, version, attributes);
    const changed = version.attributes.map((old) => {
      const { name, description, dataType, isPrimary } =
        attributes.find(({ apiName }) => apiName === old.apiName) ?? {};
      return plain({
        apiName: old.apiName,
        name: name ?? old.name,
        description: description ?? old.description,
        dataType: dataType ?? old.dataType,
        isPrimary: isPrimary ?? old.isPrimary,
      });
    });
    return { ...version, attributes: changed };
  });
}

function deleteAttributes(call: Call): Answer {
  const { attributes } = bodyOf(call, attributesOf(named));
  return edit(call, (version) => {
    mustHave(call, version, attributes);
    const gone = new Set(attributes.map(({ apiName }) => apiName));
    return { ...version, attributes: version.attributes.filter(({ apiName }) => !gone.has(apiName)) };
  });
}

const ruled = ({ instance }: Call, message: string): ApiError =>
  new ApiError(instance.state.switches.typeRuleCode, message);

function approve(call: Call): Answer {
  const { draft, ...type } = typeOf(call);
  if (draft === undefined) throw ruled(call, 'There is no draft to approve');
  if (!draft.attributes.some(({ isPrimary }) => isPrimary)) throw ruled(call, 'A primary attribute is required');
  return commit(call.instance.state, { ...type, live: draft });
}

function discardDraft(call: Call): Answer {
  const { draft, ...type } = typeOf(call);
  if (draft === undefined || type.live === undefined) throw ruled(call, 'There is no draft over an approved version');
  return commit(call.instance.state, type);
}

function remove(call: Call): Answer {
  return commit(call.instance.state, { ...typeOf(call), deleted: true });
}

const post = (path: string, handle: (call: Call) => Answer): Route => ({
  method: 'POST',
  path: `${ROOT}/${path}.json`,
  class: 'activityTypes',
  permissions: WRITE,
  handle,
});
const get = (path: string, handle: (call: Call) => Answer): Route => ({
  ...post(path, handle),
  method: 'GET',
  permissions: READ,
});

/** Custom activity types (7.1). */
export const customTypeRoutes: readonly Route[] = [
  get('types', listTypes),
  get('type/{}/describe', describe),
  post('type', create),
  post('type/{}/attributes/create', createAttributes),
  post('type/{}/attributes/update', updateAttributes),
  post('type/{}/attributes/delete', deleteAttributes),
  post('type/{}/approve', approve),
  post('type/{}/discardDraft', discardDraft),
  post('type/{}/delete', remove),
  post('type/{}', update),
];
