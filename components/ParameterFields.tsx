/** How codes are made from the key; hidden under "Advanced", because nine of ten services use the same. */
import { OTP_ALGORITHMS, OTP_TYPES, type OtpType } from '../lib/otp/account.ts';
import { TYPE_RULES } from '../lib/otp/type-rules.ts';
import { type AccountForm, withType } from '../lib/view/account-form.ts';
import { type TextKey, text } from '../lib/view/text.ts';
import { Select } from './Select.tsx';
import { TextField } from './TextField.tsx';

export interface ParameterFieldsProps {
  readonly form: AccountForm;
  readonly onChange: (form: AccountForm) => void;
}

export const TYPE_NAMES: Readonly<Record<OtpType, TextKey>> = {
  totp: 'type_totp',
  hotp: 'type_hotp',
  steam: 'type_steam',
  motp: 'type_motp',
  yandex: 'type_yandex',
};
const DIGITS = ['5', '6', '7', '8', '9', '10'];

export function ParameterFields({ form, onChange }: ParameterFieldsProps) {
  const rule = TYPE_RULES[form.type];
  return (
    <div class="parameters">
      <Select
        label={text('field_type')}
        value={form.type}
        options={OTP_TYPES.map((type) => ({ value: type, label: text(TYPE_NAMES[type]) }))}
        testId="field-type"
        onChange={(type) => onChange(withType(form, type))}
      />
      {rule.hasPin && (
        <TextField
          secret
          label={text('field_pin')}
          value={form.pin}
          testId="field-pin"
          onInput={(pin) => onChange({ ...form, pin })}
        />
      )}
      {!rule.isFixed && form.type !== 'motp' && (
        <Select
          label={text('field_algorithm')}
          value={form.algorithm}
          options={OTP_ALGORITHMS.map((name) => ({ value: name, label: name.replace('SHA', 'SHA-') }))}
          testId="field-algorithm"
          onChange={(algorithm) => onChange({ ...form, algorithm })}
        />
      )}
      {!rule.isFixed && (
        <Select
          label={text('field_digits')}
          value={form.digits}
          options={DIGITS.map((count) => ({ value: count, label: count }))}
          testId="field-digits"
          onChange={(digits) => onChange({ ...form, digits })}
        />
      )}
      {form.type === 'hotp' ? (
        <TextField
          numeric
          label={text('field_counter')}
          value={form.counter}
          testId="field-counter"
          onInput={(counter) => onChange({ ...form, counter })}
        />
      ) : (
        !rule.isFixed && (
          <TextField
            numeric
            label={text('field_period')}
            value={form.period}
            testId="field-period"
            onInput={(period) => onChange({ ...form, period })}
          />
        )
      )}
    </div>
  );
}
