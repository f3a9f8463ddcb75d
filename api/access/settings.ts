/** How the API is reached. */
export interface AccessSettings {
  /** `API_PUBLIC_URL`: where browsers open it, behind a proxy for instance; null: as it listens. */
  publicUrl: string | null;
  /** Requests a minute of one token or session. */
  requestsPerMinute: number;
  /** Sign-ins a minute from one address. */
  signInsPerMinute: number;
}

export const DEFAULT_ACCESS: AccessSettings = { publicUrl: null, requestsPerMinute: 1_200, signInsPerMinute: 10 };

/** Browsers send it over TLS alone. */
export function isSecure({ publicUrl }: AccessSettings): boolean {
  return publicUrl?.startsWith('https:') === true;
}

/** `__Host-`: of this host alone, over TLS alone, whatever another page of the domain would set. */
export function cookieName(settings: AccessSettings): string {
  return isSecure(settings) ? '__Host-actions_sync_session' : 'actions_sync_session';
}
