import { AppError } from '../../../../model/errors/app-error.ts';
import type { ErrorKey } from '../../../../model/errors/registry.ts';
import type {
  SalesforceClient,
  SalesforceField,
  SalesforceObject,
  SalesforceRecord,
  SaveOutcome,
  WriteOptions,
} from '../../../../salesforce/types.ts';
import { EVERY_FIELD } from '../../../model/salesforce-task/org.ts';

export const KEY = 'Actions_Sync_Key__c';

type Values = Record<string, unknown>;
type Endpoint = 'describe' | 'query' | 'upsert' | 'update' | 'byKeys';
type Fate = 'unanswered' | { key: ErrorKey; fields?: string[] };

/** An org that keeps Tasks, and answers, or not, as a test says. */
export class FakeSalesforce implements Pick<SalesforceClient, 'describe' | 'query' | 'upsert' | 'update' | 'byKeys'> {
  /** By id. */
  readonly tasks = new Map<string, Values>();
  /** Records of queries by object: all of it, whatever is asked, for one value of the list each. */
  readonly rows: Record<string, Values[]> = { TaskStatus: [{ ApiName: 'Finished' }], User: [], Contact: [], Lead: [] };
  readonly queries: string[] = [];
  readonly writes: { kind: 'upsert' | 'update'; records: SalesforceRecord[] }[] = [];
  readonly hidden = new Set<string>();
  describes = 0;
  /** What becomes of a record instead of being saved. */
  fate: (record: SalesforceRecord) => Fate | null = () => null;
  /** At the beginning of each call; what it throws ends it. */
  onCall: (endpoint: Endpoint, records: readonly SalesforceRecord[]) => void = () => undefined;

  get fields(): Map<string, SalesforceField> {
    const fields = [...EVERY_FIELD].filter(([name]) => !this.hidden.has(name));
    return new Map(
      fields.map(([name, field]) => {
        const isKey = field.name === KEY;
        return [name, { ...field, picklistValues: [...field.picklistValues], isExternalId: isKey, isUnique: isKey }];
      }),
    );
  }

  async describe(name: string): Promise<SalesforceObject> {
    this.describes++;
    this.onCall('describe', []);
    return { name, isQueryable: true, isCreateable: true, isUpdateable: true, fields: this.fields };
  }

  async *query(soql: string): AsyncGenerator<readonly SalesforceRecord[]> {
    this.queries.push(soql);
    this.onCall('query', []);
    const object = /FROM (\w+)/.exec(soql)?.[1] ?? '';
    const [, field, list] = /(\w+) IN \((.*)\)/.exec(soql) ?? [];
    const values = list?.split(',').map((value) => value.slice(1, -1).toLowerCase());
    const rows = this.rows[object] ?? [];
    // Ids may be asked for by their first 15 characters.
    const isAsked = (value: string) =>
      values?.some((one) => one === value || (/id$/i.test(field ?? '') && value.startsWith(one) && one.length === 15));
    yield rows.filter((row) => values === undefined || isAsked(String(row[field ?? '']).toLowerCase()));
  }

  async upsert(
    _object: string,
    keyField: string,
    records: readonly SalesforceRecord[],
    _context: object,
    options: WriteOptions = {},
  ): Promise<SaveOutcome[]> {
    return this.#write('upsert', records, options, (record) => {
      const [known] = [...this.tasks].find(([, task]) => task[keyField] === record[keyField]) ?? [];
      return known ?? `00T${String(this.tasks.size + 1).padStart(12, '0')}AAA`;
    });
  }

  async update(
    _object: string,
    records: readonly SalesforceRecord[],
    _context: object,
    options: WriteOptions = {},
  ): Promise<SaveOutcome[]> {
    return this.#write('update', records, options, ({ Id }) => String(Id));
  }

  async byKeys(_object: string, keyField: string, keys: readonly string[]): Promise<Map<string, SalesforceRecord>> {
    this.onCall('byKeys', []);
    const found = [...this.tasks].filter(([, task]) => keys.includes(String(task[keyField])));
    return new Map(found.map(([Id, task]) => [String(task[keyField]), { ...task, Id }]));
  }

  async #write(
    kind: 'upsert' | 'update',
    records: readonly SalesforceRecord[],
    { onSend }: WriteOptions,
    idOf: (record: SalesforceRecord) => string,
  ): Promise<SaveOutcome[]> {
    await onSend?.();
    this.onCall(kind, records);
    this.writes.push({ kind, records: [...records] });
    return records.map((record): SaveOutcome => {
      const fate = this.fate(record);
      if (fate !== null && fate !== 'unanswered') {
        return { kind: 'refused', error: new AppError(fate.key), fields: fate.fields ?? [] };
      }
      const id = idOf(record);
      const isCreated = !this.tasks.has(id);
      const { Id: _, ...values } = record;
      this.tasks.set(id, { ...this.tasks.get(id), ...values });
      return fate === null ? { kind: 'saved', id, isCreated } : { kind: 'unknown', error: new AppError('unexpected') };
    });
  }
}
