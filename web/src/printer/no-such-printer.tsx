import { Link } from 'wouter';
import { Empty } from '../ui/empty.tsx';
import { Icon } from '../ui/icons.tsx';

/** Where an address names a printer that has left, or never was. */
export function NoSuchPrinter() {
  return (
    <Empty title="This printer is not part of the farm">
      <Link href="/" className="button">
        <Icon name="back" /> To the farm
      </Link>
    </Empty>
  );
}
