import { ask } from '../graphql/ask.ts';
import { EmergencyStopAllDocument, EmergencyStopDocument } from '../graphql/operations.generated.ts';
import type { Printer } from '../live/farm-state.ts';
import { Icon } from '../ui/icons.tsx';
import { useFarm } from '../live/use-live.ts';
import { act } from '../ui/toasts.tsx';

/** What a person does when even this button does not reach the printer. */
const BY_HAND = 'Switch the printer off at its plug, or run “croft estop --all” on its computer.';

/** What the button does where there is no emergency stop (MA5); it works like any other, and says so. */
const SAYS: Readonly<Record<string, { readonly title: string; readonly sent: string }>> = {
  'cancels-print': {
    title: 'Stop: cancels the print. This printer has no emergency stop; in an emergency switch it off.',
    sent: 'told to cancel. It has no emergency stop; in an emergency switch it off.',
  },
  none: {
    title: 'This printer cannot be stopped from here: switch it off.',
    sent: 'cannot be stopped from here. Switch it off.',
  },
};
const IMMEDIATE = { title: 'Emergency stop', sent: 'emergency stop sent.' };

/** Red, always there, and without a question: a person who reaches for it has no time for one (MA5). */
export function EmergencyStop({ printer }: { readonly printer: Printer }) {
  const { title, sent } = SAYS[printer.emergencyStop] ?? IMMEDIATE;
  return (
    <button
      type="button"
      className="button button-stop"
      aria-label={`Emergency stop of ${printer.name}`}
      title={title}
      onClick={() =>
        act(() => ask(EmergencyStopDocument, { printerId: printer.id }), `${printer.name}: ${sent}`, BY_HAND)
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
