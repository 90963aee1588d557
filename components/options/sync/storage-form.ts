/** What is typed to name a storage, and what the browser must be asked before anybody is. */
import { fail, ok, type Result } from '../../../lib/base/result.ts';
import type { StorageKind, StorageSettings } from '../../../lib/messaging/sync-shapes.ts';
import type { TextKey } from '../../../lib/view/text.ts';
import { parseSite } from '../site-pattern.ts';

export function emptyStorage(kind: StorageKind): StorageSettings {
  if (kind === 'webdav') return { kind, address: '', user: '', password: '' };
  if (kind !== 's3') return { kind };
  return {
    kind,
    address: '',
    region: '',
    bucket: '',
    prefix: '',
    accessKeyId: '',
    secretAccessKey: '',
    style: 'path',
  };
}

/**
 * The hosts that typed settings lead to, as match patterns. `known` are those of a provider that one signs in to; a folder
 * has none.
 */
export function patternsOf(
  storage: StorageSettings,
  known: readonly string[],
): Result<readonly string[], 'storage_insecure' | 'service_bad_address'> {
  if (storage.kind !== 'webdav' && storage.kind !== 's3') return ok(known);
  const site = parseSite(storage.address);
  if (!site.ok) return fail(site.error === 'insecure' ? 'storage_insecure' : 'service_bad_address');
  const hasOwnHost = storage.kind === 's3' && storage.style === 'virtual-host' && storage.bucket !== '';
  return ok(hasOwnHost ? [site.value, site.value.replace('://', `://${storage.bucket}.`)] : [site.value]);
}

/** The first field that is still empty, as the words that ask for it. */
export function missingField(storage: StorageSettings): TextKey | undefined {
  if (storage.kind === 'webdav') return storage.address.trim() === '' ? 'storage_needs_address' : undefined;
  if (storage.kind !== 's3') return undefined;
  if (storage.address.trim() === '') return 'storage_needs_address';
  if (storage.bucket.trim() === '') return 'storage_needs_bucket';
  return storage.accessKeyId.trim() === '' || storage.secretAccessKey.trim() === '' ? 'storage_needs_keys' : undefined;
}

const BROWSERS = [
  ['Edg/', 'Edge'],
  ['Firefox/', 'Firefox'],
  ['Chrome/', 'Chrome'],
] as const;
const SYSTEMS = [
  ['CrOS', 'ChromeOS'],
  ['Windows', 'Windows'],
  ['Mac OS', 'Mac'],
  ['Android', 'Android'],
  ['Linux', 'Linux'],
] as const;

/** A name to begin with, such as `Chrome, Linux`; the user may change it. */
export function guessDeviceName(userAgent: string): string {
  const find = (names: readonly (readonly [string, string])[]) =>
    names.find(([mark]) => userAgent.includes(mark))?.[1] ?? '';
  return [find(BROWSERS), find(SYSTEMS)].filter((part) => part !== '').join(', ');
}
