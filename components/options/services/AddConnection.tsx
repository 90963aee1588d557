/** Which service, where it answers, and the key to it; the browser is asked for exactly that host in the same click. */
import { useState } from 'preact/hooks';
import {
  type AddressCode,
  type NewConnection,
  SERVICE_AUTHS,
  SERVICES,
  type ServiceAuth,
} from '../../../lib/messaging/service-shapes.ts';
import { refusalText } from '../../../lib/view/actions.ts';
import { type TextKey, text } from '../../../lib/view/text.ts';
import { Button } from '../../Button.tsx';
import { Notice } from '../../Notice.tsx';
import { Select } from '../../Select.tsx';
import { TextField } from '../../TextField.tsx';
import type { OptionsTools } from '../options-tools.ts';
import { Panel } from '../Panel.tsx';
import { parseSite } from '../site-pattern.ts';
import { AUTH_LOOKS, SERVICE_LOOKS, SERVICE_NAMES } from './service-words.ts';

const REFUSALS: Readonly<Record<AddressCode, TextKey>> = {
  'not-an-address': 'service_bad_address',
  'insecure-address': 'sites_insecure',
  'address-with-password': 'service_address_password',
  'bad-credentials': 'service_bad_credentials',
};

export interface AddConnectionProps {
  readonly tools: OptionsTools;
  readonly onAdded: (id: string) => void;
  readonly onCancel: () => void;
}

function emptyFor(service: NewConnection['service']): NewConnection {
  const address = SERVICE_LOOKS[service].addresses[0] ?? '';
  return { service, name: '', address, auth: SERVICE_AUTHS[service][0], user: '', key: '' };
}

export function AddConnection({ tools, onAdded, onCancel }: AddConnectionProps) {
  const [form, setForm] = useState(() => emptyFor('shareotp'));
  const [error, setError] = useState<string>();
  const [busy, setBusy] = useState(false);
  const change = (changes: Partial<NewConnection>) => {
    setForm({ ...form, ...changes });
    setError(undefined);
  };
  const add = async (isAllowed: Promise<boolean>) => {
    setBusy(true);
    const reply = (await isAllowed) ? await tools.ask('service:add', form) : undefined;
    setBusy(false);
    if (reply === undefined) return setError(text('services_refused'));
    if (reply.ok) return onAdded(reply.value.id);
    setError(reply.code in REFUSALS ? text(REFUSALS[reply.code as AddressCode]) : refusalText(reply.code));
  };
  const submit = () => {
    const site = parseSite(form.address);
    if (!site.ok) return setError(text(site.error === 'insecure' ? 'sites_insecure' : 'service_bad_address'));
    // Asked for in the click itself: after an await the browser no longer sees the gesture.
    add(tools.requestOrigin(site.value));
  };
  return (
    <Panel title={text('services_connect')} testId="add-connection">
      <form
        class="stack"
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <Select
          label={text('service_which')}
          value={form.service}
          options={SERVICES.map((value) => ({ value, label: SERVICE_NAMES[value] }))}
          hint={text(SERVICE_LOOKS[form.service].what)}
          testId="service"
          onChange={(service) => setForm({ ...emptyFor(service), name: form.name })}
        />
        <AddressFields form={form} onChange={change} />
        <KeyFields form={form} onChange={change} />
        {error !== undefined && (
          <Notice live kind="warn" testId="add-problem">
            {error}
          </Notice>
        )}
        <div class="buttons">
          <Button submit kind="main" busy={busy} testId="add-service">
            {text('services_connect_now')}
          </Button>
          <Button onPress={onCancel}>{text('cancel')}</Button>
        </div>
      </form>
    </Panel>
  );
}

interface PartProps {
  readonly form: NewConnection;
  readonly onChange: (changes: Partial<NewConnection>) => void;
}

function AddressFields({ form, onChange }: PartProps) {
  const { addresses } = SERVICE_LOOKS[form.service];
  const known = addresses.map((value) => ({ value, label: new URL(value).host }));
  const isKnown = addresses.includes(form.address);
  return (
    <>
      {addresses.length > 1 && (
        <Select
          label={text(form.service === 'onetimesecret' ? 'service_region' : 'service_known_address')}
          value={isKnown ? form.address : ''}
          options={[...known, { value: '', label: text('service_own_host') }]}
          testId="service-known"
          onChange={(address) => onChange({ address })}
        />
      )}
      <TextField
        mono
        label={text('service_address')}
        hint={text('service_address_hint')}
        value={form.address}
        testId="service-address"
        onInput={(address) => onChange({ address })}
      />
      <TextField
        label={text('service_name')}
        hint={text('service_name_hint')}
        value={form.name}
        testId="service-name"
        onInput={(name) => onChange({ name })}
      />
    </>
  );
}

function KeyFields({ form, onChange }: PartProps) {
  const look = AUTH_LOOKS[form.auth];
  const auths: readonly ServiceAuth[] = SERVICE_AUTHS[form.service];
  return (
    <>
      <Select
        label={text('service_auth')}
        value={form.auth}
        options={auths.map((value) => ({ value, label: text(AUTH_LOOKS[value].name) }))}
        hint={text(SERVICE_LOOKS[form.service].where)}
        testId="service-auth"
        onChange={(auth) => onChange({ auth, user: '', key: '' })}
      />
      {look.user !== undefined && (
        <TextField
          label={text(look.user)}
          value={form.user}
          testId="service-user"
          onInput={(user) => onChange({ user })}
        />
      )}
      {look.key !== undefined && (
        <TextField
          secret
          label={text(look.key)}
          hint={text('service_key_hint')}
          value={form.key}
          testId="service-key"
          onInput={(key) => onChange({ key })}
        />
      )}
    </>
  );
}
