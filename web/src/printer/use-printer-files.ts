import { useCallback, useEffect, useState } from 'react';
import { ask } from '../graphql/ask.ts';
import {
  PrinterFilesDocument,
  type PrinterFilesFieldsFragment,
  RefreshPrinterFilesDocument,
} from '../graphql/operations.generated.ts';
import { useFarm } from '../live/use-live.ts';

export type PrinterFiles = PrinterFilesFieldsFragment;
export type PrinterFile = PrinterFiles['items'][number];

/** While something is on its way the page asks how far it is. */
const PROGRESS_MS = 1_000;

export const isComing = ({ download }: PrinterFile): boolean =>
  download?.status === 'RUNNING' || download?.status === 'WAITING';

export interface ShownFiles {
  /** Null while they load. */
  readonly files: PrinterFiles | null;
  readonly problem: string | null;
  /** The printer is being asked. */
  readonly looking: boolean;
  readonly look: () => void;
  readonly show: (files: PrinterFiles) => void;
  readonly reload: () => void;
}

/** What lies on a printer: as the farm knows it, asked anew when something changes, and from the printer when this page opens. */
export function usePrinterFiles(printerId: string): ShownFiles {
  const changed = useFarm((state) => state.filesChanged);
  const [files, setFiles] = useState<PrinterFiles | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const [looking, setLooking] = useState(false);
  const fail = (error: unknown): void => setProblem(error instanceof Error ? error.message : String(error));

  const reload = useCallback(() => {
    ask(PrinterFilesDocument, { printerId }).then(({ printerFiles }) => setFiles(printerFiles), fail);
  }, [printerId]);
  const look = useCallback(() => {
    setLooking(true);
    ask(RefreshPrinterFilesDocument, { printerId })
      .then(({ refreshPrinterFiles }) => {
        setFiles(refreshPrinterFiles);
        setProblem(null);
      }, fail)
      .finally(() => setLooking(false));
  }, [printerId]);

  useEffect(() => {
    void changed;
    reload();
  }, [reload, changed]);
  const supported = files?.supported === true;
  useEffect(() => {
    if (supported) look();
  }, [supported, look]);
  const busy = files?.items.some(isComing) === true;
  useEffect(() => {
    if (!busy) return;
    const timer = setInterval(reload, PROGRESS_MS);
    return () => clearInterval(timer);
  }, [busy, reload]);

  return { files, problem, looking, look, show: setFiles, reload };
}
