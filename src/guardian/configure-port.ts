/**
 * `node configure-port.ts <path> <baud> [reset]`: sets up a serial port that the guardian holds open, and ends. Any speed
 * (also 250000, by termios2), raw, no flow control, lowest latency where the driver of the port knows it. With `reset`
 * the modem lines fall once, as they do when a port is opened for the first time.
 */
import { execFileSync } from 'node:child_process';
import { LinuxBinding } from '@serialport/bindings-cpp';

const [path = '', baud = '', reset] = process.argv.slice(2);
/** Long enough for the capacitor between DTR and the reset pin of AVR boards. */
const RESET_MS = 100;

// `hupcl: false` leaves HUPCL as it is, and it is on in a fresh tty: without this the end of the last process that
// holds the port would drop DTR, and with it reset the board (serial.md §1.12).
try {
  execFileSync('stty', ['-F', path, '-hupcl'], { stdio: 'ignore', timeout: 5_000 });
} catch {
  process.stderr.write('stty is missing or failed: the board may be reset when the guardian ends\n');
}

try {
  const port = await LinuxBinding.open({ path, baudRate: Number(baud), hupcl: false, lock: false });
  await ignoreRefusal(port.set({ lowLatency: true }));
  if (reset === 'reset') {
    await ignoreRefusal(port.set({ dtr: false, rts: false }));
    await new Promise((resolve) => setTimeout(resolve, RESET_MS));
    await ignoreRefusal(port.set({ dtr: true, rts: true }));
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
