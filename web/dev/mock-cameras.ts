import type { ServerResponse } from 'node:http';
import type { Camera } from '../src/cameras/use-cameras.ts';

const camera = (i: number, changes: Partial<Camera>): Camera => ({
  id: `c${i}`,
  name: `Camera ${i}`,
  printerId: null,
  stream: `/api/pictures/${i}`,
  picture: `/api/pictures/${i}`,
  trouble: null,
  viewers: 1,
  url: `http://192.168.1.${60 + i}/webcam/?action=stream`,
  username: null,
  hasPassword: false,
  version: 1,
  timelapse: false,
  timelapseSeconds: null,
  rotation: 0,
  flipHorizontal: false,
  flipVertical: false,
  ...changes,
});

/** Why some show nothing; the others show a picture. */
const TROUBLES: Readonly<Record<string, { readonly message: string; readonly remedy: string }>> = {
  c2: {
    message: 'Nothing listens at the camera’s address. (ECONNREFUSED)',
    remedy: 'Is it switched on, and is the address right?',
  },
  c4: {
    message: 'The camera wants a user name and a password, or other ones.',
    remedy: 'Enter them in its settings.',
  },
};

export const CAMERAS: readonly Camera[] = [
  camera(1, { name: 'Bed of Bracken', printerId: 'p1', timelapse: true }),
  camera(2, { name: 'Bed of Heather', printerId: 'p2' }),
  camera(3, { name: 'Camera_of_the_workshop_beside_the_second_window_to_the_garden_0123456789' }),
  camera(4, { name: 'Shelf', hasPassword: true, username: 'croft' }),
  camera(5, { name: 'Door' }),
];

/** A thing on a bed. */
const PICTURE = Buffer.from(
  '/9j/4AAQSkZJRgABAQAAAQABAAD/4gHYSUNDX1BST0ZJTEUAAQEAAAHIAAAAAAQwAABtbnRyUkdCIFhZWiAH4AABAAEAAAAAAABhY3NwAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAQAA9tYAAQAAAADTLQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAlkZXNjAAAA8AAAACRyWFlaAAABFAAAABRnWFlaAAABKAAAABRiWFlaAAABPAAAABR3dHB0AAABUAAAABRyVFJDAAABZAAAAChnVFJDAAABZAAAAChiVFJDAAABZAAAAChjcHJ0AAABjAAAADxtbHVjAAAAAAAAAAEAAAAMZW5VUwAAAAgAAAAcAHMAUgBHAEJYWVogAAAAAAAAb6IAADj1AAADkFhZWiAAAAAAAABimQAAt4UAABjaWFlaIAAAAAAAACSgAAAPhAAAts9YWVogAAAAAAAA9tYAAQAAAADTLXBhcmEAAAAAAAQAAAACZmYAAPKnAAANWQAAE9AAAApbAAAAAAAAAABtbHVjAAAAAAAAAAEAAAAMZW5VUwAAACAAAAAcAEcAbwBvAGcAbABlACAASQBuAGMALgAgADIAMAAxADb/2wBDABQODxIPDRQSEBIXFRQYHjIhHhwcHj0sLiQySUBMS0dARkVQWnNiUFVtVkVGZIhlbXd7gYKBTmCNl4x9lnN+gXz/2wBDARUXFx4aHjshITt8U0ZTfHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHz/wAARCABaAKADASIAAhEBAxEB/8QAGgABAQADAQEAAAAAAAAAAAAAAAIBBAUDBv/EADAQAAIBAgQCCgEEAwAAAAAAAAARAQIDBBUxomPhBRMhUVJTgaGx0RIkMjRBFCJh/8QAGAEBAQEBAQAAAAAAAAAAAAAAAAIBBQP/xAAdEQEAAQQDAQAAAAAAAAAAAAAAAgESMlEDETET/9oADAMBAAIRAxEAPwDkIIpBFoSgikEBKCKQQEoIpBASgikEBKCKQQEoIpBASgikEBKCKQQEoIpBAZQRSCAlBFIICUEUggJQRSKt2qrtcUUQ6p0gzxrzQRt5divK3R9jLsV5W6Psm+O1WS01EEbeXYryt0fYy7FeVuj7F8dlktNRBHpctVWq5orhVRrBKK9SlBFII1iUEUggJQRSCApBFIIwSgikEBKCKQQEo2MBMU4y3M6dvxJ4o9cLH6in1+COTCq4ZUdrrqPF7DrqPF7GqDl9ul02uuo8XsOuo8XsaoHZ00MfMVYy5MadnxBro98VH6ir0+DyR1OPCjmzyqlBFIItCUEUggJQRSCApBGUEBhBGUEBhEXK6bdE1VaQXVMUUzVVKiDmX71V6pz2UxpAaqcVdmZmKlHcoNjo6/crxtumqpxL/qO6TQNvov8An2vX4k8+TCq4ZUfQAA5bpAAA4fSN+5RjblNNSiF/Ud0Gt/lXvH7QevSn8+76fEGodTjwo5s8qulh70XqO390aweyOTbrm3XFVOsHUtXKbtEVU+sdx6IUgjKCDGEEZQQFIIpBAShKiJmeyIKRzcZiusmbdv8AZGs94ajFYib1Sp7KI0/6a4BjQu1drs3IuW5VUaSiAPTxt5li/N2x9DMsX5u2Po1AR84aVfLbbzLF+btj6GZYvzdsfRqAfOGi+W13btd65Ny5LqnWUQAX4n0PXD3ps1vWmdYPIAdqmYrpiqmXEmUc7B4jqqvxrn/SfY6ZrEoIpBBikEZAHlftVXbc0U1/g9ZTNTLOLt5nQAa5+WcXbzGWcXbzOgAOflnF28xlnF28zoADn5ZxdvMZZxdvM6AA5+WcXbzGWcXbzOgAOflnF28xlnF28zoADn5ZxdvMZZxdvM6AA5+WcXbzNuxaqtW/wqr/ADiNOxI9QBhBGQGP/9k=',
  'base64',
);

/** Pictures of all of them, and why there is none; then nothing more, as a camera that hangs. */
export function watchCameras(ids: readonly string[], response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'application/octet-stream' });
  for (const id of ids) {
    const trouble = TROUBLES[id];
    response.write(`${JSON.stringify(trouble === undefined ? { id, bytes: PICTURE.length } : { id, trouble })}\n`);
    if (trouble === undefined) response.write(PICTURE);
  }
}
