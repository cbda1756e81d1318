import type { ServerResponse } from 'node:http';

/** The camera of a printer: it has so many places, and sends nothing before it was turned on. */
export class ElegooVideo {
  /** Cmd 386 gives so many places; each is given back by the same. */
  allowed = 4;
  /** There is none, or its cable is off. */
  isMissing = false;
  /** The connection breaks behind a place that was given. */
  losesAnswer = false;
  /** Places that were given and not given back. */
  taken = 0;
  /** Streams that were ever opened. */
  opened = 0;
  readonly #streams = new Set<ServerResponse>();
  #last: Buffer | null = null;

  get watched(): number {
    return this.#streams.size;
  }

  /** The answer to Cmd 386, null where it is lost; `at`: host and port, as a Centauri tells them, without a scheme. */
  turn(isOn: boolean, at: string): Readonly<Record<string, unknown>> | null {
    if (this.isMissing) return { Ack: 2 };
    if (!isOn) {
      this.taken = Math.max(0, this.taken - 1);
      return { Ack: 0 };
    }
    if (this.taken >= this.allowed) return { Ack: 1 };
    this.taken += 1;
    if (this.losesAnswer) return null;
    return { Ack: 0, VideoUrl: `${at}/video` };
  }

  serve(response: ServerResponse): void {
    response.writeHead(200, { 'content-type': 'multipart/x-mixed-replace; boundary=frame' });
    response.flushHeaders();
    this.opened += 1;
    this.#streams.add(response);
    response.on('close', () => this.#streams.delete(response));
    if (this.#last !== null) this.#send(response, this.#last);
  }

  show(jpeg: Buffer): void {
    this.#last = jpeg;
    for (const response of this.#streams) this.#send(response, jpeg);
  }

  #send(response: ServerResponse, jpeg: Buffer): void {
    if (this.taken === 0) return;
    response.write(`--frame\r\nContent-Type: image/jpeg\r\nContent-Length: ${jpeg.length}\r\n\r\n`);
    response.write(jpeg);
    response.write('\r\n');
  }
}
