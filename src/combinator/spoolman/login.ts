/** An address without user and password, and these as `user:password` in the spelling of addresses; null where there are none. */
export function splitLogin(address: string): { readonly url: string; readonly login: string | null } {
  const url = new URL(address);
  const login = url.username === '' && url.password === '' ? null : `${url.username}:${url.password}`;
  [url.username, url.password] = ['', ''];
  return { url: url.href.replace(/\/+$/, ''), login };
}

/** The whole address again. */
export function withLogin(address: string, login: string | null): string {
  if (login === null) return address;
  const url = new URL(address);
  const colon = login.indexOf(':');
  [url.username, url.password] = [login.slice(0, colon), login.slice(colon + 1)];
  return url.href.replace(/\/+$/, '');
}
