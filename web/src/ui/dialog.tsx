import { type MouseEvent, type ReactNode, useLayoutEffect, useRef } from 'react';
import { EmergencyStopAll } from '../farm/emergency-stop.tsx';
import { Icon } from './icons.tsx';

/**
 * A modal dialog on the platform’s own element: focus, Escape and the backdrop are the browser’s. The one thing that no dialog may
 * stand in front of is the emergency stop (MA5): it has one of its own, and those that are seen behind it work when pressed.
 */
export function Dialog({
  title,
  onClose,
  children,
}: {
  readonly title: string;
  readonly onClose: () => void;
  readonly children: ReactNode;
}) {
  const element = useRef<HTMLDialogElement>(null);
  const pressedOutside = useRef(false);
  // Before React takes the element out of the page: afterwards the browser no longer knows where the focus belongs.
  useLayoutEffect(() => {
    const dialog = element.current;
    const opener = document.activeElement;
    if (dialog !== null && !dialog.open) dialog.showModal();
    return () => {
      dialog?.close();
      if (opener instanceof HTMLElement && opener.isConnected) opener.focus();
    };
  }, []);
  /** A press that began inside, such as the marking of a text, is none on the backdrop though the browser ends it there. */
  function clicked(event: MouseEvent): void {
    const dialog = element.current;
    if (dialog === null || event.target !== dialog || !pressedOutside.current) return;
    // Only a closed dialog lets the browser tell what is seen at that place.
    dialog.close();
    const below = document.elementFromPoint(event.clientX, event.clientY)?.closest('.button-stop');
    if (below instanceof HTMLElement) below.click();
    onClose();
  }

  return (
    <dialog
      ref={element}
      className="dialog"
      aria-label={title}
      onCancel={onClose}
      onPointerDown={(event) => {
        pressedOutside.current = event.target === element.current;
      }}
      onClick={clicked}
    >
      <div className="dialog-body">
        <header>
          <h2>{title}</h2>
          <button type="button" className="button-icon" aria-label="Close" onClick={onClose}>
            <Icon name="cross" />
          </button>
          {/* Behind the other one, so that it is not what the focus falls on when the dialog opens. */}
          <EmergencyStopAll onSent={onClose} />
        </header>
        {children}
      </div>
    </dialog>
  );
}

export function ConfirmDialog({
  title,
  text,
  yes,
  danger = false,
  onYes,
  onClose,
}: {
  readonly title: string;
  readonly text: ReactNode;
  readonly yes: string;
  readonly danger?: boolean;
  readonly onYes: () => void;
  readonly onClose: () => void;
}) {
  return (
    <Dialog title={title} onClose={onClose}>
      <div className="prose">{text}</div>
      <footer className="dialog-actions">
        <button type="button" className="button" onClick={onClose}>
          Back
        </button>
        <button
          type="button"
          className={danger ? 'button button-danger' : 'button button-main'}
          onClick={() => {
            onYes();
            onClose();
          }}
        >
          {yes}
        </button>
      </footer>
    </Dialog>
  );
}
