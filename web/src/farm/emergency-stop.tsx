import { ask } from '../graphql/ask.ts';
import { EmergencyStopAllDocument, EmergencyStopDocument } from '../graphql/operations.generated.ts';
import type { Printer } from '../live/farm-state.ts';
import { Icon } from '../ui/icons.tsx';
import { act } from '../ui/toasts.tsx';

/** Red, always there, and without a question: a person who reaches for it has no time for one (MA5). */
export function EmergencyStop({ printer }: { readonly printer: Printer }) {
  return (
    <button
      type="button"
      className="button button-stop"
      aria-label={`Emergency stop of ${printer.name}`}
      title="Emergency stop"
      onClick={() =>
        act(() => ask(EmergencyStopDocument, { printerId: printer.id }), `${printer.name}: emergency stop sent.`)
      }
    >
      <Icon name="stop" />
      <span>Stop</span>
    </button>
  );
}

export function EmergencyStopAll() {
  return (
    <button
      type="button"
      className="button button-stop"
      title="Emergency stop of every printer"
      onClick={() => act(() => ask(EmergencyStopAllDocument, {}), 'Emergency stop sent to every printer.')}
    >
      <Icon name="stop" />
      <span className="wide-only">Stop all</span>
    </button>
  );
}
