/**
 * `node configure-port.ts <path> <baud> [reset]`: sets up a serial port that the guardian holds open, and ends. Any speed
 * (also 250000, by termios2), raw, no flow control, lowest latency where the driver of the port knows it. With `reset`
 * the modem lines fall once, as they do when a port is opened for the first time. Descriptor 3 is the port as the guardian opened
 * it: the lock that is taken on it outlives this process. Another program that has the lock is named on stderr, with exit code 4.
 *
 * `node configure-port.ts <path> <baud,baud,…> detect <hello>` on a port that is set up: leaves it at the speed at which the printer
 * answers, and prints it. Exit code 5 when it answers at none.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, readlinkSync, realpathSync } from 'node:fs';
import { LinuxBinding } from '@serialport/bindings-cpp';
import { detectBaud } from './detect-baud.ts';

const EXIT_PORT_IN_USE = 4;
const EXIT_NO_ANSWER = 5;
/** The descriptor that the guardian hands on. */
const PORT = 3;
const guardian = process.ppid;
const OURS: readonly number[] = [process.pid, guardian];
/** One whose guardian is dead would keep the port from the next one for as long as it asks. */
const isWanted = (): boolean => process.ppid === guardian;

const [path = '', baud = '', task, hello = ''] = process.argv.slice(2);
/** Long enough for the capacitor between DTR and the reset pin of AVR boards. */
const RESET_MS = 100;

// Advisory, and kept by pyserial, picocom, tio and us. Not TIOCEXCL: it would lock out the next guardian, which opens the port a
// second time while the machine prints on (PR3).
const locking = spawnSync('flock', ['-nx', '3'], { stdio: ['ignore', 'ignore', 'ignore', 3], timeout: 5_000 });
if (locking.status === 1) {
  process.stderr.write(usersOf(path));
  process.exit(EXIT_PORT_IN_USE);
}
if (locking.status !== 0) process.stderr.write('flock is missing or failed: other programs can use the port as well\n');

// `hupcl: false` leaves HUPCL as it is, and it is on in a fresh tty: without this the end of the last process that
// holds the port would drop DTR, and with it reset the board (serial.md §1.12).
try {
  execFileSync('stty', ['-F', path, '-hupcl'], { stdio: 'ignore', timeout: 5_000 });
} catch {
  process.stderr.write('stty is missing or failed: the board may be reset when the guardian ends\n');
}

try {
  const [first = 0, ...others] = baud.split(',').map(Number);
  const port = await LinuxBinding.open({ path, baudRate: first, hupcl: false, lock: false });
  await ignoreRefusal(port.set({ lowLatency: true }));
  if (task === 'reset') {
    await ignoreRefusal(port.set({ dtr: false, rts: false }));
    await new Promise((resolve) => setTimeout(resolve, RESET_MS));
    await ignoreRefusal(port.set({ dtr: true, rts: true }));
  }
  if (task === 'detect') {
    const setSpeed = (baudRate: number): Promise<void> => port.update({ baudRate });
    const found = await detectBaud(PORT, [first, ...others], hello, setSpeed, isWanted);
    if (found === null) process.exitCode = EXIT_NO_ANSWER;
    else process.stdout.write(String(found));
  }
  await port.close();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}

/** Pseudo-terminals have no modem lines, and most USB-CDC ports know no low latency. */
async function ignoreRefusal(setting: Promise<void>): Promise<void> {
  try {
    await setting;
  } catch {
    // Refused: the port works without it.
  }
}

/** Who else has the port open, as far as this user may know. */
function usersOf(port: string): string {
  const device = realpathSync(port);
  const users = readdirSync('/proc').filter(
    (pid) => /^\d+$/.test(pid) && !OURS.includes(Number(pid)) && hasOpen(pid, device),
  );
  const names = users.map((pid) => `${readFileSync(`/proc/${pid}/comm`, 'utf8').trim()}, process ${pid}`);
  return names.join('; ');
}

function hasOpen(pid: string, device: string): boolean {
  try {
    return readdirSync(`/proc/${pid}/fd`).some((fd) => readlinkSync(`/proc/${pid}/fd/${fd}`) === device);
  } catch {
    return false;
  }
}
