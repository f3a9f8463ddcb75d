import type { Field } from './field.ts';
import type { ObjectView, SchemaView } from './view.ts';

const SOAP_TYPES: Readonly<Record<string, string>> = {
  id: 'tns:ID',
  reference: 'tns:ID',
  boolean: 'xsd:boolean',
  int: 'xsd:int',
  double: 'xsd:double',
  currency: 'xsd:double',
  percent: 'xsd:double',
  date: 'xsd:date',
  datetime: 'xsd:dateTime',
};

function describeField(field: Field): object {
  const { picklist, referenceTo, alwaysVisible, ...given } = field;
  const { type, length, relationshipName, filterable, sortable = filterable, groupable = filterable } = given;
  return {
    ...given,
    aggregatable: filterable,
    autoNumber: false,
    byteLength: length * 3,
    calculatedFormula: null,
    deprecatedAndHidden: false,
    groupable,
    htmlFormatted: false,
    nameField: field.name === 'Name',
    namePointing: referenceTo.length > 1,
    permissionable: !alwaysVisible,
    picklistValues: picklist.map((value) => ({ ...value, validFor: null })),
    precision: 0,
    polymorphicForeignKey: referenceTo.length > 1,
    referenceTo,
    relationshipName,
    scale: 0,
    soapType: SOAP_TYPES[type] ?? 'xsd:string',
    sortable,
  };
}

/** What describe global says of an object. */
function summary({ type, name, rights }: ObjectView, basePath: string) {
  const url = `${basePath}/sobjects/${name}`;
  return {
    name,
    label: type.label,
    labelPlural: type.labelPlural,
    keyPrefix: type.keyPrefix ?? null,
    custom: false,
    customSetting: false,
    ...rights,
    activateable: false,
    deprecatedAndHidden: false,
    feedEnabled: false,
    layoutable: true,
    mergeable: ['Account', 'Contact', 'Lead'].includes(name),
    mruEnabled: rights.createable,
    queryable: true,
    replicateable: type.replicateable,
    retrieveable: true,
    searchable: rights.createable,
    triggerable: rights.createable,
    undeletable: rights.deletable,
    urls: { sobject: url, describe: `${url}/describe`, rowTemplate: `${url}/{ID}` },
  };
}

/** Answer of `/sobjects/T`. */
export function basicInfo(view: ObjectView, basePath: string): object {
  return { objectDescribe: summary(view, basePath), recentItems: [] };
}

/** Answer of `/sobjects/T/describe`. */
export function describeObject(view: ObjectView, basePath: string): object {
  return {
    ...summary(view, basePath),
    fields: view.fields.map(describeField),
    childRelationships: view.type.children.map(({ name, object, idField }) => ({
      cascadeDelete: false,
      childSObject: object,
      deprecatedAndHidden: false,
      field: idField,
      junctionIdListNames: [],
      junctionReferenceTo: [],
      relationshipName: name,
      restrictedDelete: false,
    })),
    recordTypeInfos: [
      {
        active: true,
        available: true,
        defaultRecordTypeMapping: true,
        developerName: 'Master',
        master: true,
        name: 'Master',
        recordTypeId: '012000000000000AAA',
        urls: {},
      },
    ],
    namedLayoutInfos: [],
    supportedScopes: [{ label: `All ${view.type.labelPlural.toLowerCase()}`, name: 'everything' }],
  };
}

/** Answer of `/sobjects`. */
export function describeGlobal(schema: SchemaView, basePath: string): object {
  const sobjects = [...schema.objects()].map((view) => summary(view, basePath));
  return { encoding: 'UTF-8', maxBatchSize: 200, sobjects };
}
