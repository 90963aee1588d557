import { text } from '../../../lib/view/text.ts';
import { Notice } from '../../Notice.tsx';

/** Said before a device is taken out: what it does, and what nothing can do. */
export function RemovalWords({ name }: { readonly name: string }) {
  return (
    <Notice kind="warn" testId="removal-words">
      <p>{text('remove_does', name)}</p>
      <p>
        <b>{text('remove_cannot')}</b>
      </p>
      <p>{text('remove_then')}</p>
    </Notice>
  );
}
