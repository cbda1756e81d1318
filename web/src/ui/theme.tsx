import { useEffect, useState } from 'react';
import { Icon } from './icons.tsx';

type Theme = 'light' | 'dark';
const KEY = 'croft-theme';

const stored = (): Theme | null => {
  try {
    const value = localStorage.getItem(KEY);
    return value === 'light' || value === 'dark' ? value : null;
  } catch {
    return null;
  }
};

/** Light or dark: the system’s choice until a person makes one. */
export function ThemeSwitch() {
  const [choice, setChoice] = useState<Theme | null>(stored);
  useEffect(() => {
    if (choice === null) document.documentElement.removeAttribute('data-theme');
    else document.documentElement.setAttribute('data-theme', choice);
    try {
      if (choice !== null) localStorage.setItem(KEY, choice);
    } catch {
      // A browser that keeps nothing still shows the page.
    }
  }, [choice]);
  const dark = choice === null ? window.matchMedia('(prefers-color-scheme: dark)').matches : choice === 'dark';
  return (
    <button
      type="button"
      className="button-icon"
      aria-label={dark ? 'Use the light theme' : 'Use the dark theme'}
      onClick={() => setChoice(dark ? 'light' : 'dark')}
    >
      <Icon name={dark ? 'sun' : 'moon'} />
    </button>
  );
}
