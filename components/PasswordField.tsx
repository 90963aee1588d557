import { type FieldProps, TextField } from './TextField.tsx';

/** The password of the vault. Where one is being chosen, `StrengthMeter` stands in `hint`. */
export function PasswordField(props: Omit<FieldProps, 'mono'>) {
  return <TextField {...props} secret />;
}
