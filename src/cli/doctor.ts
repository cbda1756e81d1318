import { statfsSync } from 'node:fs';
import { createServer } from 'node:net';
import { foldersOf } from './farm-flags.ts';
import { scanSerialPorts } from '#guardian/serial-ports';
import { UserError } from '#lib/user-error';
import { parseFlags, portOf } from './arguments.ts';
import type { CliCommand } from './command.ts';

interface Finding {
  readonly what: string;
  readonly verdict: 'good' | 'note' | 'bad';
  readonly text: string;
}

/** Less than this and a day's prints may not fit. */
const LITTLE_SPACE_BYTES = 1024 ** 3;

/** What a person would look at first when something does not work, looked at for them. */
export const doctor: CliCommand = {
  summary: 'look at this host and say what is missing',
  help: `Flags:
  --data DIR     the farm's data folder
  --port N       the port that the page would listen on (8300)

Exit code 0 when nothing is wrong, 1 otherwise.`,
  async run(argv) {
    const { values } = parseFlags('doctor', argv, {
      data: { type: 'string' },
      port: { type: 'string', default: '8300' },
    });
    const findings = [node(), ...(await folders(values.data)), await port(portOf(values.port)), serial()];
    const marks = { good: 'ok  ', note: 'note', bad: 'BAD ' } as const;
    for (const { what, verdict, text } of findings)
      process.stdout.write(`${marks[verdict]}  ${what.padEnd(16)}${text}\n`);
    return findings.some((finding) => finding.verdict === 'bad') ? 1 : 0;
  },
};

function node(): Finding {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const good = major > 24 || (major === 24 && minor >= 15);
  return {
    what: 'Node',
    verdict: good ? 'good' : 'bad',
    text: good ? process.version : `${process.version}: Croft needs 24.15 or newer.`,
  };
}

async function folders(chosen: string | undefined): Promise<Finding[]> {
  try {
    const { data, runtime } = await foldersOf(chosen);
    const { bavail, bsize } = statfsSync(data);
    const free = bavail * bsize;
    const gigabytes = `${(free / 1e9).toFixed(1)} GB free`;
    return [
      { what: 'Data folder', verdict: 'good', text: data },
      { what: 'Runtime folder', verdict: 'good', text: runtime },
      { what: 'Disk', verdict: free < LITTLE_SPACE_BYTES ? 'bad' : 'good', text: gigabytes },
    ];
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return [{ what: 'Folders', verdict: 'bad', text: `${error.message} ${error.remedy}` }];
  }
}

function port(wanted: number): Promise<Finding> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) => {
      const taken = error.code === 'EADDRINUSE';
      const text = taken ? `${wanted} is taken: Croft runs already, or another program does.` : error.message;
      resolve({ what: 'Port', verdict: taken ? 'note' : 'bad', text });
    });
    server.listen(wanted, '127.0.0.1', () =>
      server.close(() => resolve({ what: 'Port', verdict: 'good', text: `${wanted} is free` })),
    );
  });
}

/** Serial ports, by the paths to open them by, and whether this user may open them. */
function serial(): Finding {
  const ports = scanSerialPorts(process.env.CROFT_HOST_ROOT);
  if (ports.length === 0) return { what: 'Serial ports', verdict: 'note', text: 'none are plugged in' };
  const shut = ports.filter(({ trouble }) => trouble !== null);
  if (shut.length === 0) {
    return { what: 'Serial ports', verdict: 'good', text: ports.map(({ path }) => path).join(', ') };
  }
  const words = shut.map(({ path, trouble }) => (trouble === 'no-permission' ? path : `${path} (no device file)`));
  const text = `${words.join(', ')}: this user may not open them. Add the user to the group “dialout”, then log in again; give a container the device.`;
  // A port of the computer itself is shut on many a host, and no printer hangs on it.
  return { what: 'Serial ports', verdict: shut.some(({ usb }) => usb !== null) ? 'bad' : 'note', text };
}
