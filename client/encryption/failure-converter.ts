import { DefaultFailureConverter } from '@temporalio/common';

/** Messages of failures become payloads too, which the codec encrypts. Loaded by path, into the workflow bundle as well. */
export const failureConverter = new DefaultFailureConverter({ encodeCommonAttributes: true });
