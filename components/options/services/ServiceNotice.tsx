import { Notice } from '../../Notice.tsx';

export interface ServiceNoticeProps {
  readonly lines: readonly string[] | undefined;
  readonly testId?: string | undefined;
}

/** What a service did not do; nothing where there is nothing to say. */
export function ServiceNotice({ lines, testId = 'service-problem' }: ServiceNoticeProps) {
  if (lines === undefined || lines.length === 0) return null;
  return (
    <Notice live kind="warn" testId={testId}>
      {lines.map((line) => (
        <p key={line}>{line}</p>
      ))}
    </Notice>
  );
}
