import { entries } from './entry.ts';

/** What the HTTP API answers by itself, before or beside what the sync says. */
export const apiErrors = entries({
  'api.invalid': {
    class: 'record',
    meaning: 'The request is not as this address takes it',
    cause:
      'A member of the path, the query or the body is missing, unknown or of another shape; `problems` names each.',
    fix: 'Correct what is named. /api/openapi.json describes every request.',
  },
  'api.json': {
    class: 'record',
    meaning: 'The body is no JSON',
    cause: 'The body is empty or breaks off, or its quotes or commas are not those of JSON.',
    fix: 'Send one JSON document in UTF-8, with content-type: application/json.',
  },
  'api.unauthenticated': {
    class: 'auth',
    meaning: 'The API does not know who calls',
    cause: 'The request carries no token and no session, or one that was revoked or has expired.',
    fix: 'Send authorization: Bearer with a token of `actions-sync tokens create`, or sign in to the console again.',
  },
  'api.forbidden': {
    class: 'auth',
    meaning: 'The caller may not do this',
    cause: 'The scope of the token or session is less than what this address needs.',
    fix: 'Use a token with the scope that `needed` names, or ask an admin.',
  },
  'api.csrf': {
    class: 'auth',
    meaning: 'The request does not come from the console’s own page',
    cause: 'A session is used without its x-csrf-token, or from the page of another site.',
    fix: 'Reload the console; a program uses a token, not a session.',
  },
  'api.host': {
    class: 'auth',
    meaning: 'The server is not called by this name',
    cause: 'The `host` header is neither this machine’s own nor that of API_PUBLIC_URL.',
    fix: 'Set API_PUBLIC_URL to the address that browsers open; programs that send a token may use any name.',
  },
  'api.signIn': {
    class: 'auth',
    meaning: 'This token or code signs nobody in',
    cause: 'It is mistyped, was revoked, has expired, or is a code that was used before.',
    fix: 'Copy all of it, or get another: `actions-sync tokens link` prints a new link.',
  },
  'api.rate': {
    class: 'rate',
    meaning: 'Requests come too fast',
    cause: 'This caller has made more requests in a minute than API_RATE_LIMIT allows, or was refused too often.',
    fix: 'Wait as long as `retry-after` says; put up to 1,000 sales activities into one request.',
  },
  'api.noTokens': {
    class: 'config',
    meaning: 'The API would be open to the network, and nobody could sign in',
    cause: 'API_ADDRESS is not this machine’s own (127.0.0.1), and there is no admin token that holds.',
    fix: 'Make one first: `actions-sync tokens create NAME --scope admin`.',
  },
  'access.token': {
    class: 'record',
    meaning: 'A token can’t be made so',
    cause: 'Its name or its time is not as it must be.',
    fix: 'Give a name of 1 to 64 letters that is no address, and at most 3,650 days.',
  },
  'access.unknown': {
    class: 'record',
    meaning: 'There is no such token',
    cause: 'The id is misspelt: it is the part between the first and the second `_` of a token.',
    fix: 'List them: `actions-sync tokens list`; ids of sessions stand in `actions-sync audit`.',
  },
  'api.notFound': {
    class: 'record',
    meaning: 'There is nothing at this address',
    cause: 'The path is misspelt, or of another version of the API.',
    fix: 'Look the path up in /api/openapi.json.',
  },
  'api.method': {
    class: 'record',
    meaning: 'This address does not take that method',
    cause: 'The method of the request is not among those of the `allow` header.',
    fix: 'Use one of the methods in the `allow` header.',
  },
  'api.tooLarge': {
    class: 'record',
    meaning: 'The body is larger than this address takes',
    cause: 'One request carries more than its limit, which /api/openapi.json names.',
    fix: 'Split it into several requests. Sales activities: 1,000 a request.',
  },
  'api.contentType': {
    class: 'record',
    meaning: 'The body has a type that this address does not take',
    cause: 'The content-type header is missing or names something other than JSON.',
    fix: 'Send content-type: application/json.',
  },
  'api.idempotencyMismatch': {
    class: 'record',
    meaning: 'This idempotency key was used for another request',
    cause: 'A key names one request for 24 h; this one has another body.',
    fix: 'Take a new key, such as a uuid, for each thing that is to be done.',
  },
  'api.idempotencyOpen': {
    class: 'retry',
    meaning: 'The request with this idempotency key is still under way',
    cause: 'The same request was sent before, and has no answer yet; or its process died within the last 30 s.',
    fix: 'Send it again after the time that `retry-after` names, with the same key.',
  },
  'api.idempotencyGone': {
    class: 'record',
    meaning: 'The request with this idempotency key was done, and its answer is not kept any more',
    cause: 'The answer held a secret, or somebody was erased since: no answer that may name the person is kept.',
    fix: 'Look at what the request was about; it needs no repetition.',
  },
  'api.unavailable': {
    class: 'retry',
    meaning: 'The API can’t answer now',
    cause: 'It is starting or stopping, or has more open requests than it takes.',
    fix: 'Try again after the time that `retry-after` names.',
  },
  'api.slow': {
    class: 'retry',
    meaning: 'This takes longer than a request may wait',
    cause: 'There is much to read, or a vendor or the worker is slow. What was begun goes on all the same.',
    fix: 'Look at the status after a while; ask again if nothing has changed.',
  },
  'api.address': {
    class: 'config',
    meaning: 'The API can’t listen on API_ADDRESS',
    cause: 'Another process has the port, or the address is none of this machine’s.',
    fix: 'Choose another port, or an address of this machine.',
  },
});
