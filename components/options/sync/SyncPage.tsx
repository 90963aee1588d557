/** The sync: set up, or how it stands, which devices take part, and what the storage did that it should not. */
import { useState } from 'preact/hooks';
import type { SyncOverview } from '../../../lib/messaging/sync-shapes.ts';
import { text } from '../../../lib/view/text.ts';
import { Notice } from '../../Notice.tsx';
import { StepTitle } from '../../welcome/StepTitle.tsx';
import type { OptionsPageProps } from '../Options.tsx';
import { AddDevicePanel } from './AddDevicePanel.tsx';
import { AlertsPanel } from './AlertsPanel.tsx';
import { ConflictsPanel } from './ConflictsPanel.tsx';
import { DevicesPanel } from './DevicesPanel.tsx';
import { HeldPanel } from './HeldPanel.tsx';
import { KitPanel } from './KitPanel.tsx';
import { LogPanel } from './LogPanel.tsx';
import { RemoveDevice, type Removing } from './RemoveDevice.tsx';
import { SetUpSync } from './SetUpSync.tsx';
import { StatusPanel } from './StatusPanel.tsx';
import { StoragePanel } from './StoragePanel.tsx';
import { useOverview } from './use-overview.ts';

/** What each part of the page gets; `load` reads everything anew after something was done. */
export interface SyncPanelProps extends OptionsPageProps {
  readonly overview: SyncOverview;
  readonly load: () => Promise<void>;
}

interface SyncPageProps extends OptionsPageProps {
  /** The user comes for a new kit. */
  readonly asksForKit?: boolean | undefined;
}

export function SyncPage({ asksForKit = false, ...props }: SyncPageProps) {
  const { overview, problem, load } = useOverview(props.view, props.tools);
  const [removing, setRemoving] = useState<Removing>();
  const [isKitFirst, setKitFirst] = useState(asksForKit);
  const started = () => {
    setKitFirst(true);
    load();
  };
  if (removing !== undefined && overview !== undefined) {
    return (
      <section class="stack narrow">
        <RemoveDevice
          tools={props.tools}
          removing={removing}
          onClose={() => {
            setRemoving(undefined);
            load();
          }}
        />
      </section>
    );
  }
  return (
    <section class="stack narrow">
      <StepTitle>{text('nav_sync')}</StepTitle>
      {problem !== undefined && <Notice kind="warn">{problem}</Notice>}
      {overview === undefined && problem === undefined && <div aria-busy="true" />}
      {overview?.storage === null && (
        <>
          <WhatSyncIs />
          <SetUpSync tools={props.tools} onStarted={started} />
        </>
      )}
      {overview?.storage && (
        <Standing {...props} overview={overview} load={load} isKitFirst={isKitFirst} onRemove={setRemoving} />
      )}
    </section>
  );
}

function WhatSyncIs() {
  return (
    <div class="stack gives">
      <p>{text('sync_what')}</p>
      <ul class="lines">
        {(['sync_what_sealed', 'sync_what_sees', 'sync_what_local'] as const).map((key) => (
          <li key={key}>{text(key)}</li>
        ))}
      </ul>
    </div>
  );
}

interface StandingProps extends SyncPanelProps {
  /** Also when the sync was just set up: without a kit the storage is of no use to whoever loses all devices. */
  readonly isKitFirst: boolean;
  readonly onRemove: (removing: Removing) => void;
}

function Standing({ isKitFirst, onRemove, ...props }: StandingProps) {
  const [isChanging, setChanging] = useState(false);
  return (
    <>
      <StatusPanel {...props} onChangeStorage={() => setChanging(true)} />
      {isChanging && <StoragePanel {...props} isAsking onRest={() => setChanging(false)} />}
      <AlertsPanel {...props} />
      {isKitFirst && <KitPanel {...props} isAsking />}
      <HeldPanel {...props} />
      <ConflictsPanel {...props} />
      <DevicesPanel {...props} onRemove={onRemove} />
      <AddDevicePanel {...props} />
      <LogPanel {...props} />
      {!isKitFirst && <KitPanel {...props} />}
      {!isChanging && <StoragePanel {...props} />}
    </>
  );
}
