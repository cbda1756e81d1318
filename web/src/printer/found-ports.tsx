import { useFarm } from '../live/use-live.ts';
import { useFoundPorts } from '../find/use-found.ts';
import { type FoundPort, portNote, portTitle } from './port-words.ts';

/** The serial ports that are plugged in now, one of them to be chosen instead of typed. Says so when one comes or goes. */
export function FoundPorts({
  chosen,
  initial,
  onChoose,
}: {
  readonly chosen: string;
  /** The path that the printer of this form has already. */
  readonly initial: string;
  readonly onChoose: (path: string) => void;
}) {
  const ports = useFoundPorts();
  const printers = useFarm((state) => state.printers) ?? {};
  if (ports === null) return null;
  const userOf = ({ printerId, path }: FoundPort): string | null =>
    printerId === null || path === initial ? null : (printers[printerId]?.name ?? 'another printer');
  return (
    <fieldset className="ports">
      <legend>Plugged in at this computer</legend>
      {ports.length === 0 && <small role="status">No serial port yet. Plug the printer in and switch it on.</small>}
      <ul>
        {ports.map((port) => {
          const user = userOf(port);
          return (
            <li key={port.device}>
              <label className="choice">
                <input
                  type="radio"
                  name="found-port"
                  checked={chosen === port.path}
                  disabled={user !== null}
                  onChange={() => onChoose(port.path)}
                />
                <span>{portTitle(port)}</span>
                <small>{user === null ? portNote(port) : `${portNote(port)} · belongs to ${user}`}</small>
                {port.trouble !== null && <small className="form-problem">{port.trouble}</small>}
              </label>
            </li>
          );
        })}
      </ul>
    </fieldset>
  );
}
