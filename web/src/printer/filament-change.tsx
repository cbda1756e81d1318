import { type ReactNode, useState } from 'react';
import type { Printer } from '../live/farm-state.ts';
import { Dialog } from '../ui/dialog.tsx';
import { mayMove } from './may.ts';
import { heaterOf, heatLine, loadLines, PRESETS, readyToChange, unloadLines } from './operate-lines.ts';
import { send } from './order.ts';

/** From the nozzle to the drive, or through a long tube to it. */
const WAYS = [50, 100, 400, 700] as const;
const MATERIALS = PRESETS.filter(({ nozzle }) => nozzle > 0);
/** Until its colour comes. */
const MORE = 10;

/** The steps of a change of filament, with what the nozzle is at: heat, draw the old one out, push the new one in. */
export function FilamentChange({ printer, onClose }: { readonly printer: Printer; readonly onClose: () => void }) {
  const [celsius, setCelsius] = useState(String(MATERIALS[0]?.nozzle ?? 210));
  const [way, setWay] = useState<number>(WAYS[1]);
  const nozzle = printer.temperatures.find(({ name }) => heaterOf(name) === 'nozzle');
  const hot = readyToChange(
    nozzle === undefined ? undefined : { actual: nozzle.actual, target: nozzle.target ?? null },
  );
  const stands = mayMove(printer);
  /** The word about a bed that nobody has verified (MA15). */
  const [free, setFree] = useState(false);
  const unverified = printer.phase === 'UNVERIFIED';
  const pushes = hot && (!unverified || free);
  const go = (lines: readonly string[]): void => void send(printer, lines, free);
  const button = (text: string, isPossible: boolean, lines: readonly string[]): ReactNode => (
    <button type="button" className="button" disabled={!stands || !isPossible} onClick={() => go(lines)}>
      {text}
    </button>
  );
  const target = Number(celsius);
  return (
    <Dialog title={`Change filament in ${printer.name}`} onClose={onClose}>
      <ol className="steps">
        <li>
          <h3>Heat for the old filament</h3>
          <div className="operate-row">
            <div className="segments" role="group" aria-label="Material">
              {MATERIALS.map((material) => (
                <button
                  key={material.name}
                  type="button"
                  aria-pressed={Number(celsius) === material.nozzle}
                  onClick={() => setCelsius(String(material.nozzle))}
                >
                  {material.name}
                </button>
              ))}
            </div>
            <label>
              <input
                inputMode="numeric"
                aria-label="Nozzle, °C"
                value={celsius}
                onChange={(event) => setCelsius(event.target.value)}
              />
              <span className="quiet">°C</span>
            </label>
            {button('Heat', Number.isFinite(target) && target > 0, [heatLine('nozzle', target)])}
          </div>
          <p className="quiet" role="status">
            {nozzle === undefined
              ? 'The printer tells no temperature.'
              : `The nozzle is at ${Math.round(nozzle.actual)} °C${nozzle.target == null || nozzle.target === 0 ? '' : ` of ${Math.round(nozzle.target)} °C`}${hot ? ': hot enough.' : '.'}`}
          </p>
        </li>
        <li>
          <h3>Draw it out</h3>
          <div className="operate-row">
            <div className="segments" role="group" aria-label="Way">
              {WAYS.map((value) => (
                <button key={value} type="button" aria-pressed={value === way} onClick={() => setWay(value)}>
                  {value} mm
                </button>
              ))}
            </div>
            {button('Unload', pushes, unloadLines(way))}
          </div>
        </li>
        <li>
          <h3>Push the new one in</h3>
          <p className="quiet">Heat for the new filament first, then push it up to the drive by hand.</p>
          <div className="operate-row">
            {button('Load', pushes, loadLines(way))}
            {button(`${MORE} mm more`, pushes, loadLines(MORE))}
            {button('Heater off', true, [heatLine('nozzle', 0)])}
          </div>
        </li>
      </ol>
      {unverified && (
        <label className="choice">
          <input type="checkbox" checked={free} onChange={(event) => setFree(event.target.checked)} /> Nothing is under
          the nozzle that filament could fall on
        </label>
      )}
      <p className="quiet">
        {printer.phase === 'READY' && 'The bed is to be checked before the next print. '}Say afterwards which spool is
        loaded.
      </p>
      <footer className="dialog-actions">
        <button type="button" className="button button-main" onClick={onClose}>
          Done
        </button>
      </footer>
    </Dialog>
  );
}
