import { type ReactNode, useEffect, useRef } from 'react';
import { Icon } from './icons.tsx';

/** A small menu of further actions; closes when one is taken, when the focus leaves and by Escape. */
export function Menu({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  const element = useRef<HTMLDetailsElement>(null);
  useEffect(() => {
    const details = element.current;
    if (details === null) return;
    const close = (): void => {
      details.open = false;
    };
    const outside = (event: Event): void => {
      if (event.target instanceof Node && !details.contains(event.target)) close();
    };
    const escape = (event: KeyboardEvent): void => {
      if (event.key === 'Escape') close();
    };
    document.addEventListener('pointerdown', outside);
    details.addEventListener('keydown', escape);
    details.addEventListener('click', (event) => {
      if (event.target instanceof Element && event.target.closest('button') !== null) close();
    });
    return () => {
      document.removeEventListener('pointerdown', outside);
      details.removeEventListener('keydown', escape);
    };
  }, []);
  return (
    <details ref={element} className="menu">
      <summary className="button-icon" aria-label={label}>
        <Icon name="more" />
      </summary>
      <div className="menu-list">{children}</div>
    </details>
  );
}
