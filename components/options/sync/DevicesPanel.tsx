/** The devices of this vault: which one this is, when each was last seen, and the way to take one out. */
import { useState } from 'preact/hooks';
import type { DeviceRow } from '../../../lib/messaging/sync-shapes.ts';
import { formatDate, formatDateTime, type TextKey, text } from '../../../lib/view/text.ts';
import { Button } from '../../Button.tsx';
import { Icon } from '../../Icon.tsx';
import { TextField } from '../../TextField.tsx';
import type { OptionsTools } from '../options-tools.ts';
import { Panel } from '../Panel.tsx';
import type { Removing } from './RemoveDevice.tsx';
import type { SyncPanelProps } from './SyncPage.tsx';
import { agoText, deviceName, syncProblemText } from './sync-words.ts';

export function DevicesPanel({
  view,
  tools,
  overview,
  load,
  onRemove,
}: SyncPanelProps & { readonly onRemove: (removing: Removing) => void }) {
  return (
    <Panel title={text('devices_title')} testId="devices">
      <ul class="slots">
        {overview.devices.map((device) => (
          <Device
            key={device.id}
            device={device}
            nowMs={view.now.value}
            tools={tools}
            onRenamed={load}
            onRemove={() => onRemove({ device, others: overview.devices.filter((one) => isLeft(one, device)) })}
          />
        ))}
      </ul>
    </Panel>
  );
}

function isLeft(one: DeviceRow, removed: DeviceRow): boolean {
  return one.id !== removed.id && !one.isThis && one.status !== 'removed';
}

const STANDINGS: Readonly<Record<Exclude<DeviceRow['status'], 'ok'>, TextKey>> = {
  behind: 'device_behind',
  'pair-again': 'device_pair_again',
  removed: 'device_removed',
};

interface DeviceProps {
  readonly device: DeviceRow;
  readonly nowMs: number;
  readonly tools: OptionsTools;
  readonly onRenamed: () => Promise<void>;
  readonly onRemove: () => void;
}

function Device({ device, nowMs, tools, onRenamed, onRemove }: DeviceProps) {
  const [isRenaming, setRenaming] = useState(false);
  const name = deviceName(device.name);
  if (isRenaming) {
    const close = () => {
      setRenaming(false);
      onRenamed();
    };
    return (
      <li class="slot">
        <RenameForm name={device.name} tools={tools} onDone={close} />
      </li>
    );
  }
  return (
    <li class="slot wrap" data-testid="device" data-status={device.status}>
      <Icon name="device" />
      <span class="who">
        <b dir="auto">{name}</b>
        <span>
          {device.isThis ? text('device_this') : seenText(device, nowMs)} ·{' '}
          {text('device_added', formatDate(device.addedAtMs))}
        </span>
        {device.status !== 'ok' && (
          <span class={device.status === 'behind' ? 'hint' : 'device-warn'}>{text(STANDINGS[device.status])}</span>
        )}
      </span>
      {device.isThis && (
        <Button small testId="rename-device" onPress={() => setRenaming(true)}>
          {text('device_rename')}
        </Button>
      )}
      {!device.isThis && device.status !== 'removed' && (
        <button
          type="button"
          class="button small danger"
          aria-label={text('security_remove_named', name)}
          data-testid="remove-device"
          onClick={onRemove}
        >
          {text('security_remove')}
        </button>
      )}
    </li>
  );
}

/** Its own clock tells; what lies in the future of ours is told as a date. */
function seenText({ lastSeenMs }: DeviceRow, nowMs: number): string {
  if (lastSeenMs === 0) return text('device_never_seen');
  const seen = lastSeenMs > nowMs + 60_000 ? formatDateTime(lastSeenMs) : agoText(lastSeenMs, nowMs);
  return text('device_seen', seen);
}

interface RenameFormProps {
  readonly name: string;
  readonly tools: OptionsTools;
  readonly onDone: () => void;
}

function RenameForm({ name, tools, onDone }: RenameFormProps) {
  const [typed, setTyped] = useState(name);
  const [problem, setProblem] = useState<string>();
  const rename = async () => {
    if (typed.trim() === '') return setProblem(text('sync_device_name_missing'));
    const reply = await tools.ask('sync:rename-device', { name: typed.trim() });
    if (reply.ok) onDone();
    else setProblem(syncProblemText(reply.code, ''));
  };
  return (
    <form
      class="stack who"
      onSubmit={(event) => {
        event.preventDefault();
        rename();
      }}
    >
      <TextField
        focus
        label={text('sync_device_name')}
        value={typed}
        error={problem}
        testId="device-name"
        onInput={(value) => {
          setTyped(value);
          setProblem(undefined);
        }}
      />
      <div class="buttons">
        <Button submit small kind="main" testId="save-device-name">
          {text('service_rename')}
        </Button>
        <Button small onPress={onDone}>
          {text('cancel')}
        </Button>
      </div>
    </form>
  );
}
