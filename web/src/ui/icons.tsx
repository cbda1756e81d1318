/** Our own small set of line icons, drawn in the colour of the text beside them. */
const PATHS = {
  check: 'M4 10.5 8.2 14.7 16 6.5',
  pause: 'M7 5v10M13 5v10',
  play: 'M6.5 4.5v11l9-5.5Z',
  cross: 'M5 5l10 10M15 5 5 15',
  stop: 'M7 3.5h6l3.5 3.5v6L13 16.5H7L3.5 13V7Z',
  plus: 'M10 4v12M4 10h12',
  up: 'M10 16V5M5 9.5 10 4.5l5 5',
  down: 'M10 4v11M5 10.5l5 5 5-5',
  more: 'M4.5 10h.01M10 10h.01M15.5 10h.01',
  search: 'M9 14.5a5.5 5.5 0 1 0 0-11 5.5 5.5 0 0 0 0 11ZM13 13l4 4',
  warning: 'M10 3.5 17.5 16h-15ZM10 8.5v3.2M10 13.9h.01',
  bed: 'M3 14.5h14M5 14.5v2M15 14.5v2M6 11.5h8v3H6Z',
  bedEmpty: 'M3 14.5h14M5 14.5v2M15 14.5v2',
  settings: 'M4 6h7M15 6h1M4 14h1M9 14h7M13 4v4M7 12v4',
  link: 'M3 8.5a10 10 0 0 1 14 0M5.7 11.3a6 6 0 0 1 8.6 0M8.4 14a2.3 2.3 0 0 1 3.2 0',
  upload: 'M10 13V4M6 7.5 10 3.5l4 4M4 13v3h12v-3',
  file: 'M5.5 3h6l3.5 3.5V17h-9.5ZM11.5 3v3.5H15',
  trash: 'M4 6h12M8 6V4h4v2M6 6l.7 10.5h6.6L14 6',
  copy: 'M7 7h9v9H7ZM4 13V4h9',
  sun: 'M10 13a3 3 0 1 0 0-6 3 3 0 0 0 0 6ZM10 2.5v2M10 15.5v2M2.5 10h2M15.5 10h2M4.7 4.7l1.4 1.4M13.9 13.9l1.4 1.4M15.3 4.7l-1.4 1.4M6.1 13.9l-1.4 1.4',
  moon: 'M16 11.5A6.5 6.5 0 0 1 8.5 4 6.5 6.5 0 1 0 16 11.5Z',
  clock: 'M10 17a7 7 0 1 0 0-14 7 7 0 0 0 0 14ZM10 6v4l2.7 1.8',
  key: 'M12.5 11a3.5 3.5 0 1 0-3.3-2.3L3.5 14.4v2.1H6v-1.8h1.8v-1.8h1.6l1-1a3.5 3.5 0 0 0 2.1.1ZM13.2 6.8h.01',
  spool: 'M10 17a7 7 0 1 0 0-14 7 7 0 0 0 0 14ZM10 12a2 2 0 1 0 0-4 2 2 0 0 0 0 4ZM10 14.6a4.6 4.6 0 0 0 4.6-4.6',
  back: 'M15 10H5M9 5.5 4.5 10 9 14.5',
} as const;

export type IconName = keyof typeof PATHS;

export function Icon({ name }: { readonly name: IconName }) {
  return (
    <svg className={`icon icon-${name}`} viewBox="0 0 20 20" aria-hidden="true">
      <path d={PATHS[name]} />
    </svg>
  );
}
