/**
 * `npm test` runs on two versions of Node; what takes long and is the same on both (the package as a file, the pages in a
 * browser, what another program sends to the API) is done on the first alone.
 */
export const isSecondNode = process.env.ACTIONS_SYNC_SECOND_NODE === '1';
