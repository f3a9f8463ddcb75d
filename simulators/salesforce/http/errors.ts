/** One entry of an error answer. */
export interface ErrorEntry {
  readonly errorCode: string;
  readonly message: string;
  readonly fields?: readonly string[];
}

/** HTTP status by code where it isn't 400 (salesforce-rest.md section 3). */
const STATUS: Readonly<Record<string, number>> = {
  INVALID_SESSION_ID: 401,
  INVALID_AUTH_HEADER: 401,
  API_DISABLED_FOR_ORG: 403,
  API_CURRENTLY_DISABLED: 403,
  REQUEST_LIMIT_EXCEEDED: 403,
  INSUFFICIENT_ACCESS: 403,
  INSUFFICIENT_ACCESS_OR_READONLY: 403,
  NOT_FOUND: 404,
  METHOD_NOT_ALLOWED: 405,
  UNKNOWN_EXCEPTION: 500,
  SERVER_UNAVAILABLE: 503,
  ORG_IN_MAINTENANCE: 503,
};

/** Wire texts where nothing more exact is known. */
const TEXTS: Readonly<Record<string, string>> = {
  INVALID_SESSION_ID: 'Session expired or invalid',
  REQUEST_LIMIT_EXCEEDED: 'TotalRequests Limit exceeded.',
  NOT_FOUND: 'The requested resource does not exist',
  INVALID_CROSS_REFERENCE_KEY: 'invalid cross reference id',
  ENTITY_IS_DELETED: 'entity is deleted',
  ENTITY_IS_ARCHIVED: 'entity is archived',
  INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY: 'insufficient access rights on cross-reference id',
  INSUFFICIENT_ACCESS_OR_READONLY: 'insufficient access rights on object id',
  UNABLE_TO_LOCK_ROW: 'unable to obtain exclusive access to this record',
  CANNOT_UPDATE_CONVERTED_LEAD: 'cannot reference converted lead',
  ALL_OR_NONE_OPERATION_ROLLED_BACK:
    'Record rolled back because not all records were valid and the request was using AllOrNone header',
  SERVER_UNAVAILABLE: 'Server temporarily unavailable',
  UNKNOWN_EXCEPTION: 'An unexpected error occurred. Please include this ErrorId if you contact support: 1-1 (1)',
  STORAGE_LIMIT_EXCEEDED: 'storage limit exceeded',
  DUPLICATES_DETECTED: "You're creating a duplicate record. We recommend you use an existing record instead.",
};

export function textOf(errorCode: string): string {
  return TEXTS[errorCode] ?? errorCode;
}

export function statusOf(errorCode: string): number {
  return STATUS[errorCode] ?? 400;
}

/** A refusal: an HTTP status and the array of errors that is its body. */
export class ApiError extends Error {
  readonly status: number;
  readonly errors: readonly ErrorEntry[];

  constructor(status: number, errors: readonly ErrorEntry[]) {
    super(errors.map(({ message }) => message).join('; '));
    this.status = status;
    this.errors = errors;
  }
}

/** A refusal with one error. */
export function refusal(errorCode: string, message = textOf(errorCode), fields?: readonly string[]): ApiError {
  return new ApiError(statusOf(errorCode), [{ errorCode, message, ...(fields === undefined ? {} : { fields }) }]);
}

/** The same error under another HTTP status: some codes are 400 for a field and 404 for the record of the path. */
export function refusalAt(status: number, errorCode: string, message = textOf(errorCode)): ApiError {
  return new ApiError(status, [{ errorCode, message, fields: [] }]);
}
