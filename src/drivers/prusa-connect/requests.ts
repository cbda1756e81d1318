import type { IncomingMessage, ServerResponse } from 'node:http';
import { parsePrinterJson } from '#drivers/printer-json';

/** A header, if it is one word; empty otherwise. */
export function wordIn({ headers }: IncomingMessage, name: string): string {
  const value = headers[name];
  return typeof value === 'string' ? value.slice(0, 64) : '';
}

export function refuse(response: ServerResponse, status: number): void {
  response.writeHead(status, { 'Content-Length': 0, Connection: 'close' }).end();
}

/** The body; null where it is longer, or breaks off. By its events: an iterator costs more than all the rest of a call. */
export function readWithin(request: IncomingMessage, limitBytes: number): Promise<Buffer | null> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let size = 0;
    request.on('data', (chunk: Buffer) => {
      chunks.push(chunk);
      size += chunk.length;
      if (size <= limitBytes) return;
      // Nothing more of it is read, so that its answer may still be.
      request.pause();
      resolve(null);
    });
    request.once('end', () => resolve(Buffer.concat(chunks)));
    request.once('error', () => resolve(null));
    request.once('close', () => resolve(null));
  });
}

/** Undefined for what is no JSON. */
export function parsed(body: string): unknown {
  try {
    return parsePrinterJson(body) as unknown;
  } catch {
    return undefined;
  }
}
