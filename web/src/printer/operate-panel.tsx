import { type FormEvent, type ReactNode, useState } from 'react';
import type { AdjustmentInput } from '../graphql/operations.generated.ts';
import type { Printer } from '../live/farm-state.ts';
import { ConfirmDialog } from '../ui/dialog.tsx';
import { FilamentChange } from './filament-change.tsx';
import {
  type Axis,
  COLDEST_EXTRUSION,
  extrudeLines,
  fanLine,
  heatLine,
  type Heater,
  heaterOf,
  homeLines,
  jogLines,
  loadLines,
  PRESETS,
  unloadLines,
} from './operate-lines.ts';
import { mayAdjust, mayMove } from './may.ts';
import { adjust, send } from './order.ts';

const STEPS = [0.1, 1, 10, 50] as const;
const LENGTHS = [5, 10, 50, 100] as const;

/** What a person does at the printer: by hand while it stands, and to the print while one is open (MA15). */
export function OperatePanel({ printer }: { readonly printer: Printer }) {
  const moves = mayMove(printer);
  const adjusts = mayAdjust(printer);
  /** Lines that wait for a word about the bed. */
  const [waiting, setWaiting] = useState<readonly string[] | null>(null);
  /** Of a bed that nobody has verified a person is asked first. */
  const go = (lines: readonly string[]): void => {
    if (printer.phase === 'UNVERIFIED') setWaiting(lines);
    else void send(printer, lines);
  };
  if (!moves && !adjusts) {
    return (
      <section className="operate" aria-label="Operate">
        <h2>Operate</h2>
        <p className="quiet">Possible while the printer stands in sight, and in part while it prints.</p>
      </section>
    );
  }
  return (
    <section className="operate" aria-label="Operate">
      <h2>Operate</h2>
      {adjusts && <ThisPrint printer={printer} />}
      <Heat printer={printer} moves={moves} />
      {moves && <Move go={go} />}
      {moves && <Filament printer={printer} go={go} />}
      {waiting !== null && (
        <ConfirmDialog
          title="Is the way free?"
          text={
            <p>
              Nobody has confirmed the bed of {printer.name} since the machine lost sight of it. Make sure that nothing
              is in the way of the head.
            </p>
          }
          yes="It is free: move"
          onYes={() => void send(printer, waiting, true)}
          onClose={() => setWaiting(null)}
        />
      )}
    </section>
  );
}

function Group({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <fieldset className="operate-group">
      <legend>{title}</legend>
      {children}
    </fieldset>
  );
}

function Move({ go }: { readonly go: (lines: readonly string[]) => void }) {
  const [step, setStep] = useState<number>(10);
  const jog = (axis: Axis, sign: 1 | -1, name: string): ReactNode => (
    <button
      type="button"
      className="button"
      aria-label={`${name} by ${step} mm`}
      onClick={() => go(jogLines(axis, sign * step))}
    >
      {sign < 0 ? '−' : '+'}
      {axis}
    </button>
  );
  return (
    <Group title="Move">
      <Choices values={STEPS} chosen={step} unit="mm" label="Distance" onChange={setStep} />
      <div className="operate-row">
        {jog('X', -1, 'Left')}
        {jog('X', 1, 'Right')}
        {jog('Y', -1, 'Forward')}
        {jog('Y', 1, 'Back')}
        {jog('Z', 1, 'Up')}
        {jog('Z', -1, 'Down')}
      </div>
      <div className="operate-row">
        <button type="button" className="button" onClick={() => go(homeLines([]))}>
          Home all
        </button>
        <button type="button" className="button" onClick={() => go(homeLines(['X', 'Y']))}>
          Home X Y
        </button>
        <button type="button" className="button" onClick={() => go(homeLines(['Z']))}>
          Home Z
        </button>
        <button type="button" className="button" onClick={() => go(['M84'])}>
          Motors off
        </button>
      </div>
    </Group>
  );
}

function Filament({ printer, go }: { readonly printer: Printer; readonly go: (lines: readonly string[]) => void }) {
  const [length, setLength] = useState<number>(10);
  const [changing, setChanging] = useState(false);
  const nozzle = printer.temperatures.find(({ name }) => heaterOf(name) === 'nozzle');
  const isCold = nozzle === undefined || nozzle.actual < COLDEST_EXTRUSION;
  const button = (text: string, lines: readonly string[]): ReactNode => (
    <button type="button" className="button" disabled={isCold} onClick={() => go(lines)}>
      {text}
    </button>
  );
  return (
    <Group title="Filament">
      <Choices values={LENGTHS} chosen={length} unit="mm" label="Length" onChange={setLength} />
      <div className="operate-row">
        {button('Extrude', extrudeLines(length))}
        {button('Draw back', extrudeLines(-length))}
        {button('Unload', unloadLines(length))}
        {button('Load', loadLines(length))}
      </div>
      {isCold && <p className="quiet">Heat the nozzle to {COLDEST_EXTRUSION} °C or more first.</p>}
      {!isCold && printer.phase === 'READY' && (
        <p className="quiet">Extruding leaves the bed to be checked before the next print.</p>
      )}
      <div className="operate-row">
        <button type="button" className="button" onClick={() => setChanging(true)}>
          Change filament …
        </button>
      </div>
      {changing && <FilamentChange printer={printer} onClose={() => setChanging(false)} />}
    </Group>
  );
}

function Heat({ printer, moves }: { readonly printer: Printer; readonly moves: boolean }) {
  const heaters = [...new Set(printer.temperatures.map(({ name }) => heaterOf(name)).filter((one) => one !== null))];
  const set = (heater: Heater, celsius: number): void =>
    void (moves
      ? send(printer, [heatLine(heater, celsius)])
      : adjust(printer, { [heater]: celsius } as AdjustmentInput));
  if (heaters.length === 0) return null;
  return (
    <Group title="Heat">
      {heaters.map((heater) => (
        <NumberRow
          key={heater}
          label={HEATERS[heater]}
          unit="°C"
          least={0}
          most={500}
          onSet={(value) => set(heater, value)}
        />
      ))}
      {moves && (
        <div className="operate-row">
          {PRESETS.map(({ name, nozzle, bed }) => (
            <button
              key={name}
              type="button"
              className="button"
              title={nozzle === 0 ? 'Every heater off' : `Nozzle ${nozzle} °C, plate ${bed} °C`}
              onClick={() => {
                const lines = heaters.flatMap((heater) =>
                  heater === 'nozzle'
                    ? [heatLine(heater, nozzle)]
                    : heater === 'bed'
                      ? [heatLine(heater, bed)]
                      : nozzle === 0
                        ? [heatLine(heater, 0)]
                        : [],
                );
                void send(printer, lines);
              }}
            >
              {name}
            </button>
          ))}
          <button type="button" className="button" onClick={() => void send(printer, [fanLine(100)])}>
            Fan on
          </button>
          <button type="button" className="button" onClick={() => void send(printer, [fanLine(0)])}>
            Fan off
          </button>
        </div>
      )}
    </Group>
  );
}

const HEATERS: Readonly<Record<Heater, string>> = { nozzle: 'Nozzle', bed: 'Plate', chamber: 'Chamber' };

/** Factors, fan, first layer and a pause that comes by itself: what may change while it prints. */
function ThisPrint({ printer }: { readonly printer: Printer }) {
  const now = printer.overrides;
  const percent = (value: number | null | undefined): string => (value == null ? '' : String(Math.round(value)));
  return (
    <Group title="This print">
      <NumberRow
        label="Speed"
        unit="%"
        least={10}
        most={300}
        now={percent(now?.feedPercent)}
        onSet={(feedPercent) => void adjust(printer, { feedPercent })}
      />
      <NumberRow
        label="Flow"
        unit="%"
        least={50}
        most={150}
        now={percent(now?.flowPercent)}
        onSet={(flowPercent) => void adjust(printer, { flowPercent })}
      />
      <NumberRow
        label="Fan"
        unit="%"
        least={0}
        most={100}
        now={percent(now?.fanPercent)}
        onSet={(fanPercent) => void adjust(printer, { fanPercent })}
      />
      <div className="operate-row">
        <span>Nozzle nearer or farther</span>
        {[-0.05, -0.01, 0.01, 0.05].map((babyStepMm) => (
          <button
            key={babyStepMm}
            type="button"
            className="button"
            aria-label={`Nozzle ${babyStepMm > 0 ? 'up' : 'down'} by ${Math.abs(babyStepMm)} mm`}
            onClick={() => void adjust(printer, { babyStepMm })}
          >
            {babyStepMm > 0 ? '+' : '−'}
            {Math.abs(babyStepMm)}
          </button>
        ))}
        <span className="quiet">{now === null ? '' : `${now.babyStepMm.toFixed(2)} mm so far`}</span>
      </div>
      <PauseAt printer={printer} />
      <Objects printer={printer} />
    </Group>
  );
}

function PauseAt({ printer }: { readonly printer: Printer }) {
  const { overrides } = printer;
  const layer = overrides?.pauseAtLayer ?? null;
  const height = overrides?.pauseAtHeight ?? null;
  if (layer !== null || height !== null) {
    return (
      <div className="operate-row">
        <span>Pauses {layer === null ? `at ${height} mm` : `before layer ${layer}`}</span>
        <button type="button" className="button" onClick={() => void adjust(printer, { noPause: true })}>
          Do not pause
        </button>
      </div>
    );
  }
  return (
    <>
      <NumberRow
        label="Pause before layer"
        unit=""
        least={2}
        most={100_000}
        onSet={(value) => void adjust(printer, { pauseAtLayer: Math.round(value) })}
      />
      <NumberRow
        label="Pause at height"
        unit="mm"
        least={0.01}
        most={2_000}
        onSet={(pauseAtHeight) => void adjust(printer, { pauseAtHeight })}
      />
    </>
  );
}

/** One of several objects that failed need not cost the others. */
function Objects({ printer }: { readonly printer: Printer }) {
  const [asked, setAsked] = useState<string | null>(null);
  const objects = printer.overrides?.objects ?? [];
  if (objects.length === 0) return null;
  const chosen = objects.find(({ id }) => id === asked);
  return (
    <details className="objects">
      <summary>
        Objects{' '}
        <span className="quiet">
          {objects.filter(({ skipped }) => !skipped).length} of {objects.length} are printed
        </span>
      </summary>
      <ul>
        {objects.map(({ id, name, skipped, current }) => (
          <li key={id} className="operate-row">
            <span className={skipped ? 'object-name quiet' : 'object-name'}>{name}</span>
            {current && !skipped && <span className="tag">now</span>}
            {skipped ? (
              <span className="quiet">left out</span>
            ) : (
              <button type="button" className="button" aria-label={`Leave out ${name}`} onClick={() => setAsked(id)}>
                Leave out
              </button>
            )}
          </li>
        ))}
      </ul>
      {chosen !== undefined && (
        <ConfirmDialog
          title={`Leave out “${chosen.name}”?`}
          text={<p>Nothing more of it is printed; the other objects go on. There is no way back in this print.</p>}
          yes="Leave it out"
          danger
          onYes={() => void adjust(printer, { skipObject: chosen.id }, `The printer is to leave “${chosen.name}” out.`)}
          onClose={() => setAsked(null)}
        />
      )}
    </details>
  );
}

function NumberRow({
  label,
  unit,
  least,
  most,
  now = '',
  onSet,
}: {
  readonly label: string;
  readonly unit: string;
  readonly least: number;
  readonly most: number;
  /** What holds now, shown where nothing is typed. */
  readonly now?: string;
  readonly onSet: (value: number) => void;
}) {
  const [text, setText] = useState('');
  function set(event: FormEvent): void {
    event.preventDefault();
    const value = Number(text.replace(',', '.'));
    if (text.trim() === '' || !Number.isFinite(value) || value < least || value > most) return;
    onSet(value);
    setText('');
  }
  return (
    <form className="operate-row" onSubmit={set}>
      <label>
        <span>{label}</span>
        <input
          inputMode="decimal"
          value={text}
          placeholder={now}
          aria-label={unit === '' ? label : `${label}, ${unit}`}
          onChange={(event) => setText(event.target.value)}
        />
        <span className="quiet">{unit}</span>
      </label>
      <button type="submit" className="button" disabled={text.trim() === ''}>
        Set
      </button>
    </form>
  );
}

function Choices({
  values,
  chosen,
  unit,
  label,
  onChange,
}: {
  readonly values: readonly number[];
  readonly chosen: number;
  readonly unit: string;
  readonly label: string;
  readonly onChange: (value: number) => void;
}) {
  return (
    <div className="segments" role="group" aria-label={label}>
      {values.map((value) => (
        <button key={value} type="button" aria-pressed={value === chosen} onClick={() => onChange(value)}>
          {value} {unit}
        </button>
      ))}
    </div>
  );
}
