import { useEffect, useState } from 'preact/hooks';
import { text } from '../../../lib/view/text.ts';
import { Notice } from '../../Notice.tsx';
import type { OptionsTools } from '../options-tools.ts';

/** Over the list of accounts, once the last backup is too old. */
export function BackupReminder({ tools }: { readonly tools: OptionsTools }) {
  const [isDue, setDue] = useState(false);
  useEffect(() => {
    tools.ask('backup:state', null).then((reply) => {
      if (reply.ok && reply.value !== null) setDue(reply.value.isDue);
    });
  }, []);
  if (!isDue) return null;
  return (
    <Notice kind="warn" testId="backup-due">
      <p>{text('backup_due')}</p>
      <p>
        <a href="#/export">{text('backup_due_go')}</a>
      </p>
    </Notice>
  );
}
