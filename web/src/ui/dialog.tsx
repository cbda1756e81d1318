import { type ReactNode, useLayoutEffect, useRef } from 'react';
import { Icon } from './icons.tsx';

/** A modal dialog on the platform’s own element: focus, Escape and the backdrop are the browser’s. */
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
  return (
    <dialog
      ref={element}
      className="dialog"
      aria-label={title}
      onCancel={onClose}
      onClick={(event) => {
        if (event.target === element.current) onClose();
      }}
    >
      <div className="dialog-body">
        <header>
          <h2>{title}</h2>
          <button type="button" className="button-icon" aria-label="Close" onClick={onClose}>
            <Icon name="cross" />
          </button>
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
