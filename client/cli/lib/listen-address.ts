/** Host of a listener's address, as somebody on this machine opens it. */
export function hostOf(address: string): string {
  const host = address.slice(0, address.lastIndexOf(':'));
  return host === '' || host === '0.0.0.0' || host === '[::]' ? '127.0.0.1' : host;
}
