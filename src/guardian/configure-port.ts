/**
 * `node configure-port.ts <path> <baud>`: sets up a serial port that the guardian holds open, and ends. Any speed (also
 * 250000, by termios2), raw, no flow control, lowest latency where the driver of the port knows it.
 */
import { execFileSync } from 'node:child_process';
import { LinuxBinding } from '@serialport/bindings-cpp';

const [path = '', baud = ''] = process.argv.slice(2);

// `hupcl: false` leaves HUPCL as it is, and it is on in a fresh tty: without this the end of the last process that
// holds the port would drop DTR, and with it reset the board (serial.md §1.12).
try {
  execFileSync('stty', ['-F', path, '-hupcl'], { stdio: 'ignore', timeout: 5_000 });
} catch {
  process.stderr.write('stty is missing or failed: the board may be reset when the guardian ends\n');
}

try {
  const port = await LinuxBinding.open({ path, baudRate: Number(baud), hupcl: false, lock: false });
  try {
    await port.set({ lowLatency: true });
  } catch {
    // Pseudo-terminals and most USB-CDC ports know no such mode.
  }
  await port.close();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
