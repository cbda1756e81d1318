import { ask } from '../graphql/ask.ts';
import { EmergencyStopAllDocument, EmergencyStopDocument } from '../graphql/operations.generated.ts';
import type { Printer } from '../live/farm-state.ts';
import { Icon } from '../ui/icons.tsx';
import { useFarm } from '../live/use-live.ts';
import { act } from '../ui/toasts.tsx';

/** What a person does when even this button does not reach the printer. */
const BY_HAND = 'Switch the printer off at its plug, or run “croft estop --all” on its computer.';

/** Red, always there, and without a question: a person who reaches for it has no time for one (MA5). */
export function EmergencyStop({ printer }: { readonly printer: Printer }) {
  return (
    <button
      type="button"
      className="button button-stop"
      aria-label={`Emergency stop of ${printer.name}`}
      title="Emergency stop"
      onClick={() =>
        act(
          () => ask(EmergencyStopDocument, { printerId: printer.id }),
          `${printer.name}: emergency stop sent.`,
          BY_HAND,
        )
      }
    >
      <Icon name="stop" />
      <span>Stop</span>
    </button>
  );
}

/** `onSent`: after it was sent, whatever comes of it. */
export function EmergencyStopAll({ onSent }: { readonly onSent?: () => void }) {
  const none = useFarm((state) => Object.keys(state.printers).length === 0);
  if (none === true) return null;
  return (
    <button
      type="button"
      className="button button-stop"
      title="Emergency stop of every printer"
      aria-label="Emergency stop of every printer"
      onClick={() => {
        act(() => ask(EmergencyStopAllDocument, {}), 'Emergency stop sent to every printer.', BY_HAND);
        onSent?.();
      }}
    >
      <Icon name="stop" />
      <span>Stop all</span>
    </button>
  );
}
