import { useEffect, useState } from 'react';
import { openFoundPrinterStream, openPortStream } from '../live/stream.ts';
import type { FoundPort } from '../printer/port-words.ts';
import type { FoundPrinters } from './found-words.ts';

const RETRY_MS = 2_000;

type Open<Found> = (told: { next: (found: Found) => void; closed: () => void }) => () => void;

/** What is found while this is shown; null until the server has said it. */
function useFound<Found>(open: Open<Found>): Found | null {
  const [found, setFound] = useState<Found | null>(null);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let close: () => void = () => {};
    const begin = (): void => {
      close = open({
        next: setFound,
        closed: () => {
          timer = setTimeout(begin, RETRY_MS);
        },
      });
    };
    begin();
    return () => {
      clearTimeout(timer);
      close();
    };
  }, [open]);
  return found;
}

/** The serial ports of the server's host. */
export const useFoundPorts = (): readonly FoundPort[] | null => useFound(openPortStream);

/** Printers that announce themselves; they are searched for as long as this is shown. */
export const useFoundPrinters = (): FoundPrinters | null => useFound(openFoundPrinterStream);
