import { lstatSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import type { Clock } from '#lib/clock';
import { defineErrors, errorEntry } from '#lib/user-error';
import type { Plug } from './plug.ts';
import type { Printer } from './printer.ts';
import { openPty, type Pty, type PtyReader } from './pty.ts';

const errors = defineErrors({
  linkTaken: errorEntry<{ readonly link: string }>({
    code: 'simulator-link-taken',
    cause: ({ link }) => `${link} exists and is no link`,
    remedy: 'Name another path with --link, or remove the file.',
    field: '--link',
  }),
});

/** How often an unopened port is looked at; the kernel tells nobody that a host opened it. */
const LOOK_MS = 5;
/** How soon a host that did not read is tried again. */
const RETRY_MS = 2;

/**
 * Offers the printer as a tty. Hosts may open and close it as often as they like; what the printer says while nobody
 * has it open is lost, as on a real cable. `link` is a stable name for it, as /dev/serial/by-id has.
 */
export async function plugIntoPty(clock: Clock, printer: Printer, link: string | null): Promise<Plug> {
  let pty: Pty | null = null;
  let path = '';
  let reader: PtyReader | null = null;
  let look: Disposable | null = null;
  let retry: Disposable | null = null;

  async function plugIn(): Promise<void> {
    if (pty !== null) return;
    pty = await openPty();
    path = pty.path;
    if (link !== null) pointLink(link, path);
    lookForHost();
  }

  function lookForHost(): void {
    look = null;
    if (pty === null) return;
    if (pty.attended()) serve(pty);
    else look = clock.schedule(LOOK_MS, lookForHost);
  }

  function serve(port: Pty): void {
    const serving = port.read(
      (chunk) => printer.receive(chunk),
      () => {
        reader = null;
        retry?.[Symbol.dispose]();
        retry = null;
        printer.disconnect();
        if (pty !== port) return;
        port.flush();
        look = clock.schedule(0, lookForHost);
      },
    );
    reader = serving;
    printer.connect(
      {
        deliver(bytes) {
          const taken = port.write(bytes);
          if (taken < bytes.length) retryLater();
          return taken;
        },
        wantsInput: (wanted) => (wanted ? serving.resume() : serving.pause()),
      },
      'pty',
    );
  }

  function retryLater(): void {
    retry ??= clock.schedule(RETRY_MS, () => {
      retry = null;
      if (reader !== null) printer.drained();
    });
  }

  function unplug(): void {
    const port = pty;
    pty = null;
    look?.[Symbol.dispose]();
    look = null;
    if (link !== null && port !== null) rmSync(link, { force: true });
    port?.close();
  }

  await plugIn();
  return {
    get address() {
      return { path, link };
    },
    unplug,
    replug: plugIn,
    async [Symbol.asyncDispose]() {
      unplug();
    },
  };
}

/** Points the link in one step, so that no host meets a moment without it. */
function pointLink(link: string, target: string): void {
  const existing = lstatSync(link, { throwIfNoEntry: false });
  if (existing !== undefined && !existing.isSymbolicLink()) throw errors.linkTaken({ link });
  const fresh = `${link}.${process.pid}`;
  rmSync(fresh, { force: true });
  symlinkSync(target, fresh);
  renameSync(fresh, link);
}
