import { cameraUrl, type OwnCamera } from '#drivers/own-cameras';
import { NotAnswered, type WebDialogue } from '#drivers/web-dialogue';
import { isRecord } from './record.ts';
import type { WebSession } from './web-session.ts';

const SETTINGS = encodeURIComponent('0:/sys/dwc-settings.json');

/**
 * Firmware knows of no camera. Duet Web Control keeps the address of the one that it shows in its settings, if they are kept on the board
 * and not in a browser. PURE.
 */
export const webcamIn = (page: string) =>
  function* (session: WebSession): WebDialogue<readonly OwnCamera[]> {
    try {
      const path = session.way === 'sbc' ? `/machine/file/${SETTINGS}` : `/rr_download?name=${SETTINGS}`;
      return readWebcam(yield session.ask(path), page);
    } catch (error) {
      if (error instanceof NotAnswered && error.status === 404) return [];
      throw error;
    }
  };

export function readWebcam(settings: unknown, page: string): readonly OwnCamera[] {
  const main = isRecord(settings) && isRecord(settings.main) ? settings.main : settings;
  const webcam = isRecord(main) && isRecord(main.webcam) ? main.webcam : {};
  const { enabled, embedded, liveUrl, url } = webcam;
  // What is embedded is a page, and no picture.
  if (enabled === false || embedded === true) return [];
  const told = [liveUrl, url].find((each) => typeof each === 'string' && each.trim() !== '');
  if (typeof told !== 'string') return [];
  const host = URL.parse(page)?.hostname ?? '';
  const found = cameraUrl(told.replace(/\[HOSTNAME\]|\{hostname\}/gi, host), page);
  return found === null ? [] : [{ name: 'Webcam', url: found, username: null, password: null }];
}
