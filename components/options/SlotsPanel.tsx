/** What opens the vault: the password and the passkeys, each to be added, changed or taken away. */
import { useEffect, useState } from 'preact/hooks';
import type { SlotRow } from '../../lib/messaging/shapes.ts';
import { refusalText } from '../../lib/view/actions.ts';
import { formatDate, text } from '../../lib/view/text.ts';
import { Button } from '../Button.tsx';
import { Icon, type IconName } from '../Icon.tsx';
import { Notice } from '../Notice.tsx';
import type { OptionsPageProps } from './Options.tsx';
import type { OptionsTools } from './options-tools.ts';
import { Panel } from './Panel.tsx';
import { AddPasskey, AddPassword, ChangePassword, RemoveSlot } from './SlotForms.tsx';

type Work =
  | { readonly kind: 'rest' | 'change-password' | 'add-password' | 'add-passkey' }
  | { readonly kind: 'remove'; readonly slot: SlotRow };

const REST: Work = { kind: 'rest' };
const ICONS: Readonly<Record<SlotRow['type'], IconName>> = {
  password: 'keyboard',
  passkey: 'passkey',
  recovery: 'key',
};

export function SlotsPanel({ tools }: OptionsPageProps) {
  const [slots, setSlots] = useState<readonly SlotRow[]>();
  const [problem, setProblem] = useState<string>();
  const [work, setWork] = useState<Work>(REST);
  const [done, setDone] = useState<string>();
  const load = async () => {
    const reply = await tools.ask('vault:slots', null);
    if (reply.ok) setSlots(reply.value);
    else setProblem(refusalText(reply.code));
  };
  useEffect(() => {
    load();
  }, []);
  const start = (next: Work) => {
    setDone(undefined);
    setWork(next);
  };
  const finish = (words: string) => {
    setDone(words);
    setWork(REST);
    load();
  };
  if (problem !== undefined) return <Notice kind="warn">{problem}</Notice>;
  if (slots === undefined) return <div aria-busy="true" />;
  return (
    <Panel title={text('security_slots')} testId="slots">
      <ul class="slots">
        {slots.map((slot) => (
          <Slot key={slot.id} slot={slot} onRemove={() => start({ kind: 'remove', slot })} />
        ))}
      </ul>
      {done !== undefined && (
        <Notice live kind="good" testId="slots-done">
          {done}
        </Notice>
      )}
      {work.kind === 'rest' ? (
        <SlotButtons tools={tools} slots={slots} onStart={start} />
      ) : (
        <WorkForm tools={tools} work={work} onDone={finish} onCancel={() => start(REST)} />
      )}
    </Panel>
  );
}

interface SlotProps {
  readonly slot: SlotRow;
  readonly onRemove: () => void;
}

export function slotName({ type, label }: SlotRow): string {
  if (type === 'password') return text('security_slot_password');
  return type === 'recovery' ? text('security_slot_recovery') : label || text('passkey_label');
}

function Slot({ slot, onRemove }: SlotProps) {
  return (
    <li class="slot" data-testid="slot" data-type={slot.type}>
      <Icon name={ICONS[slot.type]} />
      <span class="who">
        <b dir="auto">{slotName(slot)}</b>
        <span>{text('security_slot_since', formatDate(slot.createdAtMs))}</span>
      </span>
      {slot.type === 'passkey' && (
        <button
          type="button"
          class="button small danger"
          aria-label={text('security_remove_named', slotName(slot))}
          data-testid="remove-slot"
          onClick={onRemove}
        >
          {text('security_remove')}
        </button>
      )}
    </li>
  );
}

interface SlotButtonsProps {
  readonly tools: OptionsTools;
  readonly slots: readonly SlotRow[];
  readonly onStart: (work: Work) => void;
}

function SlotButtons({ tools, slots, onStart }: SlotButtonsProps) {
  const hasPassword = slots.some(({ type }) => type === 'password');
  return (
    <>
      <div class="buttons">
        {hasPassword ? (
          <Button testId="change-password" onPress={() => onStart({ kind: 'change-password' })}>
            {text('security_change_password')}
          </Button>
        ) : (
          <Button icon="plus" testId="add-password" onPress={() => onStart({ kind: 'add-password' })}>
            {text('security_add_password')}
          </Button>
        )}
        {tools.hasPasskeys && (
          <Button icon="passkey" testId="add-passkey" onPress={() => onStart({ kind: 'add-passkey' })}>
            {text('security_add_passkey')}
          </Button>
        )}
      </div>
      {!tools.hasPasskeys && <p class="hint">{text('security_passkey_none')}</p>}
    </>
  );
}

interface WorkFormProps {
  readonly tools: OptionsTools;
  readonly work: Work;
  readonly onDone: (words: string) => void;
  readonly onCancel: () => void;
}

function WorkForm({ work, ...rest }: WorkFormProps) {
  switch (work.kind) {
    case 'rest':
      return null;
    case 'change-password':
      return <ChangePassword {...rest} />;
    case 'add-password':
      return <AddPassword {...rest} />;
    case 'add-passkey':
      return <AddPasskey {...rest} />;
    case 'remove':
      return <RemoveSlot {...rest} slotId={work.slot.id} name={slotName(work.slot)} />;
  }
}
