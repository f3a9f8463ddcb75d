import { z } from 'zod';
import { switchReader } from '../lib/switches.ts';

/**
 * Behaviours that Marketo's documentation leaves open, each with the default our specification assumes
 * (statement numbers of marketo-rest.md sections 11 and 14 in the comments).
 */
const schema = z.strictObject({
  /** 12: take `?access_token=` as a credential (withdrawn by 31 Aug 2026). */
  acceptQueryToken: z.boolean().default(false),
  /** 14: calls refused with 606, 607 or 615 raise the usage counters. */
  rejectedCallsCount: z.boolean().default(true),
  /** 14.8: calls refused with 606 or 615 fill the 20 s window too. */
  rejectedFillWindow: z.boolean().default(true),
  /** 43, 45: code for a missing required parameter. */
  missingParameterCode: z.enum(['1002', '701']).default('1002'),
  /** 45: code for a missing paging token. */
  missingTokenCode: z.enum(['701', '1002']).default('701'),
  /** 14.10: code for a token that is garbage, foreign or of another stream. */
  badTokenCode: z.string().default('1003'),
  /** 13.12: code when a documented cap (values, types, leadIds, records) is exceeded. */
  capCode: z.string().default('1003'),
  /** 37: a batchSize above 300 is cut to 300 or refused. */
  bigBatch: z.enum(['clamp', 'refuse']).default('clamp'),
  /** 14.2: in date order a row committed late lies behind tokens already issued and is never seen by them. */
  pageOrder: z.enum(['commit', 'date']).default('commit'),
  /** 47: rows of one second come in arbitrary order inside a page. */
  shuffleWithinSecond: z.boolean().default(false),
  /** 5.3 rule 5: a position token is refused when types or fields differ from its query's. */
  strictTokens: z.boolean().default(false),
  /** 4.4: an owner change writes a type 13 on sfdcLeadOwnerId beside the type 23. */
  ownerChangeWrites13: z.boolean().default(false),
  /** 54: losers of a merge get a type 37 as well. */
  mergeLoserWrites37: z.boolean().default(false),
  /** 13.8: form of the Merge IDs attribute; `number` falls back to an array for several losers. */
  mergeIdsForm: z.enum(['array', 'commaString', 'number']).default('array'),
  /** 4.6: a CRM contact beats a CRM lead beats a Marketo-only record, whatever the call says. */
  mergeSwapsWinner: z.boolean().default(true),
  /** 7.4: after a merge the loser's activities read under the winner's id. */
  mergeMovesActivities: z.boolean().default(true),
  /** 60, 14.4: a company update writes no type 13, or one on a single linked person. */
  companyUpdateWrites13: z.enum(['none', 'one']).default('none'),
  /** 4.1: Get Lead by Id for an absent id. */
  absentLead: z.enum(['empty', '1004']).default('empty'),
  /** 58: listId of 10,000 members or more is refused. */
  bigListRefused: z.boolean().default(true),
  /** 66: the subscription has the `updatedAt` filter of bulk lead extract. */
  updatedAtFilter: z.boolean().default(false),
  /** 66: the subscription has the smart-list filters of bulk lead extract. */
  smartListFilter: z.boolean().default(false),
  /** 14.10: code for an export job that doesn't exist, or is another user's. */
  unknownJobCode: z.string().default('1003'),
  /** 6.1: code when a cancelled job is enqueued, or one that has ended is cancelled. */
  jobStateCode: z.string().default('1003'),
  /** 68, 80, 6.6: code for a missing, doubled or ill-formed export filter. */
  badFilterCode: z.string().default('1003'),
  /** 14.10: code for a window that ends before it starts (seen: tap-marketo #107). */
  endBeforeStartCode: z.string().default('701'),
  /** 14.9: a window of exactly 31 days. */
  exactly31Days: z.enum(['accept', 'refuse']).default('accept'),
  /** 6.2: milliseconds in a window's dates. */
  bulkMilliseconds: z.enum(['refuse', 'accept']).default('refuse'),
  /** 76: spelling in replies; the documentation's list of states has one l. */
  cancelledSpelling: z.enum(['Cancelled', 'Canceled']).default('Cancelled'),
  /** 6.1: members of a job object before they have a value. */
  emptyJobMembers: z.enum(['absent', 'null']).default('absent'),
  /** 81, 13.4: days an export's file is kept. */
  fileKeptDays: z.union([z.literal(7), z.literal(10)]).default(7),
  /** 13.10: what SSV separates with. */
  ssvSeparator: z.enum(['semicolon', 'space']).default('semicolon'),
  /** 14.6: code when a name, trigger or filter of a custom activity type is taken. */
  nameTakenCode: z.string().default('709'),
  /** 7.1: code when the life cycle of a custom activity type forbids a step (nothing to approve, no primary attribute). */
  typeRuleCode: z.string().default('709'),
  /** 2.3: code for a custom activity type, or attribute of one, that doesn't exist. */
  unknownTypeCode: z.string().default('1013'),
  /** 7.1: a deleted custom activity type is still listed, with its status. */
  deletedTypes: z.enum(['gone', 'listed']).default('gone'),
  /** 7.1: the list of custom activity types has their attributes (the documentation's example has none). */
  typeListAttributes: z.boolean().default(false),
  /** 82: records of a type that is not approved are skipped, or the whole call is refused. */
  draftTypeRecords: z.enum(['skip', 'refuse']).default('skip'),
  /** 82: code for them. */
  draftTypeCode: z.string().default('1003'),
  /** 87: a record without primaryAttributeValue is skipped, or the whole call is refused. */
  missingPrimary: z.enum(['skip', 'refuse']).default('skip'),
  /** 14.10: code for an attribute that the custom activity's type doesn't have. */
  unknownAttributeCode: z.string().default('1006'),
  /** A text above its type's length (255 characters, 30,000 bytes for `text`) in a custom activity. */
  longValues: z.enum(['refuse', 'cut', 'accept']).default('refuse'),
  /** 89: an added custom activity becomes readable so much later. */
  customActivityDelayMs: z.int().nonnegative().default(0),
  /** 7.4: attributes of custom activities carry `apiName` beside `name` when they are read. */
  attributeApiNames: z.boolean().default(true),
  /** 2.1: date form inside leadchanges. */
  leadChangeDates: z.enum(['Z', '+0000']).default('Z'),
});

/** Every switch with its value. */
export type Switches = z.infer<typeof schema>;

const switches = switchReader(schema);

/** All switches, defaults filled in; throws a ZodError that names an unknown or ill-typed switch. */
export const readSwitches = switches.read;

/** Puts only the given switches over the current ones. */
export const changeSwitches = switches.change;
