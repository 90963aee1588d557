/** One-time links that were made here: what has become of each, and the way to destroy one unread. */
import { useEffect, useState } from 'preact/hooks';
import type { LinkReceipt, LinkRow, LinkState } from '../../../lib/messaging/service-shapes.ts';
import { refusalText } from '../../../lib/view/actions.ts';
import { formatDateTime, type TextKey, text } from '../../../lib/view/text.ts';
import { Button } from '../../Button.tsx';
import { Dialog } from '../../Dialog.tsx';
import { Icon } from '../../Icon.tsx';
import { Panel } from '../Panel.tsx';
import { ServiceNotice } from './ServiceNotice.tsx';
import type { ServicePanelProps } from './ServicePage.tsx';
import { ttlText } from './service-words.ts';
import { type ServiceRun, useService } from './use-service.ts';

const STATES: Readonly<Record<LinkState, TextKey>> = {
  new: 'links_state_new',
  viewed: 'links_state_new',
  received: 'links_state_received',
  burned: 'links_state_burned',
  expired: 'links_state_expired',
  orphaned: 'links_state_gone',
  gone: 'links_state_gone',
  unknown: 'links_state_unknown',
};

const KINDS: Readonly<Record<LinkRow['kind'], TextKey>> = {
  account: 'links_kind_account',
  code: 'links_kind_code',
  generated: 'links_kind_generated',
};

interface LinksPanelProps extends ServicePanelProps {
  readonly links: readonly LinkRow[] | undefined;
  readonly onChanged: () => Promise<void>;
}

export function LinksPanel({ tools, connection, links, onChanged }: LinksPanelProps) {
  const [burning, setBurning] = useState<LinkRow>();
  const [burned, setBurned] = useState<string>();
  const service = useService();
  const burn = async (linkId: string) => {
    setBurning(undefined);
    await service.run(tools.ask('service:link-burn', { linkId }));
    setBurned(linkId);
  };
  const forget = async (linkId: string) => {
    const reply = await tools.ask('service:link-forget', { linkId });
    if (!reply.ok) service.say([refusalText(reply.code)]);
    await onChanged();
  };
  return (
    <Panel title={text('links_own')} what={text('links_own_what')} testId="links">
      {links?.length === 0 && <p class="hint">{text('links_none')}</p>}
      <ul class="slots">
        {links?.map((row) => (
          <OwnLink
            key={row.linkId}
            row={row}
            isBurned={row.linkId === burned}
            tools={tools}
            service={service}
            onBurn={() => setBurning(row)}
            onForget={() => forget(row.linkId)}
          />
        ))}
      </ul>
      <ServiceNotice lines={service.problem} testId="links-problem" />
      {burning !== undefined && (
        <Dialog
          kind="danger"
          title={text('links_burn_title')}
          confirm={text('links_burn')}
          testId="burn-dialog"
          onConfirm={() => burn(burning.linkId)}
          onCancel={() => setBurning(undefined)}
        >
          <p>{text('links_burn_what', connection.host)}</p>
        </Dialog>
      )}
    </Panel>
  );
}

interface OwnLinkProps {
  readonly row: LinkRow;
  /** It was burned just now: its state is asked for at once. */
  readonly isBurned: boolean;
  readonly tools: ServicePanelProps['tools'];
  readonly service: ServiceRun;
  readonly onBurn: () => void;
  readonly onForget: () => void;
}

function OwnLink({ row, isBurned, tools, service, onBurn, onForget }: OwnLinkProps) {
  const [receipt, setReceipt] = useState<LinkReceipt>();
  const look = async () => setReceipt(await service.run(tools.ask('service:link-receipt', { linkId: row.linkId })));
  useEffect(() => {
    if (isBurned) look();
  }, [isBurned]);
  return (
    <li class="slot wrap" data-testid="own-link">
      <Icon name="open" />
      <span class="who">
        <b dir="auto">{row.name || text('links_generated')}</b>
        <span>
          {text(KINDS[row.kind])} · {formatDateTime(row.createdAtMs)}
        </span>
        {receipt !== undefined && <Receipt receipt={receipt} />}
      </span>
      <span class="buttons">
        <Button small testId="link-look" onPress={look}>
          {text('links_look')}
        </Button>
        <Button small icon="copy" testId="link-copy" onPress={() => void tools.copy(row.link)}>
          {text('links_copy')}
        </Button>
        <Button small kind="danger" testId="link-burn" onPress={onBurn}>
          {text('links_burn')}
        </Button>
        <Button small testId="link-forget" onPress={onForget}>
          {text('links_forget')}
        </Button>
      </span>
    </li>
  );
}

function Receipt({ receipt }: { readonly receipt: LinkReceipt }) {
  const { state, secretTtlSeconds, metadataTtlSeconds, isPassphraseRequired, madeBy, updatedAtMs, recipients } =
    receipt;
  const isWaiting = state === 'new' || state === 'viewed';
  return (
    <>
      <span data-testid="link-state" data-state={state}>
        {text(STATES[state])}
        {isWaiting && secretTtlSeconds !== null && ` · ${text('links_left', ttlText(secretTtlSeconds))}`}
      </span>
      {metadataTtlSeconds !== null && metadataTtlSeconds > 0 && (
        <span>{text('links_receipt_left', ttlText(metadataTtlSeconds))}</span>
      )}
      {isPassphraseRequired === true && <span>{text('links_gated')}</span>}
      {madeBy !== '' && updatedAtMs !== null && (
        <span dir="auto">{text('links_made_by', madeBy, formatDateTime(updatedAtMs))}</span>
      )}
      {recipients.length > 0 && <span dir="auto">{text('links_sent_to', recipients.join(', '))}</span>}
    </>
  );
}
