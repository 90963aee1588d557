/** An account typed by hand, with the key checked while it is typed; or a key made here, with its QR code. */
import { useState } from 'preact/hooks';
import { type AccountForm, allFields, checkKey, EMPTY_FORM, fieldRefusal, uriOf } from '../lib/view/account-form.ts';
import type { PageDoors } from '../lib/view/actions.ts';
import { text } from '../lib/view/text.ts';
import { Button } from './Button.tsx';
import { Fold } from './Fold.tsx';
import { Notice } from './Notice.tsx';
import { ParameterFields } from './ParameterFields.tsx';
import { QrPicture } from './QrPicture.tsx';
import { TextField } from './TextField.tsx';

export interface TypeKeyProps {
  readonly doors: Pick<PageDoors, 'ask'>;
  /** A key that was pasted before. */
  readonly secret?: string;
  readonly onAdded: (ids: readonly string[]) => void;
  readonly onCancel: () => void;
}

export function TypeKey({ doors, secret = '', onAdded, onCancel }: TypeKeyProps) {
  const [form, setForm] = useState<AccountForm>({ ...EMPTY_FORM, secret });
  const [error, setError] = useState<string>();
  const [busy, setBusy] = useState(false);
  const [isMade, setMade] = useState(false);
  const change = (next: AccountForm) => {
    setForm(next);
    setError(undefined);
  };
  const make = async () => {
    const reply = await doors.ask('key:generate', null);
    if (!reply.ok) return setError(fieldRefusal(reply.code));
    change({ ...form, secret: reply.value.secret });
    setMade(true);
  };
  const add = async () => {
    setBusy(true);
    const reply = await doors.ask('account:add-typed', { ...allFields(form), secret: form.secret });
    setBusy(false);
    if (reply.ok) onAdded([reply.value.id]);
    else setError(fieldRefusal(reply.code));
  };
  const isOwnKey = isMade && uriOf(form) !== '';
  return (
    <form
      class="stack"
      onSubmit={(event) => {
        event.preventDefault();
        add();
      }}
    >
      <TextField
        focus
        label={text('field_issuer')}
        value={form.issuer}
        placeholder={text('field_issuer_example')}
        testId="field-issuer"
        onInput={(issuer) => change({ ...form, issuer })}
      />
      <TextField
        label={text('field_label')}
        value={form.label}
        placeholder={text('field_label_example')}
        testId="field-label"
        onInput={(label) => change({ ...form, label })}
      />
      <KeyField
        form={form}
        error={error}
        onInput={(typed) => {
          setMade(false);
          change({ ...form, secret: typed });
        }}
      />
      {isOwnKey ? (
        <Notice>
          <p>{text('made_key_how')}</p>
          <QrPicture content={uriOf(form)} />
        </Notice>
      ) : (
        <Button small kind="quiet" icon="dice" testId="make-key" onPress={make}>
          {text('make_key')}
        </Button>
      )}
      <Fold title={text('advanced')} testId="fold-advanced">
        <ParameterFields form={form} onChange={change} />
      </Fold>
      <div class="buttons wide">
        <Button onPress={onCancel}>{text('cancel')}</Button>
        <Button submit kind="main" busy={busy} testId="save">
          {text('add_account')}
        </Button>
      </div>
    </form>
  );
}

export interface KeyFieldProps {
  readonly form: AccountForm;
  readonly label?: string;
  readonly hint?: string;
  readonly error: string | undefined;
  readonly onInput: (typed: string) => void;
}

/** Wrong characters are named at once; a key that is only not complete yet is no error. */
export function KeyField({ form, label, hint, error, onInput }: KeyFieldProps) {
  const check = checkKey(form.type, form.secret);
  const isWrong = check !== undefined && !check.isGood && form.secret.trim().length > 1;
  return (
    <TextField
      mono
      label={label ?? text('field_key')}
      value={form.secret}
      hint={check?.words ?? hint ?? text('field_key_hint')}
      error={error ?? (isWrong ? check.words : undefined)}
      testId="field-key"
      onInput={onInput}
    />
  );
}
