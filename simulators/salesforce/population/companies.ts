import type { BasePeople } from '../../lib/population/base.ts';
import { COMPANY, OWNERS, ownerId } from '../../lib/population/derive.ts';
import { sfdcId } from '../../lib/population/sfdc-id.ts';
import { mix, pick } from '../../lib/random.ts';
import type { BaseRecords } from '../records/base.ts';
import { STAGES } from '../schema/objects/accounts.ts';
import { type Derivers, derivedRecords } from './derived.ts';
import { stamps } from './people.ts';

interface Company {
  readonly number: number;
  readonly createdAt: number;
}

const DAY_MS = 86_400_000;

const nameOf = ({ number }: Company): string => String(COMPANY.company(number) ?? '[not provided]');
const ownerOf = ({ number }: Company): string => ownerId(mix(number, 11) % OWNERS);
const stageOf = ({ number }: Company): (typeof STAGES)[number] => pick(STAGES, mix(number, 12));

const account: Derivers<Company> = {
  Id: (c) => sfdcId('001', c.number),
  IsDeleted: () => false,
  Name: nameOf,
  Type: (c) => pick(['Prospect', 'Customer', 'Partner'], mix(c.number, 13)),
  Phone: (c) => COMPANY.mainPhone(c.number),
  Website: (c) => COMPANY.website(c.number),
  Industry: (c) => COMPANY.industry(c.number),
  NumberOfEmployees: (c) => COMPANY.numberOfEmployees(c.number),
  AnnualRevenue: (c) => COMPANY.annualRevenue(c.number),
  OwnerId: ownerOf,
  CreatedById: ownerOf,
  LastModifiedById: ownerOf,
  ...stamps,
};

const opportunity: Derivers<Company> = {
  Id: (c) => sfdcId('006', c.number),
  IsDeleted: () => false,
  AccountId: (c) => sfdcId('001', c.number),
  Name: (c) => `${nameOf(c)} - New Business`.slice(0, 120),
  StageName: stageOf,
  CloseDate: (c) => new Date(c.createdAt + (30 + (mix(c.number, 14) % 180)) * DAY_MS).toISOString().slice(0, 10),
  Amount: (c) => (1 + (mix(c.number, 15) % 500)) * 1000,
  IsClosed: (c) => stageOf(c).startsWith('Closed'),
  IsWon: (c) => stageOf(c) === 'Closed Won',
  OwnerId: ownerOf,
  CreatedById: ownerOf,
  LastModifiedById: ownerOf,
  ...stamps,
};

/** One account and one opportunity for each company of the made-up people, under the company's number. */
export function companyRecords(
  people: BasePeople,
  epoch: number,
): { readonly Account: BaseRecords; readonly Opportunity: BaseRecords } {
  const { companies, ids } = people;
  // As old as the people of the same place in their order, so that ids and ages rise together.
  const createdAt = (number: number): number =>
    ids.size === 0 ? epoch - DAY_MS : people.createdAt(Math.floor((number * ids.size) / companies));
  const records = (fields: Derivers<Company>): BaseRecords =>
    derivedRecords({
      size: companies,
      numberAt: (index) => index,
      indexOf: (number) => (number < companies ? number : -1),
      stampAt: createdAt,
      source: (number) => ({ number, createdAt: createdAt(number) }),
      fields,
    });
  return { Account: records(account), Opportunity: records(opportunity) };
}
