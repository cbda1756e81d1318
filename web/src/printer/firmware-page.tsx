import { useState } from 'react';
import { Link } from 'wouter';
import { ask } from '../graphql/ask.ts';
import {
  CalibrateDocument,
  ReadBedMeshDocument,
  ReadFirmwareSettingsDocument,
  type ReadFirmwareSettingsMutation,
} from '../graphql/operations.generated.ts';
import type { Printer } from '../live/farm-state.ts';
import { useFarm, useMeasured } from '../live/use-live.ts';
import { ConfirmDialog } from '../ui/dialog.tsx';
import { Loading } from '../ui/empty.tsx';
import { FormTrouble } from '../ui/form-problem.tsx';
import { Icon } from '../ui/icons.tsx';
import { Progress } from '../ui/progress.tsx';
import { BedMesh } from './bed-mesh.tsx';
import { Card } from './card-section.tsx';
import { ReadButton, Section, useAnswer } from './firmware-section.tsx';
import { lineOfProposal, probing, tuning } from './calibration-lines.ts';
import { mayMove } from './may.ts';
import { send, told } from './order.ts';
import { useCalibration } from './use-calibration.ts';
import { NoSuchPrinter } from './no-such-printer.tsx';
import { useDrivers } from './printer-form.tsx';

/** What a printer says of itself when it is asked, and how it is measured and tuned. */
export function FirmwarePage({ id }: { readonly id: string }) {
  useMeasured(id);
  const printers = useFarm((state) => state.printers);
  const { drivers, unread } = useDrivers();
  if (printers === undefined) return <Loading what="the printer" />;
  const printer = printers[id];
  if (printer === undefined) return <NoSuchPrinter />;
  const kind = drivers?.find(({ name }) => name === printer.driver);
  if (kind === undefined && unread === null) return <Loading what="the printer" />;
  const asks = new Set(kind?.askable);
  /** Over its wire, which is free only while it stands; a web server answers at any time. */
  const isWired = asks.has('CALIBRATION');
  return (
    <>
      <div className="toolbar">
        <h1>Firmware of {printer.name}</h1>
        <div className="toolbar-end">
          <Link href={`/printers/${id}`} className="button">
            <Icon name="back" /> {printer.name}
          </Link>
        </div>
      </div>
      {unread !== null && <FormTrouble problem={unread} />}
      {isWired && !mayMove(printer) && (
        <p className="quiet">The printer can be asked while it stands in sight and prints nothing.</p>
      )}
      {kind !== undefined && asks.size === 0 && (
        <p>
          Croft does not ask printers of this kind ({kind.title}) for their settings: look at their own screen or page.
        </p>
      )}
      <div className="firmware">
        {asks.has('SETTINGS') && <Settings printer={printer} isWired={isWired} />}
        {asks.has('BED_MESH') && <Bed printer={printer} isWired={isWired} />}
        {isWired && <Tuning printer={printer} />}
        {asks.has('CARD') && <Card printer={printer} />}
      </div>
      {asks.size > 0 && !isWired && (
        <p className="quiet">
          This printer is measured and tuned at its own screen or page, or by its commands in the console of{' '}
          {printer.name}. Klipper knows them as <code>BED_MESH_CALIBRATE</code> and{' '}
          <code>PID_CALIBRATE HEATER=extruder TARGET=210</code>, and keeps what came of them with{' '}
          <code>SAVE_CONFIG</code>; it knows no <code>M503</code>.
        </p>
      )}
    </>
  );
}

type Groups = ReadFirmwareSettingsMutation['readFirmwareSettings']['groups'];

interface AskedPart {
  readonly printer: Printer;
  readonly isWired: boolean;
}

function Settings({ printer, isWired }: AskedPart) {
  const [asked, setAsked] = useState(false);
  const { answer, problem, busy, read } = useAnswer(
    async (): Promise<Groups> =>
      (await ask(ReadFirmwareSettingsDocument, { printerId: printer.id })).readFirmwareSettings.groups,
  );
  return (
    <Section
      title="Settings"
      problem={problem}
      actions={
        <>
          <ReadButton printer={printer} busy={busy} anytime={!isWired} onRead={read} />
          {isWired && (
            <button type="button" className="button" disabled={!mayMove(printer)} onClick={() => setAsked(true)}>
              Keep in the printer
            </button>
          )}
        </>
      }
    >
      {answer === null ? (
        <p className="quiet">
          {isWired
            ? 'Steps, speeds, offsets and the like, as the firmware tells them (M503).'
            : 'The printer’s own configuration, section by section, as its firmware has read it.'}
        </p>
      ) : (
        <div className="table-frame">
          <table className="table">
            <tbody>
              {answer.map((group, at) => [
                // oxlint-disable-next-line react/no-array-index-key -- headings may be alike, and their order never changes
                <tr key={`head-${at}`}>
                  <th scope="rowgroup" colSpan={2}>
                    {group.title === '' ? 'Settings' : group.title}
                  </th>
                </tr>,
                ...group.lines.map((line, place) => (
                  // oxlint-disable-next-line react/no-array-index-key -- the same command may stand there twice
                  <tr key={`${at}.${place}`}>
                    <td>
                      <code>{line.text}</code>
                    </td>
                    <td className="quiet">{line.meaning ?? ''}</td>
                  </tr>
                )),
              ])}
            </tbody>
          </table>
        </div>
      )}
      {asked && (
        <ConfirmDialog
          title="Keep the settings in the printer?"
          text={
            <p>
              What holds now is written into the memory of {printer.name} (M500) and outlives its next start. What was
              kept there before is gone.
            </p>
          }
          yes="Keep them"
          onYes={() => void send(printer, ['M500'], true)}
          onClose={() => setAsked(false)}
        />
      )}
    </Section>
  );
}

/** Why a calibration cannot begin now; null when it can. */
function whyNot(printer: Printer): string | null {
  if (!mayMove(printer) || printer.phase !== 'READY')
    return 'Possible while the printer is ready and its bed is clear.';
  return printer.held ? null : 'Take the printer out of service first, so that the queue gives it no print meanwhile.';
}

const calibrate = (
  printer: Printer,
  what: 'PROBE_BED' | 'TUNE_NOZZLE' | 'TUNE_BED',
  celsius: number | null,
  cycles: number,
) => told(async () => (await ask(CalibrateDocument, { printerId: printer.id, what, celsius, cycles })).calibrate);

function Bed({ printer, isWired }: AskedPart) {
  const { answer, problem, busy, read } = useAnswer(async () => ({
    mesh: (await ask(ReadBedMeshDocument, { printerId: printer.id })).readBedMesh,
  }));
  const { state, begin } = useCalibration(printer.id, read);
  const reason = whyNot(printer);
  const measuring = state !== null && !state.over;
  return (
    <Section
      title="Bed"
      problem={problem}
      actions={
        <>
          <ReadButton printer={printer} busy={busy || measuring} anytime={!isWired} onRead={read} />
          {isWired && (
            <button
              type="button"
              className="button"
              disabled={reason !== null || measuring}
              onClick={() => begin(probing(), () => calibrate(printer, 'PROBE_BED', null, 8))}
            >
              Measure
            </button>
          )}
        </>
      }
    >
      {measuring && <p role="status">The printer homes and measures its bed. This takes some minutes.</p>}
      {isWired && !measuring && reason !== null && <p className="quiet">{reason}</p>}
      {answer === null && !measuring && (
        <p className="quiet">How even the bed is, as the printer knows it{isWired ? ' (M420 V)' : ''}.</p>
      )}
      {answer !== null && answer.mesh === null && (
        <p>The printer knows no heights of its bed yet, or does not tell them.</p>
      )}
      {answer !== null && answer.mesh !== null && <BedMesh rows={answer.mesh.rows} />}
    </Section>
  );
}

const HEATERS = {
  nozzle: { name: 'Nozzle', what: 'TUNE_NOZZLE', celsius: 210 },
  bed: { name: 'Plate', what: 'TUNE_BED', celsius: 60 },
} as const;

function Tuning({ printer }: { readonly printer: Printer }) {
  const [heater, setHeater] = useState<'nozzle' | 'bed'>('nozzle');
  const [celsius, setCelsius] = useState<string>(String(HEATERS.nozzle.celsius));
  const [cycles, setCycles] = useState('8');
  const { state, begin } = useCalibration(printer.id, () => {});
  const reason = whyNot(printer);
  const running = state?.kind === 'tuning' && !state.over;
  const result = state?.kind === 'tuning' && state.over ? state : null;
  const proposal = result === null ? null : lineOfProposal(result.heater, result.proposed);
  return (
    <Section title="Heaters" actions={null}>
      <form
        className="operate-row"
        onSubmit={(event) => {
          event.preventDefault();
          const count = Number(cycles);
          begin(tuning(heater, count), () => calibrate(printer, HEATERS[heater].what, Number(celsius), count));
        }}
      >
        <label>
          <span>Tune</span>
          <select
            value={heater}
            onChange={(event) => {
              const next = event.target.value === 'bed' ? 'bed' : 'nozzle';
              setHeater(next);
              setCelsius(String(HEATERS[next].celsius));
            }}
          >
            <option value="nozzle">Nozzle</option>
            <option value="bed">Plate</option>
          </select>
        </label>
        <label>
          <span>at</span>
          <input
            inputMode="numeric"
            aria-label="Temperature, °C"
            value={celsius}
            onChange={(event) => setCelsius(event.target.value)}
          />
          <span className="quiet">°C</span>
        </label>
        <label>
          <span>in</span>
          <input
            inputMode="numeric"
            aria-label="Cycles"
            value={cycles}
            onChange={(event) => setCycles(event.target.value)}
          />
          <span className="quiet">cycles</span>
        </label>
        <button type="submit" className="button" disabled={reason !== null || running}>
          Start
        </button>
      </form>
      {running && (
        <div role="status">
          <p>
            {HEATERS[state.heater].name}: cycle {Math.min(state.done + 1, state.cycles)} of {state.cycles}. It ends by
            itself.
          </p>
          <Progress fraction={state.done / state.cycles} label="Cycles" />
        </div>
      )}
      {!running && reason !== null && <p className="quiet">{reason}</p>}
      {result !== null && result.failure !== null && (
        <p className="form-problem" role="alert">
          {result.failure}
        </p>
      )}
      {proposal !== null && (
        <div className="operate-row">
          <span>
            The printer proposes <code>{proposal}</code>
          </span>
          <button type="button" className="button button-main" onClick={() => void send(printer, [proposal])}>
            Use it
          </button>
          <span className="quiet">Until the next start, unless it is kept in the printer.</span>
        </div>
      )}
    </Section>
  );
}
