/** The fields of a storage: address and credentials, with where to find them. */
import type { StorageSettings } from '../../../lib/messaging/sync-shapes.ts';
import { text } from '../../../lib/view/text.ts';
import { Fold } from '../../Fold.tsx';
import { PasswordField } from '../../PasswordField.tsx';
import { Select } from '../../Select.tsx';
import { TextField } from '../../TextField.tsx';

export interface StorageFieldsProps<T extends StorageSettings = StorageSettings> {
  readonly storage: T;
  readonly onChange: (storage: T) => void;
}

/** Nothing for a provider that one signs in to, and for a folder. */
export function StorageFields({ storage, onChange }: StorageFieldsProps) {
  if (storage.kind === 'webdav') return <WebDavFields storage={storage} onChange={onChange} />;
  return storage.kind === 's3' ? <S3Fields storage={storage} onChange={onChange} /> : null;
}

type WebDav = Extract<StorageSettings, { kind: 'webdav' }>;

function WebDavFields({ storage, onChange }: StorageFieldsProps<WebDav>) {
  return (
    <>
      <TextField
        mono
        label={text('storage_address')}
        hint={text('storage_address_hint')}
        placeholder="https://cloud.example.com/remote.php/dav/files/you/Tessera"
        value={storage.address}
        testId="storage-address"
        onInput={(address) => onChange({ ...storage, address })}
      />
      <TextField
        label={text('storage_user')}
        value={storage.user}
        testId="storage-user"
        onInput={(user) => onChange({ ...storage, user })}
      />
      <PasswordField
        label={text('storage_password')}
        hint={text('storage_password_hint')}
        value={storage.password}
        testId="storage-password"
        onInput={(password) => onChange({ ...storage, password })}
      />
      <Fold title={text('storage_nextcloud')} testId="nextcloud-hint">
        <ol class="numbered">
          {(['storage_nextcloud_1', 'storage_nextcloud_2', 'storage_nextcloud_3'] as const).map((key) => (
            <li key={key}>{text(key)}</li>
          ))}
        </ol>
      </Fold>
    </>
  );
}

type S3 = Extract<StorageSettings, { kind: 's3' }>;

function S3Fields({ storage, onChange }: StorageFieldsProps<S3>) {
  return (
    <>
      <TextField
        mono
        label={text('storage_endpoint')}
        hint={text('storage_endpoint_hint')}
        placeholder="https://s3.eu-central-1.amazonaws.com"
        value={storage.address}
        testId="storage-address"
        onInput={(address) => onChange({ ...storage, address })}
      />
      <div class="field-pair">
        <TextField
          mono
          label={text('storage_bucket')}
          value={storage.bucket}
          testId="storage-bucket"
          onInput={(bucket) => onChange({ ...storage, bucket })}
        />
        <TextField
          mono
          label={text('storage_region')}
          placeholder="eu-central-1"
          value={storage.region}
          testId="storage-region"
          onInput={(region) => onChange({ ...storage, region })}
        />
      </div>
      <TextField
        mono
        label={text('storage_key_id')}
        hint={text('storage_key_hint')}
        value={storage.accessKeyId}
        testId="storage-user"
        onInput={(accessKeyId) => onChange({ ...storage, accessKeyId })}
      />
      <PasswordField
        label={text('storage_secret_key')}
        value={storage.secretAccessKey}
        testId="storage-password"
        onInput={(secretAccessKey) => onChange({ ...storage, secretAccessKey })}
      />
      <Fold title={text('storage_more')}>
        <TextField
          mono
          label={text('storage_prefix')}
          hint={text('storage_prefix_hint')}
          placeholder="tessera"
          value={storage.prefix}
          testId="storage-prefix"
          onInput={(prefix) => onChange({ ...storage, prefix })}
        />
        <Select
          label={text('storage_style')}
          value={storage.style}
          options={[
            { value: 'path', label: text('storage_style_path') },
            { value: 'virtual-host', label: text('storage_style_host') },
          ]}
          testId="storage-style"
          onChange={(style) => onChange({ ...storage, style })}
        />
      </Fold>
    </>
  );
}
