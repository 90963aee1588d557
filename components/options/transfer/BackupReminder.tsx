import { useEffect, useState } from 'preact/hooks';
import { text } from '../../../lib/view/text.ts';
import { Notice } from '../../Notice.tsx';
import type { OptionsTools } from '../options-tools.ts';
import { saveFile } from './save-file.ts';

/** Saves the file that is due by itself, and says so. */
export function BackupBySelf({ tools }: { readonly tools: OptionsTools }) {
  const [fileName, setFileName] = useState<string>();
  useEffect(() => {
    tools.ask('backup:due-file', null).then((reply) => {
      if (!reply.ok || reply.value === null) return;
      saveFile(reply.value);
      setFileName(reply.value.fileName);
    });
  }, []);
  if (fileName === undefined) return null;
  return (
    <Notice live kind="good" testId="backup-saved">
      {text('backup_saved', fileName)}
    </Notice>
  );
}

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
