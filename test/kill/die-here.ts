/**
 * Loaded into every process of a farm under test before its own code (`--import`), so that it can die at a named instruction and not
 * only wherever a signal from outside happens to meet it. The code of Croft is unchanged: what it calls of Node is wrapped.
 */
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import net from 'node:net';
import { join } from 'node:path';
import { DEATH_FOLDER, DEATH_SIGNAL, type DeathPoint, type Trouble } from './death-points.ts';

let armed: string | null = null;

process.on(DEATH_SIGNAL, () => {
  const order = join(process.env[DEATH_FOLDER] ?? '', String(process.pid));
  armed = fs.readFileSync(order, 'utf8') || null;
  // That the order was read is told by its absence.
  fs.rmSync(order);
  if (isTold('crash'))
    setImmediate(() => {
      throw new Error('a test has made it crash');
    });
});

const isTold = (trouble: Trouble): boolean => armed === trouble;

function dieIf(point: DeathPoint): void {
  // The kernel ends us before this call returns.
  if (armed === point) process.kill(process.pid, 'SIGKILL');
}

const textOf = (bytes: unknown): string =>
  bytes instanceof Uint8Array ? Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1') : '';

/** Lines to the printer go through the same call; only a record of the journal begins with its checksum. */
const isRecord = (bytes: unknown): boolean => /^[0-9a-f]{8} \{/.test(textOf(bytes).slice(0, 10));

const { writeSync, fdatasync, renameSync } = fs;

fs.writeSync = ((fd: number, ...rest: readonly unknown[]) => {
  const write = writeSync as (fd: number, ...rest: readonly unknown[]) => number;
  const [bytes, ...where] = rest;
  if (armed === null || !isRecord(bytes)) return write(fd, ...rest);
  if (isTold('disk full')) throw Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });
  dieIf('append: before');
  if (armed === 'append: torn' && bytes instanceof Uint8Array) {
    const [offset = 0, length = bytes.length, at = null] = where;
    write(fd, bytes, offset, Math.floor(Number(length) / 2), at);
    dieIf('append: torn');
  }
  const written = write(fd, ...rest);
  dieIf('append: written');
  return written;
}) as typeof fs.writeSync;

fs.fdatasync = ((fd: number, done: (error: NodeJS.ErrnoException | null) => void) => {
  fdatasync(fd, (error) => {
    dieIf('append: synced');
    done(error);
  });
}) as typeof fs.fdatasync;

fs.renameSync = (from, to) => {
  const isMemory = armed !== null && String(to).endsWith('guardian.json');
  if (isMemory) dieIf('memory: before');
  renameSync(from, to);
  if (isMemory) dieIf('memory: written');
};

syncBuiltinESMExports();

/** What a frame of the wire is, as far as a death goes. */
function frameOf(bytes: unknown): 'snapshot' | 'command' | 'confirm' | null {
  const text = textOf(bytes);
  if (text.includes('"kind":"confirm"')) return 'confirm';
  if (text.includes('"kind":"command"')) return 'command';
  return text.includes('"kind":"snapshot"') ? 'snapshot' : null;
}

const { write } = net.Socket.prototype;
net.Socket.prototype.write = function (this: net.Socket, ...rest: Parameters<typeof write>) {
  const frame = armed === null ? null : frameOf(rest[0]);
  if (frame !== null) dieIf(`${frame}: before`);
  const answer = write.apply(this, rest);
  if (frame !== null) dieIf(`${frame}: sent`);
  return answer;
} as typeof write;

const { emit } = net.Socket.prototype;
net.Socket.prototype.emit = function (this: net.Socket, name: string | symbol, ...rest: readonly unknown[]) {
  if (armed !== null && name === 'data' && frameOf(rest[0]) === 'confirm') dieIf('confirm: heard');
  return emit.apply(this, [name, ...rest] as Parameters<typeof emit>);
} as typeof emit;

if (process.argv.includes('combinator')) {
  const { DatabaseSync } = await import('node:sqlite');
  const { exec } = DatabaseSync.prototype;
  DatabaseSync.prototype.exec = function (sql: string): void {
    if (sql === 'commit') dieIf('commit: before');
    exec.call(this, sql);
    if (sql === 'commit') dieIf('commit: done');
  };
}
