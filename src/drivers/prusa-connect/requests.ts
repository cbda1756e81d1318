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

/** The body; null where it is longer, or breaks off. */
export async function readWithin(request: IncomingMessage, limitBytes: number): Promise<Buffer | null> {
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of request) {
      chunks.push(chunk as Buffer);
      size += (chunk as Buffer).length;
      if (size > limitBytes) return null;
    }
  } catch {
    return null;
  }
  return Buffer.concat(chunks);
}

/** Undefined for what is no JSON. */
export function parsed(body: string): unknown {
  try {
    return parsePrinterJson(body) as unknown;
  } catch {
    return undefined;
  }
}
