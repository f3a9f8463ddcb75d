import { z } from 'zod';
import { switchReader } from '../lib/switches.ts';

/**
 * Behaviours that Salesforce's documentation leaves open, each with the default our specification assumes (statements
 * of salesforce-rest.md section 10, doubts of section 12 and clarifications of section 13 in the comments).
 */
const schema = z.strictObject({
  /** 5: a token call within a session returns the same token. */
  reuseToken: z.boolean().default(true),
  /** 3: the grant `password` is offered. */
  passwordGrant: z.boolean().default(true),
  /** 13.3: a refresh gives another refresh token, and an old one used again ends all of the user's. */
  rotateRefreshTokens: z.boolean().default(true),
  /** 1.1: HTTP status of a refused client. */
  badClientStatus: z.union([z.literal(400), z.literal(401)]).default(400),
  /** 3: code of a value of the wrong type. */
  badTypeCode: z.enum(['JSON_PARSER_ERROR', 'INVALID_TYPE_ON_FIELD_IN_RECORD']).default('JSON_PARSER_ERROR'),
  /** 13.5: code when a field hidden by field-level security is written. */
  hiddenFieldCode: z.enum(['INVALID_FIELD', 'INVALID_FIELD_FOR_INSERT_UPDATE']).default('INVALID_FIELD'),
  /** 13.6: code for an owner who is not active. */
  inactiveOwnerCode: z
    .enum(['INACTIVE_OWNER_OR_USER', 'INVALID_CROSS_REFERENCE_KEY'])
    .default('INACTIVE_OWNER_OR_USER'),
  /** 13.8: code of GET for a record in the recycle bin. */
  deletedGetCode: z.enum(['ENTITY_IS_DELETED', 'NOT_FOUND']).default('ENTITY_IS_DELETED'),
  /** 13.9: code for a Task's Description above 32,000 characters. */
  longDescriptionCode: z.enum(['STRING_TOO_LONG', 'MAX_TASK_DESCRIPTION_EXCEEDED']).default('STRING_TOO_LONG'),
  /** 2.2: code when PATCH or DELETE names a record that doesn't exist. */
  absentRecordCode: z.enum(['INVALID_CROSS_REFERENCE_KEY', 'NOT_FOUND']).default('INVALID_CROSS_REFERENCE_KEY'),
  /** 12.4: a key field that isn't an external id, or is hidden: 404 NOT_FOUND or 400 INVALID_FIELD. */
  badKeyFieldCode: z.enum(['NOT_FOUND', 'INVALID_FIELD']).default('NOT_FOUND'),
  /** 12.5: code above 200 records of a collection. */
  tooManyRecordsCode: z.string().default('LIMIT_EXCEEDED'),
  /** 12.5: code beside HTTP 412. */
  modifiedSinceCode: z.string().default('ENTITY_FAILED_IFLASTMODIFIED_ON_UPDATE'),
  /** 12.2: a record in the recycle bin still holds its unique values. */
  deletedHoldsKey: z.boolean().default(false),
  /** 12.2: an archived record still holds its unique values. */
  archivedHoldsKey: z.boolean().default(true),
  /** 12.2: upsert matches archived records too. */
  upsertMatchesArchived: z.boolean().default(false),
  /** 29, 13.12: an upsert that began before another's commit doesn't see its record: DUPLICATE_VALUE, or a second one. */
  upsertRace: z.enum(['serial', 'blind']).default('serial'),
  /** 12.7: CompletedDateTime goes when a task is opened again. */
  reopenClearsCompleted: z.boolean().default(true),
  /** 12.8: the end of a reminder moves SystemModstamp and LastModifiedDate. */
  reminderMovesStamps: z.boolean().default(true),
  /** 56: what conversion does to the lead's tasks. */
  convertedTasks: z.enum(['move', 'stay', 'closedStay']).default('move'),
  /** 12.6: what the moved tasks' WhatId becomes. */
  convertedWhat: z.enum(['opportunity', 'none']).default('opportunity'),
  /** 12.6: conversion carries the e-mail opt-out to the contact. */
  conversionCopiesOptOut: z.boolean().default(true),
  /** 12.3: HTTP status of UNABLE_TO_LOCK_ROW. */
  lockStatus: z.union([z.literal(400), z.literal(409), z.literal(500)]).default(400),
  /** 3: Leads and Contacts with an address that is there already: let pass, or refused by a duplicate rule. */
  duplicateRule: z.enum(['off', 'alert', 'block']).default('off'),
  /** 38: rows of a query's page at most; the header Sforce-Query-Options asks for 200 to 2,000. */
  pageSize: z.int().min(1).max(2000).default(2000),
  /** 13.10: `attributes.type` of a polymorphic parent. */
  polymorphicType: z.enum(['Name', 'object']).default('Name'),
  /** 2.5: where ORDER BY … DESC puts rows without a value. */
  descendingNulls: z.enum(['first', 'last']).default('first'),
});

/** Every switch with its value. */
export type Switches = z.infer<typeof schema>;

const switches = switchReader(schema);

/** All switches, defaults filled in; throws a ZodError that names an unknown or ill-typed switch. */
export const readSwitches = switches.read;

/** Puts only the given switches over the current ones. */
export const changeSwitches = switches.change;
