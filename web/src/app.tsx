import { useEffect, useRef } from 'react';
import { Link, Route, Switch, useLocation } from 'wouter';
import { EmergencyStopAll } from './farm/emergency-stop.tsx';
import { FarmPage } from './farm/farm-page.tsx';
import { needsPerson } from './farm/phase-words.ts';
import { FilePage } from './library/file-page.tsx';
import { LibraryPage } from './library/library-page.tsx';
import { MaterialsPage } from './materials/materials-page.tsx';
import { SpoolPage } from './materials/spool-page.tsx';
import { DropZone } from './library/drop-zone.tsx';
import { ConnectionBanner } from './live/connection-banner.tsx';
import { useFarm } from './live/use-live.ts';
import { PrinterPage } from './printer/printer-page.tsx';
import { QueuePage } from './queue/queue-page.tsx';
import { Contained } from './ui/contained.tsx';
import { Icon } from './ui/icons.tsx';
import { later } from './ui/later.tsx';
import { ThemeSwitch } from './ui/theme.tsx';

// What is looked at now and then comes when it is.
const CamerasPage = later('the cameras', () => import('./cameras/cameras-page.tsx').then((page) => page.CamerasPage));
const EventsPage = later('the events', () => import('./events/events-page.tsx').then((page) => page.EventsPage));
const AccessPage = later('the keys', () => import('./access/access-page.tsx').then((page) => page.AccessPage));
const WebhooksPage = later('the webhooks', () =>
  import('./events/webhooks-page.tsx').then((page) => page.WebhooksPage),
);
const HistoryPage = later('the history', () => import('./history/history-page.tsx').then((page) => page.HistoryPage));
const SettingsPage = later('the settings', () =>
  import('./settings/settings-page.tsx').then((page) => page.SettingsPage),
);
const FindPage = later('the printers in the network', () =>
  import('./find/find-page.tsx').then((page) => page.FindPage),
);
const FirmwarePage = later('the firmware', () =>
  import('./printer/firmware-page.tsx').then((page) => page.FirmwarePage),
);

const PAGES = [
  { path: '/', name: 'Farm' },
  { path: '/queue', name: 'Queue' },
  { path: '/cameras', name: 'Cameras' },
  { path: '/library', name: 'Library' },
  { path: '/materials', name: 'Materials' },
  { path: '/history', name: 'History' },
  { path: '/events', name: 'Events' },
] as const;

export function App() {
  const [here] = useLocation();
  const name = useFarm((state) => state.farm.name) ?? 'Croft';
  useEffect(() => {
    document.title = name === 'Croft' ? name : `${name} · Croft`;
  }, [name]);
  return (
    <DropZone>
      <a className="skip" href="#main">
        Skip to the page
      </a>
      <div className="top">
        <header className="masthead">
          <Link href="/" className="brand" aria-label={`${name}, to the farm`}>
            <svg viewBox="0 0 32 32" aria-hidden="true">
              <path d="M7 16.5 16 8.5l9 8v7.2c0 .7-.6 1.3-1.3 1.3H8.3c-.7 0-1.3-.6-1.3-1.3Z" />
              <path className="brand-lines" d="M10.5 20.5h11M10.5 17.7h11M10.5 23h11" />
            </svg>
            <span>{name}</span>
          </Link>
          <nav aria-label="Pages">
            {PAGES.map((page) => (
              <NavLink key={page.path} {...page} />
            ))}
          </nav>
          <div className="masthead-end">
            <Link href="/settings" className="button-icon" aria-label="Settings of the farm">
              <Icon name="settings" />
            </Link>
            <Link href="/access" className="button-icon" aria-label="Access: keys for programs and people">
              <Icon name="key" />
            </Link>
            <ThemeSwitch />
            <EmergencyStopAll />
          </div>
        </header>
        <ConnectionBanner />
      </div>
      <main id="main" tabIndex={-1}>
        <Contained at={here}>
          <Switch>
            <Route path="/" component={FarmPage} />
            <Route path="/queue" component={QueuePage} />
            <Route path="/cameras" component={CamerasPage} />
            <Route path="/library" component={LibraryPage} />
            <Route path="/materials" component={MaterialsPage} />
            <Route path="/s/:code">{({ code }) => <SpoolPage code={code} />}</Route>
            <Route path="/library/:digest">{({ digest }) => <FilePage key={digest} digest={digest} />}</Route>
            <Route path="/history" component={HistoryPage} />
            <Route path="/find" component={FindPage} />
            <Route path="/events" component={EventsPage} />
            <Route path="/access" component={AccessPage} />
            <Route path="/settings" component={SettingsPage} />
            <Route path="/events/webhooks" component={WebhooksPage} />
            <Route path="/printers/:id/firmware">{({ id }) => <FirmwarePage key={id} id={id} />}</Route>
            <Route path="/printers/:id">{({ id }) => <PrinterPage id={id} />}</Route>
            <Route>
              <div className="empty">
                <h2>This page does not exist.</h2>
                <Link href="/" className="button">
                  <Icon name="back" /> To the farm
                </Link>
              </div>
            </Route>
          </Switch>
        </Contained>
      </main>
    </DropZone>
  );
}

function NavLink({ path, name }: { readonly path: string; readonly name: string }) {
  const [here] = useLocation();
  const waiting =
    useFarm((state) => (path === '/' ? Object.values(state.printers).filter(needsPerson).length : 0)) ?? 0;
  const queued = useFarm((state) => state.jobOrder.length) ?? 0;
  const count = path === '/' ? waiting : path === '/queue' ? queued : 0;
  const link = useRef<HTMLAnchorElement>(null);
  const isHere = here === path;
  // On a phone not all of them are seen at once.
  useEffect(() => {
    if (isHere) link.current?.scrollIntoView({ block: 'nearest', inline: 'center' });
  }, [isHere]);
  return (
    <Link ref={link} href={path} aria-current={isHere ? 'page' : undefined}>
      {name}
      {count > 0 && <span className={path === '/' ? 'badge badge-waiting' : 'badge'}>{count}</span>}
    </Link>
  );
}
