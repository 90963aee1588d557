/**
 * The recovery key, shown once: to be printed or written down, then two of its blocks typed back. It is text of the
 * page and never an attribute of it.
 */
import { useState } from 'preact/hooks';
import type { TypedBlock } from '../../lib/messaging/protocol.ts';
import type { KitSheet } from '../../lib/messaging/sync-shapes.ts';
import { formatDate, text } from '../../lib/view/text.ts';
import { Button } from '../Button.tsx';
import { Mark } from '../Mark.tsx';
import { Notice } from '../Notice.tsx';
import { TextField } from '../TextField.tsx';
import { pickBlocks, readBlock, splitRecoveryKey } from './recovery-blocks.ts';
import { StepTitle } from './StepTitle.tsx';
import { StorageOnPaper, StorageOnScreen } from './StorageOnPaper.tsx';

/** Where the first mistake is, counted from 1; `gone` = nothing is there to compare with. */
export type BlockCheck = { readonly wrongBlock: number } | 'gone' | 'right';

export interface RecoveryKitProps {
  readonly recoveryKey: string;
  /** With sync: the storage and all else that a new device needs. */
  readonly sheet?: KitSheet | undefined;
  readonly what: string;
  readonly check: (blocks: readonly TypedBlock[]) => Promise<BlockCheck>;
  readonly onDone: (blocks: readonly TypedBlock[]) => void;
  /** Left out where the kit must be saved before anything else. */
  readonly onLater?: (() => void) | undefined;
}

export function RecoveryKit(props: RecoveryKitProps) {
  const [isChecking, setChecking] = useState(false);
  return (
    <>
      {isChecking ? (
        <CheckBlocks {...props} onBack={() => setChecking(false)} />
      ) : (
        <ShowKey {...props} onNext={() => setChecking(true)} />
      )}
      <PaperKit recoveryKey={props.recoveryKey} sheet={props.sheet} />
    </>
  );
}

function ShowKey({ recoveryKey, sheet, what, onNext, onLater }: RecoveryKitProps & { readonly onNext: () => void }) {
  return (
    <section class="stack screen-only">
      <StepTitle>{text('kit_title')}</StepTitle>
      <p>{what}</p>
      <KeyBlocks recoveryKey={recoveryKey} testId="recovery-key" />
      {sheet !== undefined && <StorageOnScreen sheet={sheet} />}
      <Notice kind="warn">{text('kit_warning')}</Notice>
      <div class="buttons">
        <Button kind="main" testId="recovery-next" onPress={onNext}>
          {text('kit_next')}
        </Button>
        <Button icon="print" testId="recovery-print" onPress={() => globalThis.print()}>
          {text('kit_print')}
        </Button>
        <Later onLater={onLater} />
      </div>
    </section>
  );
}

function Later({ onLater }: Pick<RecoveryKitProps, 'onLater'>) {
  if (onLater === undefined) return null;
  return (
    <Button kind="quiet" testId="recovery-later" onPress={onLater}>
      {text('kit_later')}
    </Button>
  );
}

/** Copied as one piece with its dashes; numbers stand beside the blocks by style sheet, so they are not copied. */
function KeyBlocks({ recoveryKey, testId }: { readonly recoveryKey: string; readonly testId?: string }) {
  const blocks = splitRecoveryKey(recoveryKey);
  return (
    <p class="kit-key" dir="ltr" translate={false} data-testid={testId}>
      {blocks.map((block, at) => (
        <span key={at} class="kit-block">
          {block}
          {at < blocks.length - 1 && <span class="kit-dash">-</span>}
        </span>
      ))}
    </p>
  );
}

function CheckBlocks({
  recoveryKey,
  check,
  onDone,
  onLater,
  onBack,
}: RecoveryKitProps & { readonly onBack: () => void }) {
  const [places] = useState(() =>
    pickBlocks(splitRecoveryKey(recoveryKey).length, (length) => crypto.getRandomValues(new Uint8Array(length))),
  );
  const [typed, setTyped] = useState<Readonly<Record<number, string>>>({});
  const [found, setFound] = useState<BlockCheck>();
  const [busy, setBusy] = useState(false);
  const submit = async () => {
    const blocks = places.map((block) => ({ block, text: readBlock(typed[block] ?? '') }));
    const empty = blocks.find(({ text }) => text === '');
    if (empty !== undefined) return setFound({ wrongBlock: empty.block });
    setBusy(true);
    const answer = await check(blocks);
    setBusy(false);
    setFound(answer);
    if (answer === 'right') onDone(blocks);
  };
  return (
    <form
      class="stack screen-only"
      onSubmit={(event) => {
        event.preventDefault();
        if (!busy) submit();
      }}
    >
      <StepTitle>{text('kit_check_title')}</StepTitle>
      <p>{text('kit_check_what')}</p>
      <div class="kit-fields">
        {places.map((block) => (
          <TextField
            key={block}
            mono
            label={text('kit_block', block)}
            value={typed[block] ?? ''}
            error={isWrong(found, block) ? text('kit_wrong_block', block) : undefined}
            testId="recovery-block"
            onInput={(value) => {
              setTyped({ ...typed, [block]: value });
              setFound(undefined);
            }}
          />
        ))}
      </div>
      {found === 'gone' && (
        <Notice live kind="warn">
          {text('kit_gone')}
        </Notice>
      )}
      <div class="buttons">
        <Button submit kind="main" busy={busy} testId="recovery-confirm">
          {text('kit_confirm')}
        </Button>
        <Button testId="recovery-show" onPress={onBack}>
          {text('kit_show_again')}
        </Button>
        <Later onLater={onLater} />
      </div>
    </form>
  );
}

function isWrong(found: BlockCheck | undefined, block: number): boolean {
  return typeof found === 'object' && found.wrongBlock === block;
}

/** Only on paper. */
function PaperKit({ recoveryKey, sheet }: Pick<RecoveryKitProps, 'recoveryKey' | 'sheet'>) {
  return (
    <section class="kit-sheet" aria-hidden="true">
      <Mark />
      <h2>{text('kit_sheet_title')}</h2>
      <p>{text(sheet === undefined ? 'kit_sheet_what' : 'kit_sheet_what_sync')}</p>
      <KeyBlocks recoveryKey={recoveryKey} />
      <p>{text('kit_sheet_how')}</p>
      {sheet !== undefined && <StorageOnPaper sheet={sheet} />}
      <p class="hint">{text('kit_sheet_date', formatDate(sheet?.printedAtMs ?? Date.now()))}</p>
    </section>
  );
}
