import { type RefObject, startTransition, useEffect, useLayoutEffect, useRef, useState } from 'react';

/** Laid out at first, before anything is known of the screen. */
const AT_FIRST = 20;
/** Laid out more at once, at least. */
const MORE = 20;

/**
 * Of a thousand cards those are laid out that somebody has scrolled to, and a screen more; the rest is an empty space of about their
 * height, so that the scroll bar tells the truth. What was laid out stays, with whatever a person has begun there. The browser's own
 * search finds only what is there: whoever opens it gets all of them.
 */
export function useLaidOut(all: number): {
  readonly count: number;
  readonly list: RefObject<HTMLDivElement | null>;
  readonly rest: RefObject<HTMLDivElement | null>;
} {
  const [wanted, setWanted] = useState(AT_FIRST);
  const list = useRef<HTMLDivElement>(null);
  const rest = useRef<HTMLDivElement>(null);
  const count = Math.min(wanted, all);

  useLayoutEffect(() => {
    const [cards, space] = [list.current, rest.current];
    if (cards === null || space === null) return;
    const fit = (): void => {
      space.style.height = `${Math.ceil((all - count) / columnsOf(cards)) * rowHeightOf(cards, count)}px`;
    };
    fit();
    const resized = new ResizeObserver(fit);
    resized.observe(cards);
    return () => resized.disconnect();
  }, [all, count]);

  useEffect(() => {
    const [cards, space] = [list.current, rest.current];
    if (cards === null || space === null) return;
    const seen = new IntersectionObserver(
      ([entry]) => {
        if (entry?.isIntersecting !== true) return;
        const missing = 2 * window.innerHeight - space.getBoundingClientRect().top;
        const rows = Math.ceil(Math.min(missing, space.offsetHeight) / rowHeightOf(cards, count));
        startTransition(() => setWanted(count + Math.max(MORE, rows * columnsOf(cards))));
      },
      { rootMargin: '100% 0px' },
    );
    seen.observe(space);
    return () => seen.disconnect();
  }, [all, count]);

  useEffect(() => {
    const searched = (event: KeyboardEvent): void => {
      if (event.key === 'F3' || ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'f'))
        setWanted(Number.POSITIVE_INFINITY);
    };
    window.addEventListener('keydown', searched);
    return () => window.removeEventListener('keydown', searched);
  }, []);

  return { count, list, rest };
}

const columnsOf = (cards: Element): number => getComputedStyle(cards).gridTemplateColumns.split(' ').length;

const rowHeightOf = (cards: HTMLElement, count: number): number =>
  Math.max(1, cards.offsetHeight / Math.max(1, Math.ceil(count / columnsOf(cards))));
