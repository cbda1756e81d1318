import type { KeyAnswer, KeyDialog } from '#drivers/key-dialog';
import { isRecord } from './push.ts';

type Options = Readonly<Record<string, unknown>>;

/** As it is shown to the person who is asked, and in OctoPrint's list of keys. */
const APP = 'Croft';
const TOKEN = /^[\w-]{1,200}$/;
const KEY = /^[\x21-\x7e]{1,128}$/;

/** OctoPrint's application keys: its plug-in asks the person at its own page (printers-octoprint.md §3). */
export const appKeys = (urlOf: (options: Options) => string): KeyDialog => ({
  who: 'OctoPrint',
  option: 'apiKey',
  probe: (options) => `${urlOf(options)}/plugin/appkeys/probe`,
  isOffered: ({ status }) => status === 204,
  request: (options) => ({ url: `${urlOf(options)}/plugin/appkeys/request`, body: { app: APP } }),
  requested(answer, options) {
    const token = answer.status === 201 ? tokenIn(answer) : null;
    if (token === null) return null;
    const url = urlOf(options);
    // Behind a proxy that does not say who it is, OctoPrint names itself as nobody can reach it: the path that we know counts.
    return { poll: `${url}/plugin/appkeys/request/${token}`, page: dialogIn(answer, url) ?? url };
  },
  decided({ status, body }) {
    if (status === 202) return { kind: 'open' };
    if (status === 404) return { kind: 'refused' };
    const key = status === 200 && isRecord(body) ? body.api_key : null;
    return typeof key === 'string' && KEY.test(key) ? { kind: 'given', key } : null;
  },
});

function tokenIn({ location, body }: KeyAnswer): string | null {
  const told = isRecord(body) && typeof body.app_token === 'string' ? body.app_token : location?.split('/').at(-1);
  return told !== undefined && TOKEN.test(told) ? told : null;
}

/** Since 1.8 a small page of its own; before, a question on whatever page of OctoPrint is open. Never anywhere else: a person follows it. */
function dialogIn({ body }: KeyAnswer, url: string): string | null {
  const told = isRecord(body) && typeof body.auth_dialog === 'string' ? URL.parse(body.auth_dialog) : null;
  const home = URL.parse(url);
  return told !== null && home !== null && told.origin === home.origin ? told.href : null;
}
