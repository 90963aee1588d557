/** One account: its names can be put right, the rest is shown in words. */
import { useId, useState } from 'preact/hooks';
import type { AccountFields, Draft, Waiting } from '../../lib/messaging/shapes.ts';
import { text } from '../../lib/view/text.ts';
import { accountName } from '../account-words.ts';
import { Button } from '../Button.tsx';
import { Check } from '../Check.tsx';
import { DraftNotes, draftCodeText, keyWords } from '../DraftCard.tsx';
import { Notice } from '../Notice.tsx';
import type { PageTools } from '../page-tools.ts';
import { Refusals } from '../Refusals.tsx';
import { TextField } from '../TextField.tsx';
import { acceptDrafts } from './accept.ts';
import type { AddedAccounts } from './Confirm.tsx';
import { ConfirmFrame } from './ConfirmFrame.tsx';
import { Origin } from './Origin.tsx';

export interface ConfirmOneProps {
  readonly draft: Draft;
  readonly waiting: Waiting;
  readonly tools: PageTools;
  readonly onCancel: () => void;
  readonly onAdded: (added: AddedAccounts) => void;
}

interface Choice {
  readonly issuer: string;
  readonly label: string;
  readonly pin: string;
  readonly bindHost: boolean;
  readonly fillFirst: boolean;
}

export function ConfirmOne({ draft, waiting, tools, onCancel, onAdded }: ConfirmOneProps) {
  const { host, canFillFirst } = waiting;
  const needsPin = draft.warnings.includes('missing-pin');
  const [choice, setChoice] = useState<Choice>({
    issuer: draft.issuer,
    label: draft.label,
    pin: '',
    bindHost: host !== '',
    fillFirst: canFillFirst,
  });
  const [error, setError] = useState<string>();
  const [isPinMissing, setPinMissing] = useState(false);
  const [busy, setBusy] = useState(false);
  const change = (next: Partial<Choice>) => setChoice({ ...choice, ...next });
  const accept = async () => {
    if (busy) return;
    if (needsPin && choice.pin === '') return setPinMissing(true);
    setBusy(true);
    setError(undefined);
    const answer = await acceptDrafts(tools, {
      draftIds: [draft.draftId],
      bindHost: choice.bindHost && host !== '',
      fillFirst: choice.fillFirst && canFillFirst && choice.bindHost,
      fields: toFields(choice, needsPin),
    });
    setBusy(false);
    if (!answer.ok) return setError(answer.error);
    onAdded({ ...answer.value, name: accountName({ issuer: choice.issuer.trim(), label: choice.label.trim() }) });
  };
  return (
    <ConfirmFrame
      title={text('confirm_title')}
      testId="draft"
      onSubmit={accept}
      foot={<Foot busy={busy} onCancel={onCancel} />}
    >
      <Origin waiting={waiting} />
      <Facts draft={draft} choice={choice} onChange={change} />
      <DraftNotes draft={{ ...draft, warnings: draft.warnings.filter((code) => code !== 'missing-pin') }} />
      {needsPin && (
        <TextField
          secret
          numeric
          label={text('confirm_pin')}
          hint={text('confirm_pin_hint')}
          error={isPinMissing ? text('confirm_pin_missing') : undefined}
          value={choice.pin}
          testId="pin"
          onInput={(pin) => {
            change({ pin });
            setPinMissing(false);
          }}
        />
      )}
      <Promises waiting={waiting} choice={choice} onChange={change} />
      <Refusals refusals={waiting.refusals} />
      {error === undefined ? (
        host !== '' && (
          <Notice kind="good" icon="info">
            {text('confirm_keep_codes')}
          </Notice>
        )
      ) : (
        <Notice live kind="danger" testId="accept-error">
          {error}
        </Notice>
      )}
    </ConfirmFrame>
  );
}

function toFields({ issuer, label, pin }: Choice, needsPin: boolean): AccountFields {
  return { issuer: issuer.trim(), label: label.trim(), ...(needsPin ? { pin } : {}) };
}

function Foot({ busy, onCancel }: { readonly busy: boolean; readonly onCancel: () => void }) {
  return (
    <>
      <Button testId="cancel" disabled={busy} onPress={onCancel}>
        {text('cancel')}
      </Button>
      <Button submit kind="main" busy={busy} testId="accept">
        {text(busy ? 'confirm_adding' : 'add_account')}
      </Button>
    </>
  );
}

interface PartProps {
  readonly choice: Choice;
  readonly onChange: (next: Partial<Choice>) => void;
}

function Facts({ draft, choice, onChange }: PartProps & { readonly draft: Draft }) {
  return (
    <div class="card confirm-facts">
      <NameField
        label={text('field_issuer')}
        value={choice.issuer}
        placeholder={text('field_issuer_example')}
        testId="issuer"
        onInput={(issuer) => onChange({ issuer })}
      />
      <NameField
        label={text('field_label')}
        value={choice.label}
        placeholder={text('field_label_example')}
        testId="label"
        onInput={(label) => onChange({ label })}
      />
      <dl>
        <dt>{text('draft_code')}</dt>
        <dd data-testid="parameters">{draftCodeText(draft)}</dd>
        <dt>{text('draft_key')}</dt>
        <dd data-testid="key-strength">{keyWords(draft.secretBits)}</dd>
      </dl>
    </div>
  );
}

interface NameFieldProps {
  readonly label: string;
  readonly value: string;
  readonly placeholder: string;
  readonly testId: string;
  readonly onInput: (value: string) => void;
}

/** A row of the facts that can be typed over. No `TextField`, because it reads as a fact until it is touched. */
function NameField({ label, value, placeholder, testId, onInput }: NameFieldProps) {
  const id = useId();
  return (
    <div class="fact">
      <label for={id}>{label}</label>
      <input
        id={id}
        class="fact-input"
        type="text"
        dir="auto"
        autocomplete="off"
        autocapitalize="off"
        spellcheck={false}
        value={value}
        placeholder={placeholder}
        maxLength={500}
        data-testid={testId}
        onInput={(event) => onInput(event.currentTarget.value)}
      />
    </div>
  );
}

/** What shall happen besides: the site it is bound to, and the first code typed into it. */
function Promises({ waiting, choice, onChange }: PartProps & { readonly waiting: Waiting }) {
  if (waiting.host === '') return null;
  return (
    <>
      <Check checked={choice.bindHost} testId="bind-host" onChange={(bindHost) => onChange({ bindHost })}>
        <WithHost words={text('confirm_bind', HOST_PLACE)} host={waiting.host} />
      </Check>
      {waiting.canFillFirst && (
        <Check
          checked={choice.fillFirst && choice.bindHost}
          disabled={!choice.bindHost}
          testId="fill-first"
          onChange={(fillFirst) => onChange({ fillFirst })}
        >
          {text('confirm_fill_first')}
        </Check>
      )}
    </>
  );
}

/** Stands for the host while the sentence is looked up; languages put it in different places. */
const HOST_PLACE = '\u0001';

function WithHost({ words, host }: { readonly words: string; readonly host: string }) {
  const [before, after] = words.split(HOST_PLACE);
  return (
    <>
      {before}
      <b class="host" dir="ltr">
        {host}
      </b>
      {after}
    </>
  );
}
