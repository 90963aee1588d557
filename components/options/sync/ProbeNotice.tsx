import type { ProbeReport } from '../../../lib/messaging/sync-shapes.ts';
import { plural, text } from '../../../lib/view/text.ts';
import { Notice } from '../../Notice.tsx';

/** What was found out about a storage by trying it, in plain words. */
export function ProbeNotice({ report }: { readonly report: ProbeReport }) {
  const lines = [
    text('probe_works', report.host),
    text(report.canCreate === 'conditional' ? 'probe_conditional' : 'probe_plain'),
    ...(report.isListingComplete ? [] : [text('probe_listing')]),
  ];
  return (
    <>
      <Notice live kind="good" testId="probe-works">
        {lines.map((line) => (
          <p key={line}>{line}</p>
        ))}
      </Notice>
      <Notice
        kind={report.holds === 'another-vault' || report.holds === 'other-files' ? 'warn' : 'plain'}
        testId="probe-holds"
      >
        {holdsText(report)}
      </Notice>
    </>
  );
}

function holdsText({ holds, deviceCount }: ProbeReport): string {
  if (holds === 'this-vault') return plural('probe_this_vault', deviceCount);
  if (holds === 'another-vault') return text('probe_another_vault');
  return text(holds === 'other-files' ? 'probe_other_files' : 'probe_empty');
}
