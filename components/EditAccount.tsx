/** Everything one can change about an account, in the popup and in the options page. */
import { useEffect, useState } from 'preact/hooks';
import type { AccountDetails } from '../lib/messaging/shapes.ts';
import { type AccountForm, changedFields, fieldRefusal, formOf } from '../lib/view/account-form.ts';
import { type PageDoors, refusalText } from '../lib/view/actions.ts';
import { plural, text } from '../lib/view/text.ts';
import { Button } from './Button.tsx';
import { Check } from './Check.tsx';
import { Fold } from './Fold.tsx';
import { HistoryList } from './HistoryList.tsx';
import { Notice } from './Notice.tsx';
import { ParameterFields } from './ParameterFields.tsx';
import { RecoveryCodes } from './RecoveryCodes.tsx';
import { RevealKey } from './RevealKey.tsx';
import { TextField } from './TextField.tsx';
import { KeyField } from './TypeKey.tsx';

export interface EditAccountProps {
  readonly doors: Pick<PageDoors, 'ask' | 'usePasskey' | 'copy'>;
  readonly id: string;
  /** Opens with the question for the password, to show key and QR code. */
  readonly reveal: boolean;
  readonly nowMs: () => number;
  readonly onDone: () => void;
}

export function EditAccount(props: EditAccountProps) {
  const { doors, id, onDone } = props;
  const [loaded, setLoaded] = useState<{ readonly details: AccountDetails; readonly times: number }>();
  const [problem, setProblem] = useState<string>();
  const load = async () => {
    const reply = await doors.ask('account:details', { id });
    if (reply.ok) setLoaded((before) => ({ details: reply.value, times: (before?.times ?? 0) + 1 }));
    else setProblem(refusalText(reply.code));
  };
  useEffect(() => {
    load();
  }, [id]);
  if (problem !== undefined) {
    return (
      <Notice live kind="warn">
        <p>{problem}</p>
        <div class="buttons">
          <Button small onPress={onDone}>
            {text('back')}
          </Button>
        </div>
      </Notice>
    );
  }
  if (loaded?.details.id !== id) return <div aria-busy="true" />;
  // A restored value is a new truth: the form starts again from it.
  return <EditForm key={loaded.times} {...props} details={loaded.details} onReload={load} />;
}

interface EditFormProps extends EditAccountProps {
  readonly details: AccountDetails;
  readonly onReload: () => Promise<void>;
}

function EditForm({ doors, id, reveal, nowMs, details, onReload, onDone }: EditFormProps) {
  const [form, setForm] = useState<AccountForm>(() => formOf(details));
  const [error, setError] = useState<string>();
  const [busy, setBusy] = useState(false);
  const change = (next: Partial<AccountForm>) => {
    setForm((before) => ({ ...before, ...next }));
    setError(undefined);
  };
  const during = async (work: Promise<{ readonly ok: boolean; readonly code?: string }>, then: () => void) => {
    setBusy(true);
    const reply = await work;
    setBusy(false);
    if (reply.ok) then();
    else setError(fieldRefusal(reply.code ?? 'internal'));
  };
  const save = () => {
    const fields = changedFields(formOf(details), form);
    if (Object.keys(fields).length === 0) return onDone();
    during(doors.ask('account:edit', { id, fields }), onDone);
  };
  const restore = (historyId: string) => during(doors.ask('account:restore-value', { id, historyId }), onReload);
  return (
    <div class="stack" data-testid="edit">
      <Fold title={text('show_key')} isOpen={reveal} testId="fold-key">
        <RevealKey doors={doors} id={id} />
      </Fold>
      <form
        class="stack"
        onSubmit={(event) => {
          event.preventDefault();
          save();
        }}
      >
        <NameFields form={form} onChange={change} />
        <SiteFields form={form} onChange={change} />
        <Fold
          title={plural('recovery_title', form.recoveryCodes.length)}
          isOpen={form.recoveryCodes.length > 0}
          testId="fold-recovery"
        >
          <RecoveryCodes
            codes={form.recoveryCodes}
            nowMs={nowMs}
            onChange={(recoveryCodes) => change({ recoveryCodes })}
          />
        </Fold>
        <Fold title={text('advanced')} testId="fold-advanced">
          <ParameterFields form={form} onChange={change} />
          <KeyField
            form={form}
            label={text('replace_key')}
            hint={text('replace_key_hint', details.secretBits)}
            error={undefined}
            onInput={(secret) => change({ secret })}
          />
        </Fold>
        <Fold title={text('history')} testId="fold-history">
          <HistoryList rows={details.history} onRestore={restore} />
        </Fold>
        {error !== undefined && (
          <Notice live kind="danger" testId="edit-error">
            {error}
          </Notice>
        )}
        <div class="buttons wide sticky-foot">
          <Button
            kind="danger"
            icon="trash"
            disabled={busy}
            testId="edit-trash"
            onPress={() => during(doors.ask('account:trash', { ids: [id] }), onDone)}
          >
            {text('to_trash')}
          </Button>
          <Button submit kind="main" busy={busy} testId="save">
            {text('save')}
          </Button>
        </div>
      </form>
    </div>
  );
}

interface FieldsProps {
  readonly form: AccountForm;
  readonly onChange: (change: Partial<AccountForm>) => void;
}

function NameFields({ form, onChange }: FieldsProps) {
  return (
    <>
      <TextField
        label={text('field_issuer')}
        value={form.issuer}
        testId="field-issuer"
        onInput={(issuer) => onChange({ issuer })}
      />
      <TextField
        label={text('field_label')}
        value={form.label}
        testId="field-label"
        onInput={(label) => onChange({ label })}
      />
      <TextField
        label={text('field_tags')}
        hint={text('field_tags_hint')}
        value={form.tags}
        testId="field-tags"
        onInput={(tags) => onChange({ tags })}
      />
      <TextField
        label={text('field_note')}
        lines={2}
        value={form.note}
        testId="field-note"
        onInput={(note) => onChange({ note })}
      />
      <Check checked={form.pinned} testId="field-pinned" onChange={(pinned) => onChange({ pinned })}>
        {text('pin')}
      </Check>
    </>
  );
}

function SiteFields({ form, onChange }: FieldsProps) {
  return (
    <>
      <TextField
        label={text('field_hosts')}
        lines={2}
        hint={text('field_hosts_hint')}
        placeholder="login.example.com"
        value={form.hosts}
        testId="field-hosts"
        onInput={(hosts) => onChange({ hosts })}
      />
      <Check
        checked={form.autoFill}
        hint={text('field_auto_fill_hint')}
        testId="field-auto-fill"
        onChange={(autoFill) => onChange({ autoFill })}
      >
        {text('field_auto_fill')}
      </Check>
    </>
  );
}
