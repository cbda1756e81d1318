/** Cameras that printers bring with them, and how a manifest knows of them. PURE. */

import type { WebQuestion } from './web-question.ts';

type Options = Readonly<Record<string, unknown>>;

/** A camera as it can be kept (CA1). */
export interface OwnCamera {
  readonly name: string;
  readonly url: string;
  readonly username: string | null;
  readonly password: string | null;
  /** How the printer's own page sets its picture right: turned clockwise by 0, 90, 180 or 270 degrees, then mirrored. */
  readonly rotation?: number;
  readonly flipHorizontal?: boolean;
  readonly flipVertical?: boolean;
}

export interface OwnCameras {
  /** What is asked of the printer's web server, by GET; null where the options say it all. */
  readonly question: (options: Options) => WebQuestion | null;
  /** `answer`: its JSON, or null where nothing was asked. Of what it names only what can be shown. */
  readonly read: (answer: unknown, options: Options) => readonly OwnCamera[];
}

/** An address that a printer's own page would follow from where it lies; null for what is none, or leads to this very host. */
export function cameraUrl(text: unknown, page: string): string | null {
  if (typeof text !== 'string' || text.trim() === '') return null;
  const url = URL.parse(text.trim(), page);
  if (url === null || !/^https?:$/.test(url.protocol)) return null;
  // Written for programs on the printer's own host.
  const isLoopback = /^(localhost|127\.|\[::1\])/.test(url.hostname);
  const home = URL.parse(page);
  if (isLoopback && home !== null && !/^(localhost|127\.|\[::1\])/.test(home.hostname)) url.hostname = home.hostname;
  url.username = '';
  url.password = '';
  return url.href;
}
