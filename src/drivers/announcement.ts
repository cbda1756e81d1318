/** What printers say of themselves in a network without being known yet, and what a manifest makes of it (CO5). PURE. */

import type { KeyDialog } from './key-dialog.ts';
import type { OwnAnswers } from './own-answers.ts';
import type { OwnCamera, OwnCameras } from './own-cameras.ts';
import type { OwnMacros } from './own-macros.ts';
import type { OwnPictures } from './own-pictures.ts';
import type { WebDialogue } from './web-dialogue.ts';
import type { WebQuestion } from './web-question.ts';

type Options = Readonly<Record<string, unknown>>;

/** Something that was heard, whoever it came from: nothing in it is proven. */
export type Announcement =
  /** A service of mDNS (DNS-SD). */
  | {
      readonly kind: 'service';
      /** Such as `_moonraker._tcp`. */
      readonly type: string;
      /** As people named it. */
      readonly name: string;
      readonly address: string;
      /** The host's own name, such as `voron.local`. */
      readonly host: string;
      readonly port: number;
      readonly txt: Readonly<Record<string, string>>;
    }
  /** A message of SSDP, sent by itself or as an answer. Names of fields are in small letters. */
  | { readonly kind: 'ssdp'; readonly address: string; readonly fields: Readonly<Record<string, string>> }
  /** The answer to a question of `Lookout.questions`. */
  | { readonly kind: 'answer'; readonly address: string; readonly text: string };

/** A printer as it announces itself. */
export interface Announced {
  readonly make: string;
  readonly model: string | null;
  readonly name: string;
  /** Its serial number or the like, by which it is known wherever it goes; null where it tells none. */
  readonly identity: string | null;
  /** Its host's own name, beside the address in `options`. */
  readonly host: string | null;
  /** Of the driver, as far as they can be known. */
  readonly options: Options;
  /** What a person must do at the printer, or should know. */
  readonly note: string | null;
  /** False for an announcement that printers of other kinds make as well: one of those that is sure of itself goes before it. */
  readonly isSure: boolean;
}

export interface Lookout {
  /** Service types of mDNS. */
  readonly services?: readonly string[];
  /** Of SSDP: what is searched for, and the ports at which such printers listen and tell of themselves. */
  readonly ssdp?: readonly { readonly target: string; readonly ports: readonly number[] }[];
  /** Sent to everyone in the network by UDP. */
  readonly questions?: readonly { readonly port: number; readonly text: string }[];
  /** Null for what is no printer of this kind. */
  readonly read: (announcement: Announcement) => Announced | null;
}

/** How printers of a kind are told from all others by one question that needs no credential and changes nothing. */
export interface Signature {
  /** Where they answer unless somebody has set it otherwise. */
  readonly port: number;
  readonly path: string;
  readonly isIt: (answer: SignatureAnswer) => boolean;
}

export interface SignatureAnswer {
  readonly status: number;
  /** Of `WWW-Authenticate`. */
  readonly challenge: string;
  /** As far as it was read. */
  readonly text: string;
}

/** What a manifest says of printers that are reached over a network. */
export interface NetworkPlace {
  /** Null for options without a usable address. */
  readonly addressOf: (options: Options) => { readonly host: string; readonly port: number } | null;
  /** Of printers that dial: where on this host they call, at one of its addresses or at all. `addressOf` is null then. */
  readonly dialsIn?: (options: Options) => { readonly port: number; readonly address: string | null };
  /** The same as `Announced.identity`, where the options name it. */
  readonly identityOf?: (options: Options) => string | null;
  /** Options with which a driver only looks and asks the printer for nothing: how a connection is tried out. */
  readonly lookingOnly?: Options;
  readonly lookout?: Lookout;
  readonly signature?: Signature;
  /** For a person at whose address nothing listens: what may be there instead. */
  readonly whenNobodyListens?: string;
  readonly cameras?: OwnCameras;
  readonly macros?: OwnMacros;
  readonly pictures?: OwnPictures;
  readonly keyDialog?: KeyDialog;
  /**
   * Instead of `cameras` and `pictures`, where it takes more questions than one. `path`: as the printer lists the file; its picture in base64, or
   * where that lies.
   */
  readonly cameraDialogue?: (options: Options) => WebDialogue<readonly OwnCamera[]>;
  readonly pictureDialogue?: (path: string, options: Options) => WebDialogue<string | WebQuestion | null>;
  readonly answers?: OwnAnswers;
}

/** Where a `url` option leads. */
export function addressOfUrl(url: string): { readonly host: string; readonly port: number } | null {
  const parsed = URL.parse(url);
  if (parsed === null || parsed.hostname === '') return null;
  const port = parsed.port === '' ? (parsed.protocol === 'https:' ? 443 : 80) : Number(parsed.port);
  return { host: parsed.hostname.replace(/^\[|\]$/g, ''), port };
}

/** The address of a web server that was announced. */
export function urlAt(address: string, port: number, { path = '', secure = false } = {}): string {
  const host = address.includes(':') ? `[${address}]` : address;
  const shown = port === (secure ? 443 : 80) ? '' : `:${port}`;
  return `${secure ? 'https' : 'http'}://${host}${shown}${path === '/' ? '' : path.replace(/\/+$/, '')}`;
}

/** One line of a name that somebody else chose; null when nothing is left of it. */
export function announcedText(value: string | undefined, limit = 80): string | null {
  const clean = (value ?? '').replace(/\p{Cc}/gu, '').trim();
  return clean === '' ? null : clean.slice(0, limit);
}
