import type { IncomingMessage } from 'node:http';

/** What came with a request; null when it broke off. The connection is broken when more than `cutAt` bytes have come. */
export async function readBody(request: IncomingMessage, cutAt: number | null = null): Promise<Buffer | null> {
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of request) {
      chunks.push(chunk as Buffer);
      size += (chunk as Buffer).length;
      if (cutAt === null || size <= cutAt) continue;
      request.socket.destroy();
      return null;
    }
  } catch {
    return null;
  }
  return Buffer.concat(chunks);
}
