import { useState } from 'react';
import { Link, useLocation } from 'wouter';
import { PrinterCameras } from '../cameras/printer-cameras.tsx';
import { PrinterCard } from '../farm/printer-card.tsx';
import { plural } from '../format.ts';
import { ask } from '../graphql/ask.ts';
import { ChangePrinterDocument, RemovePrinterDocument } from '../graphql/operations.generated.ts';
import type { Printer } from '../live/farm-state.ts';
import { useFarm, useMeasured } from '../live/use-live.ts';
import { LoadButton } from '../materials/load-sheet.tsx';
import { PrinterSlots } from '../materials/printer-slots.tsx';
import { GoOn } from '../recovery/go-on.tsx';
import { ConfirmDialog } from '../ui/dialog.tsx';
import { Loading } from '../ui/empty.tsx';
import { Icon } from '../ui/icons.tsx';
import { act } from '../ui/toasts.tsx';
import { GcodeConsole } from './gcode-console.tsx';
import { Macros } from './macros.tsx';
import { OperatePanel } from './operate-panel.tsx';
import { PrinterFilesPanel } from './printer-files.tsx';
import { ChangePrinter, useDrivers } from './printer-form.tsx';
import { ChangeScripts } from './printer-scripts.tsx';
import { Restarts } from './restarts.tsx';
import { stutterWords } from './stutter-words.ts';
import { NoSuchPrinter } from './no-such-printer.tsx';

/** Fed line by line, so that something can be sent around its prints. */
const isSerial = ({ options }: Printer): boolean =>
  typeof options === 'object' && options !== null && 'connection' in options;

export function PrinterPage({ id }: { readonly id: string }) {
  useMeasured(id);
  const printers = useFarm((state) => state.printers);
  const [open, setOpen] = useState<'settings' | 'scripts' | 'remove' | null>(null);
  const [, navigate] = useLocation();
  const { drivers } = useDrivers();
  if (printers === undefined) return <Loading what="the printer" />;
  const printer = printers[id];
  if (printer === undefined) return <NoSuchPrinter />;
  const close = (): void => setOpen(null);
  const { line, position, stutter } = printer;
  const kind = drivers?.find((one) => one.name === printer.driver);
  const isAskable = line !== null || (kind?.askable ?? []).length > 0;
  return (
    <>
      <div className="toolbar">
        <h1>{printer.name}</h1>
        <div className="toolbar-end">
          <button
            type="button"
            className="button"
            onClick={() =>
              act(
                () => ask(ChangePrinterDocument, { input: { id, version: printer.version, held: !printer.held } }),
                printer.held ? `${printer.name} is in service again.` : `${printer.name} gets no new prints.`,
              )
            }
          >
            {printer.held ? 'Put into service' : 'Take out of service'}
          </button>
          {printer.slots.length === 0 && <LoadButton printer={printer} />}
          {isAskable && (
            <Link href={`/printers/${id}/firmware`} className="button">
              <Icon name="list" /> Firmware
            </Link>
          )}
          {isSerial(printer) && (
            <button type="button" className="button" onClick={() => setOpen('scripts')}>
              <Icon name="list" /> Scripts
            </button>
          )}
          <button type="button" className="button" onClick={() => setOpen('settings')}>
            <Icon name="settings" /> Settings
          </button>
          <button type="button" className="button" onClick={() => setOpen('remove')}>
            <Icon name="trash" /> Remove
          </button>
        </div>
      </div>
      <div className="printer-page">
        <div>
          <PrinterCard printer={printer} />
          <GoOn printer={printer} />
          <PrinterSlots printer={printer} />
          <PrinterCameras printerId={id} />
          <dl className="details">
            {position !== null && (
              <div>
                <dt>Position</dt>
                <dd>
                  X {position.x.toFixed(1)} · Y {position.y.toFixed(1)} · Z {position.z.toFixed(2)} mm
                </dd>
              </div>
            )}
            {line !== null && (
              <div>
                <dt>Serial line</dt>
                <dd>
                  {line.linesSent.toLocaleString()} lines sent · {line.resends} sent again ·{' '}
                  {plural(line.probes, 'probe', 'probes')} · window of {line.window}
                </dd>
              </div>
            )}
            {stutter !== null && (
              <div>
                <dt>Its planner</dt>
                <dd>{stutterWords(stutter)}</dd>
              </div>
            )}
            <div>
              <dt>Driver</dt>
              <dd>{printer.driver}</dd>
            </div>
          </dl>
        </div>
        <div className="printer-tools">
          <OperatePanel printer={printer} />
          <Restarts printer={printer} restarts={kind?.restarts ?? []} />
          <Macros printer={printer} />
          <PrinterFilesPanel printerId={id} />
          <GcodeConsole printer={printer} />
        </div>
      </div>
      {open === 'settings' && <ChangePrinter printer={printer} onClose={close} />}
      {open === 'scripts' && <ChangeScripts printer={printer} onClose={close} />}
      {open === 'remove' && (
        <ConfirmDialog
          title={`Remove ${printer.name}?`}
          text={
            <p>
              It leaves the farm with its settings. Its past prints stay in the list of jobs. A printer that is printing
              is not removed.
            </p>
          }
          yes="Remove"
          danger
          onYes={() =>
            act(async () => {
              await ask(RemovePrinterDocument, { id, force: false });
              navigate('/');
            }, `${printer.name} left the farm.`)
          }
          onClose={close}
        />
      )}
    </>
  );
}
