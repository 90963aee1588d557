/** The codes a service gave for the day the authenticator is gone. Used ones stay, crossed out, so that none is tried twice. */
import { useState } from 'preact/hooks';
import type { RecoveryCode } from '../lib/view/account-form.ts';
import { formatDate, text } from '../lib/view/text.ts';
import { Button, IconButton } from './Button.tsx';
import { Check } from './Check.tsx';
import { TextField } from './TextField.tsx';

export interface RecoveryCodesProps {
  readonly codes: readonly RecoveryCode[];
  readonly nowMs: () => number;
  readonly onChange: (codes: readonly RecoveryCode[]) => void;
}

export function RecoveryCodes({ codes, nowMs, onChange }: RecoveryCodesProps) {
  const [typed, setTyped] = useState('');
  const add = () => {
    const there = new Set(codes.map(({ code }) => code));
    const fresh = typed
      .split(/[\n,;]+/)
      .map((line) => line.trim())
      .filter((line) => line !== '' && !there.has(line));
    onChange([...codes, ...[...new Set(fresh)].map((code) => ({ code, usedAtMs: null }))]);
    setTyped('');
  };
  return (
    <div class="stack recovery-codes">
      <ul>
        {codes.map(({ code, usedAtMs }, at) => (
          <li key={code} class={usedAtMs === null ? undefined : 'used'} data-testid="recovery-code">
            <Check
              checked={usedAtMs !== null}
              hint={usedAtMs === null ? undefined : text('recovery_used', formatDate(usedAtMs))}
              onChange={(isUsed) => onChange(codes.with(at, { code, usedAtMs: isUsed ? nowMs() : null }))}
            >
              <span class="heard">{text('recovery_mark')} </span>
              <span class="recovery-text">{code}</span>
            </Check>
            <IconButton
              small
              icon="close"
              label={text('recovery_remove', code)}
              onPress={() => onChange(codes.toSpliced(at, 1))}
            />
          </li>
        ))}
      </ul>
      <TextField
        mono
        lines={2}
        label={text('recovery_add')}
        hint={text('recovery_add_hint')}
        value={typed}
        testId="field-recovery"
        onInput={setTyped}
      />
      {typed.trim() !== '' && (
        <Button small icon="plus" testId="recovery-add" onPress={add}>
          {text('recovery_add_these')}
        </Button>
      )}
    </div>
  );
}
