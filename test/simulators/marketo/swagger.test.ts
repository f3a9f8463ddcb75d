import { existsSync, readFileSync } from 'node:fs';
import { Ajv, type ValidateFunction } from 'ajv';
import { describe, expect, it } from 'vitest';
import { Exports, lastDays } from './bulk-harness.ts';
import { add, approvedType, pathOf, record, typeBody } from './custom.ts';
import { type Rig, rig, SECOND } from './harness.ts';

const SPEC = new URL('../../../../shared/spec/', import.meta.url);
const MAPI = new URL('marketo-swagger-mapi.json', SPEC);
const IDENTITY = new URL('marketo-swagger-identity.json', SPEC);

interface Definition {
  required?: string[];
  properties?: Record<string, object>;
}
type Definitions = Record<string, Definition>;

const drop = (definition: Definition | undefined, ...names: string[]): void => {
  if (definition?.required !== undefined)
    definition.required = definition.required.filter((name) => !names.includes(name));
};
const retype = (definition: Definition | undefined, name: string, schema: object): void => {
  if (definition?.properties !== undefined) definition.properties[name] = schema;
};

/** Where the Swagger file differs from the documentation or from recorded instances, and the simulator follows those. */
const DEVIATIONS: readonly { readonly why: string; readonly apply: (all: Definitions) => void }[] = [
  {
    why: 'success replies leave out errors and warnings, failures leave out result (leads.md; spec 2.1)',
    apply: (all) => {
      for (const [name, definition] of Object.entries(all)) {
        if (name.startsWith('ResponseOf')) drop(definition, 'errors', 'warnings', 'result');
      }
    },
  },
  {
    why: 'attribute values are text, numbers, booleans or arrays, never objects (tap-marketo; spec 5.4)',
    apply: (all) => retype(all.Attribute, 'value', { type: ['string', 'number', 'boolean', 'array'] }),
  },
  {
    why: 'newValue and oldValue may be null (Syncari docs; spec 5.4)',
    apply: (all) => {
      for (const name of ['newValue', 'oldValue']) retype(all.LeadChangeField, name, { type: ['string', 'null'] });
    },
  },
  {
    why: 'usage and error dates are days, YYYY-MM-DD (usage.md)',
    apply: (all) => {
      for (const name of ['UsageData', 'ErrorsData'])
        retype(all[name], 'date', { type: 'string', pattern: '^\\d{4}-\\d\\d-\\d\\d$' });
    },
  },
  {
    why: 'the answer to added custom activities has outcomes, not the records (activities.md; spec 7.3)',
    apply: (all) =>
      drop(
        all.CustomActivity,
        'activityDate',
        'activityTypeId',
        'attributes',
        'errors',
        'id',
        'leadId',
        'primaryAttributeValue',
      ),
  },
  {
    why: 'New Lead has no primaryAttribute (airbyte recording; spec 5.8)',
    apply: (all) => drop(all.ActivityType, 'primaryAttribute'),
  },
];

/** A validator for one definition; deviations applied unless told otherwise. */
function validator(file: URL, name: string, deviations = DEVIATIONS): ValidateFunction {
  const { definitions } = JSON.parse(readFileSync(file, 'utf8')) as { definitions: Definitions };
  for (const { apply } of deviations) apply(definitions);
  const ajv = new Ajv({ strict: false, allErrors: true });
  ajv.addFormat('date-time', /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:?\d\d)$/);
  ajv.addFormat('int32', { type: 'number', validate: (n: number) => Number.isInteger(n) && Math.abs(n) < 2 ** 31 });
  ajv.addFormat('int64', { type: 'number', validate: Number.isSafeInteger });
  ajv.addFormat('string', true);
  return ajv.compile({ $ref: `#/definitions/${name}`, definitions });
}

const EXPORT = 'ResponseOfExportResponse';
const EXPORTS = 'ResponseOfExportResponseWithToken';
const leadExport = (r: Rig) => ({ fields: ['id'], filter: { createdAt: lastDays(r, 30) } });
const activityExport = (r: Rig) => ({ filter: { createdAt: lastDays(r, 30) } });

const CHANGES = { fields: 'title,email,unsubscribed,leadScore,company' };

const TYPE = 'ResponseOfCustomActivityType';

async function addedActivities(r: Rig, activityTypeId: number): Promise<object> {
  const given = [...r.ids(2), 1].map((leadId) => record(r, { leadId, activityTypeId, attributes: { seconds: 3 } }));
  return add(r, given);
}

async function addedAndRead(r: Rig, nextPageToken: string): Promise<object> {
  const activityTypeIds = await approvedType(r, 'acmeD');
  await addedActivities(r, activityTypeIds);
  return r.get('activities.json', { activityTypeIds, nextPageToken });
}

async function failedStatus(r: Rig): Promise<object> {
  r.sim.instance.setFaults([{ do: { failJob: true } }]);
  const x = new Exports(r);
  return x.call('GET', `export/${(await x.run()).id}/status.json`);
}

/** A list's first page, with a token for the second. */
async function twoListed(x: Exports, body?: object): Promise<object> {
  for (let i = 0; i < 2; i++) await x.made(body);
  return x.call('GET', 'export.json?batchSize=1');
}

/** One call per operation, with the definition its reply must fit. */
const CALLS: readonly (readonly [definition: string, call: (r: Rig, token: string) => Promise<object>])[] = [
  ['ResponseOfLead', (r) => r.people('id', r.ids(100), { fields: 'company,sfdcLeadOwnerId,leadScore' })],
  ['ResponseOfLead', (r) => r.people('leadPartitionId', [1])],
  ['ResponseOfLead', (r) => r.people('createdAt', [1])],
  ['ResponseOfLead', (r) => r.get(`lead/${r.ids(1)[0]}.json`)],
  ['ResponseOfLead', (r) => r.post('leads.json', { input: [{ email: 'a@b.c' }, { email: 'ü@b.c' }] })],
  ['ResponseOfLead', (r) => r.post('leads/delete.json', { input: [{ id: r.ids(1)[0] }, { id: 1 }] })],
  ['ResponseWithoutResult', (r) => r.post(`leads/${r.ids(1)[0]}/merge.json?leadId=${r.ids(2)[1]}`)],
  ['ResponseOfLeadAttribute', (r) => r.get('leads/describe.json')],
  ['ResponseOfLeadAttribute2', (r) => r.get('leads/describe2.json')],
  ['ResponseOfLeadField', (r) => r.get('leads/schema/fields.json')],
  ['ResponseOfUsageData', (r) => r.get('stats/usage.json')],
  ['ResponseOfUsageData', (r) => r.get('stats/usage/last7days.json')],
  ['ResponseOfErrorsData', (r) => r.get('stats/errors.json')],
  ['ResponseOfErrorsData', (r) => r.get('stats/errors/last7days.json')],
  ['ResponseOfVoid', (r) => r.get('activities/pagingtoken.json', { sinceDatetime: '2026-01-01T00:00:00Z' })],
  ['ResponseOfActivityType', (r) => r.get('activities/types.json')],
  ['ResponseOfCustomActivityType', (r) => r.get('activities/external/types.json')],
  [TYPE, (r) => r.post('activities/external/type.json', typeBody('acmeCall'))],
  [TYPE, (r) => approvedType(r, 'acmeA').then(() => r.get(pathOf('acmeA', '/describe')))],
  [TYPE, (r) => approvedType(r, 'acmeB').then(() => r.post(pathOf('acmeB', '/delete')))],
  ['ResponseOfCustomActivity', async (r) => addedActivities(r, await approvedType(r, 'acmeC'))],
  ['ResponseOfActivity', addedAndRead],
  [
    'ResponseOfActivity',
    (r, nextPageToken) =>
      r.get('activities.json', { activityTypeIds: [12, 13, 19, 23, 29, 31, 32, 37], nextPageToken }),
  ],
  ['ResponseOfActivity', (r, nextPageToken) => r.get('activities/deletedleads.json', { nextPageToken })],
  [EXPORT, (r) => new Exports(r).create(leadExport(r))],
  [EXPORT, (r) => new Exports(r).create({ ...leadExport(r), format: 'XML' })],
  [EXPORT, (r) => new Exports(r, 'activities').create(activityExport(r))],
  [EXPORT, async (r) => new Exports(r).enqueue(await new Exports(r).made())],
  [
    EXPORT,
    async (r) => new Exports(r, 'activities').enqueue(await new Exports(r, 'activities').made(activityExport(r))),
  ],
  [EXPORT, async (r) => new Exports(r).cancel(await new Exports(r).queued())],
  [EXPORT, async (r) => new Exports(r).call('GET', `export/${(await new Exports(r).run()).id}/status.json`)],
  [EXPORT, (r) => new Exports(r, 'activities').call('GET', 'export/none/status.json')],
  [EXPORT, failedStatus],
  [EXPORTS, async (r) => twoListed(new Exports(r))],
  [EXPORTS, async (r) => twoListed(new Exports(r, 'activities'), activityExport(r))],
  ['ResponseOfLeadChange', (r, nextPageToken) => r.get('activities/leadchanges.json', { ...CHANGES, nextPageToken })],
];

describe.skipIf(!existsSync(MAPI))('replies fit the Swagger files of ../shared/spec', () => {
  it.each(CALLS)('%s, call %#', async (definition, call) => {
    const r = await rig();
    const token = await r.since();
    r.advance(SECOND);
    r.sim.instance.random(200, 8);
    const reply = await call(r, token);
    const fits = validator(MAPI, definition);
    expect(fits(reply), JSON.stringify(fits.errors)).toBe(true);
  });

  it('identity fits its own file', async () => {
    const fits = validator(IDENTITY, 'ResponseOfIdentity', []);
    expect(fits((await (await rig()).identity()).body), JSON.stringify(fits.errors)).toBe(true);
  });

  it('a wrong shape is noticed', () => {
    const fits = validator(MAPI, 'ResponseOfActivity');
    const activity = { id: 1, leadId: 2, activityTypeId: 13, activityDate: '2026-01-01T00:00:00Z', attributes: [] };
    expect(fits({ requestId: 'a#b', success: true, result: [activity] })).toBe(true);
    expect(fits({ requestId: 'a#b', success: true, result: [{ ...activity, leadId: '2' }] })).toBe(false);
    expect(fits({ requestId: 'a#b', success: true, result: [{ ...activity, activityDate: 'today' }] })).toBe(false);
    expect(fits({ success: true })).toBe(false);
  });

  it.each(DEVIATIONS.map(({ why }, index) => [why, index] as const))(
    'the deviation is needed: %s',
    async (_why, index) => {
      const r = await rig();
      const token = await r.since();
      r.advance(SECOND);
      r.sim.instance.random(200, 8);
      const others = DEVIATIONS.filter((_, i) => i !== index);
      const failing = [];
      for (const [definition, call] of CALLS) {
        const reply = await call(r, token);
        if (!validator(MAPI, definition, others)(reply)) failing.push(definition);
      }
      expect(failing).not.toEqual([]);
    },
  );
});
