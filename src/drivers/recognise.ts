import type { DriverManifest } from './driver.ts';
import { type Signature, type SignatureAnswer, urlAt } from './announcement.ts';

/** Somebody waits before the page, and has waited for the kind that it is not. */
const ANSWER_MS = 3_000;
const ANSWER_LIMIT_BYTES = 16 * 1024;

/** Whoever answers at a host as a printer of another kind does. */
export interface Recognised {
  readonly manifest: DriverManifest;
  readonly url: string;
  /** At the very port that was named. */
  readonly isExact: boolean;
}

/**
 * Which of the kinds stands at this host: at the port that a person named, or at its own. Each is asked one question that needs no
 * credential; no other host is asked.
 */
export async function recognise(
  { host, port }: { readonly host: string; readonly port: number },
  manifests: Iterable<DriverManifest>,
  signal: AbortSignal,
): Promise<Recognised | null> {
  const asked = [...manifests].flatMap((manifest) => {
    const signature = manifest.network?.signature;
    if (signature === undefined) return [];
    return [...new Set([port, signature.port])].map(async (at): Promise<Recognised | null> => {
      const url = urlAt(host, at);
      return (await fits(url, signature, signal)) ? { manifest, url, isExact: at === port } : null;
    });
  });
  const found = (await Promise.all(asked)).filter((each) => each !== null);
  // What stands at the very port that was named goes first.
  return found.find(({ isExact }) => isExact) ?? found[0] ?? null;
}

async function fits(url: string, { path, isIt }: Signature, signal: AbortSignal): Promise<boolean> {
  try {
    const response = await fetch(`${url}${path}`, {
      redirect: 'manual',
      signal: AbortSignal.any([signal, AbortSignal.timeout(ANSWER_MS)]),
    });
    const challenge = response.headers.get('www-authenticate') ?? '';
    return isIt({ status: response.status, challenge, text: await beginningOf(response) } satisfies SignatureAnswer);
  } catch {
    // Nobody there, or nobody who speaks HTTP.
    return false;
  }
}

async function beginningOf(response: Response): Promise<string> {
  const pieces: Uint8Array[] = [];
  let size = 0;
  for await (const piece of response.body ?? []) {
    pieces.push(piece as Uint8Array);
    size += (piece as Uint8Array).length;
    if (size > ANSWER_LIMIT_BYTES) break;
  }
  return Buffer.concat(pieces).toString('utf8');
}
