/** Marks of the kinds of storage: with the icons of all pages they would weigh on the popup, which shows none of them. */
import type { StorageKind } from '../../../lib/messaging/sync-shapes.ts';

const CLOUD = 'M4.6 12.5a2.9 2.9 0 0 1-.3-5.800 3.900 3.900 0 0 1 7.500.5 2.700 2.700 0 0 1-.3 5.300z';
const BOX = 'M8 2l5.500 2.800v6.400L8 14l-5.500-2.800V4.800zM2.500 4.800L8 7.600l5.500-2.800M8 7.600V14';
const FOLDER = 'M2 4.500a1 1 0 0 1 1-1h3.200l1.500 1.700H13a1 1 0 0 1 1 1v5.300a1 1 0 0 1-1 1H3a1 1 0 0 1-1-1z';

const SHAPES: Readonly<Record<StorageKind, string>> = {
  webdav: CLOUD,
  s3: BOX,
  dropbox: CLOUD,
  'google-drive': CLOUD,
  onedrive: CLOUD,
  folder: FOLDER,
};

export function StorageIcon({ kind }: { readonly kind: StorageKind }) {
  return (
    <svg class="icon" viewBox="0 0 16 16" aria-hidden="true" focusable="false">
      <path d={SHAPES[kind]} />
    </svg>
  );
}
