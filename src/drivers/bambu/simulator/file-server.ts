import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { type SecureContext, TLSSocket } from 'node:tls';
import { Gate } from '#drivers/simulator/gate';
import type { Switches } from './switches.ts';

const PIECE_BYTES = 64 * 1024;

/**
 * The printer's files: FTP inside TLS from the first byte, passive only, as much of it as these printers speak. Data connections go on with
 * the control connection's TLS session, or are refused.
 */
export class FileServer {
  /** Commands, without what is secret in them. */
  readonly asked: string[] = [];
  /** When each was written, ms since the epoch. */
  readonly modified = new Map<string, number>();
  /** Files that have come are stored, and answered, behind this. */
  readonly uploads = new Gate();
  readonly #files: Map<string, Buffer>;
  readonly #switches: Switches;
  readonly #context: () => SecureContext;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  readonly #controls = new Set<Socket>();
  readonly #speed: number;

  /** `speed`: how many times faster than the world it is. */
  constructor(files: Map<string, Buffer>, switches: Switches, context: () => SecureContext, speed: number) {
    this.#files = files;
    this.#speed = speed;
    this.#switches = switches;
    this.#context = context;
    this.#server = createServer((socket) => this.#serve(this.#secured(socket)));
  }

  async listen(): Promise<void> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  get connections(): number {
    return this.#sockets.size;
  }

  cut(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  async close(): Promise<void> {
    this.cut();
    this.#server.close();
    await once(this.#server, 'close');
  }

  #kept(socket: Socket): Socket {
    this.#sockets.add(socket);
    socket.on('close', () => this.#sockets.delete(socket));
    socket.on('error', () => {});
    return socket;
  }

  #secured(socket: Socket): TLSSocket {
    this.#kept(socket);
    const secured = new TLSSocket(socket, { isServer: true, secureContext: this.#context() });
    secured.on('error', () => socket.destroy());
    return secured;
  }

  #serve(control: TLSSocket): void {
    const say = (line: string): void => void control.write(`${line}\r\n`);
    if (this.#controls.size >= this.#switches.fileConnectionLimit) return void control.end('421 Too many users.\r\n');
    this.#controls.add(control);
    control.on('close', () => this.#controls.delete(control));
    let [isIn, rest, restart, isClear] = [false, '', 0, false];
    let data: Promise<Socket> | null = null;
    const refuseClear = (connection: Socket): void => {
      connection.destroy();
      say('522 Data connections must be encrypted.');
    };
    const answer = async (line: string): Promise<void> => {
      const [, word = '', text = ''] = /^(\S+) ?(.*)$/.exec(line) ?? [];
      const command = word.toUpperCase();
      this.asked.push(command === 'PASS' ? command : `${command} ${text}`.trim());
      if (command === 'USER') return say('331 Please specify the password.');
      if (command === 'PASS') {
        isIn = text === this.#switches.accessCode && !this.#switches.refuseFileLogin;
        return say(isIn ? '230 Login successful.' : '530 Login incorrect.');
      }
      if (command === 'QUIT') return void control.end('221 Goodbye.\r\n');
      if (!isIn) return say('530 Please login with USER and PASS.');
      const name = text.replace(/^\//, '');
      switch (command) {
        case 'PROT':
          isClear = text.toUpperCase() === 'C';
          return say('200 OK.');
        case 'PBSZ':
        case 'TYPE':
        case 'STRU':
        case 'OPTS':
          return say('200 OK.');
        case 'PWD':
          return say('257 "/" is the current directory');
        case 'EPSV':
        case 'PASV':
          data = this.#passive(command, say, isClear || this.#switches.dataChannel === 'never-secured');
          return;
        case 'SIZE': {
          const file = this.#files.get(name);
          return say(file === undefined ? '550 Could not get file size.' : `213 ${file.length}`);
        }
        case 'DELE':
          return say(
            !this.#switches.keepsFiles && this.#files.delete(name)
              ? '250 Delete operation successful.'
              : '550 Delete operation failed.',
          );
        case 'REST':
          if (this.#switches.cannotRestart) return say('502 REST not implemented.');
          restart = Number(text);
          return say(`350 Restart position accepted (${restart}).`);
        case 'LIST':
        case 'RETR': {
          const connection = data;
          const from = restart;
          [data, restart] = [null, 0];
          if (connection === null) return say('425 Use PASV first.');
          if (isClear && this.#switches.dataChannel === 'secured') return refuseClear(await connection);
          const content = command === 'LIST' ? this.#listing(text) : this.#files.get(name);
          if (content === undefined) {
            (await connection).end();
            return say('550 Failed to open file.');
          }
          return this.#send(name, content.subarray(from), from, await connection, say);
        }
        case 'STOR': {
          const connection = data;
          data = null;
          if (connection === null) return say('425 Use PASV first.');
          if (isClear && this.#switches.dataChannel === 'secured') return refuseClear(await connection);
          return this.#store(name, await connection, say);
        }
        default:
          return say('502 Command not implemented.');
      }
    };
    let turn = Promise.resolve();
    control.on('data', (bytes: Buffer) => {
      rest += bytes.toString();
      for (let end = rest.indexOf('\n'); end >= 0; end = rest.indexOf('\n')) {
        const line = rest.slice(0, end).replace(/\r$/, '');
        rest = rest.slice(end + 1);
        turn = turn.then(() => answer(line));
      }
    });
    say('220 (vsFTPd 3.0.3)');
  }

  #passive(command: 'EPSV' | 'PASV', say: (line: string) => void, isClear: boolean): Promise<Socket> {
    const server = createServer();
    const connected = new Promise<Socket>((resolve) => {
      server.once('connection', (socket) => {
        server.close();
        resolve(isClear ? this.#kept(socket) : this.#secured(socket));
      });
    });
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      if (command === 'EPSV') say(`229 Entering Extended Passive Mode (|||${port}|)`);
      else say(`227 Entering Passive Mode (127,0,0,1,${port >> 8},${port & 0xff}).`);
    });
    server.unref();
    return connected;
  }

  /** As `ls -l` of a folder that may be missing. */
  #listing(text: string): Buffer {
    const folder = text.replace(/^-a ?/, '').replaceAll(/^\/|\/$/g, '');
    const prefix = folder === '' ? '' : `${folder}/`;
    const inside = [...this.#files].filter(([name]) => name.startsWith(prefix));
    const folders = new Set(
      inside
        .map(([name]) => name.slice(prefix.length))
        .filter((name) => name.includes('/'))
        .map((name) => name.slice(0, name.indexOf('/'))),
    );
    const lines = [...folders].map((name) => `drwxr-xr-x    2 0        0            4096 Jan 01  2024 ${name}`);
    for (const [name, { length }] of inside) {
      const own = name.slice(prefix.length);
      if (own.includes('/')) continue;
      const [, day, month, , clock] = new Date(this.modified.get(name) ?? 0).toUTCString().split(' ');
      lines.push(`-rw-r--r--    1 0        0        ${length} ${month} ${day} ${clock?.slice(0, 5)} ${own}`);
    }
    return Buffer.from(lines.map((line) => `${line}\r\n`).join(''));
  }

  async #send(name: string, content: Buffer, from: number, data: Socket, say: (line: string) => void): Promise<void> {
    const { cutDownloadAt, truncateDownloadAt, growsWhileRead, falseAbort } = this.#switches;
    say('150 Opening BINARY mode data connection.');
    // Nothing to send is no reason to hang up in the middle of the handshake.
    if (data instanceof TLSSocket && (data.getProtocol() === null || data.getFinished() === undefined))
      await once(data, 'secure').catch(() => {});
    const isFile = this.#files.get(name) !== undefined;
    const end = isFile ? Math.min(truncateDownloadAt ?? Infinity, cutDownloadAt ?? Infinity) - from : Infinity;
    const sent = content.subarray(0, Math.max(0, end));
    const closed = once(data, 'close').catch(() => {});
    for (let at = 0; at < sent.length && !data.destroyed; at += PIECE_BYTES)
      if (!data.write(sent.subarray(at, at + PIECE_BYTES)))
        await Promise.race([once(data, 'drain').catch(() => {}), closed]);
    const isCut = isFile && cutDownloadAt !== null && sent.length < content.length;
    if (isCut) data.destroy();
    else data.end();
    await closed;
    if (isFile && growsWhileRead)
      this.#files.set(name, Buffer.concat([this.#files.get(name) ?? content, Buffer.from('more')]));
    say(isCut || (isFile && falseAbort) ? '426 Failure writing network stream.' : '226 Transfer complete.');
  }

  async #slowDown(data: Socket, bytes: number): Promise<void> {
    data.pause();
    await wait(((bytes / (this.#switches.uploadSpeed ?? Infinity)) * 1_000) / this.#speed);
    data.resume();
  }

  async #store(name: string, data: Socket, say: (line: string) => void): Promise<void> {
    const { refuseUpload, needsSessionReuse, truncateUploadAt, cutUploadAt, falseAbort, confirmLateMs } =
      this.#switches;
    if (refuseUpload) {
      say('553 Could not create file.');
      return void data.resume().end();
    }
    say('150 Ok to send data.');
    const pieces: Buffer[] = [];
    let length = 0;
    const ended = new Promise<boolean>((resolve) => {
      data.on('data', (piece: Buffer) => {
        pieces.push(piece);
        length += piece.length;
        if (cutUploadAt !== null && length > cutUploadAt) data.destroy();
        if (this.#switches.uploadSpeed !== null) void this.#slowDown(data, piece.length);
      });
      data.on('end', () => resolve(true));
      data.on('close', () => resolve(false));
    });
    const isWhole = await ended;
    // It tells only while it is open.
    const reused = !(data instanceof TLSSocket) || data.isSessionReused();
    await this.uploads.pass();
    data.end();
    if (needsSessionReuse && !reused) return say('522 SSL connection failed; session reuse required.');
    const content = Buffer.concat(pieces);
    this.#files.set(name, truncateUploadAt === null ? content : content.subarray(0, truncateUploadAt));
    if (!isWhole || falseAbort) return say('426 Failure reading network stream.');
    if (confirmLateMs > 0) return void setTimeout(() => say('226 Transfer complete.'), confirmLateMs).unref();
    say('226 Transfer complete.');
  }
}
