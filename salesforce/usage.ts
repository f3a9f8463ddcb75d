export interface Usage {
  used: number;
  limit: number;
  at: Date;
}

/** Calls of the last 24 hours, which every answer of the API tells (salesforce-rest 2.1); null where one doesn't. */
export function usageOf(headers: Readonly<Record<string, string>>, at: Date): Usage | null {
  const match = /(?:^|[\s;,])api-usage=(\d+)\/(\d+)/.exec(headers['sforce-limit-info'] ?? '');
  return match === null ? null : { used: Number(match[1]), limit: Number(match[2]), at };
}
