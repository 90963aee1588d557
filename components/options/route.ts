/** Where in the options one is. Addresses hold a page and at most the id of a record, never anything secret. */

import type { TextKey } from '../../lib/view/text.ts';
import type { IconName } from '../Icon.tsx';

export const SECTIONS = [
  'accounts',
  'import',
  'export',
  'trash',
  'health',
  'uses',
  'security',
  'sync',
  'sites',
  'services',
  'appearance',
  'about',
] as const;
export type Section = (typeof SECTIONS)[number];

export type Route =
  /** `kit` is the page of the sync, which begins with a new recovery kit. */
  | { readonly kind: Section | 'add' | 'recover' | 'kit' }
  | { readonly kind: 'edit'; readonly id: string }
  /** `accountId` is the one to be shared there, where one comes from its page. */
  | { readonly kind: 'service'; readonly id: string; readonly accountId?: string };

export const SECTION_LOOKS: Readonly<Record<Section, { readonly name: TextKey; readonly icon: IconName }>> = {
  accounts: { name: 'nav_accounts', icon: 'key' },
  import: { name: 'nav_import', icon: 'fill' },
  export: { name: 'nav_export', icon: 'save' },
  trash: { name: 'trash', icon: 'trash' },
  health: { name: 'nav_health', icon: 'check' },
  uses: { name: 'nav_uses', icon: 'history' },
  security: { name: 'nav_security', icon: 'shield' },
  sync: { name: 'nav_sync', icon: 'refresh' },
  sites: { name: 'nav_sites', icon: 'globe' },
  services: { name: 'nav_services', icon: 'open' },
  appearance: { name: 'nav_appearance', icon: 'palette' },
  about: { name: 'nav_about', icon: 'info' },
};

const ID = /^[\w-]{1,64}$/;

/** Anything unknown leads to the accounts. */
export function parseRoute(hash: string): Route {
  const [, kind = '', id = '', accountId = ''] = hash.split('/');
  if (kind === 'edit' && ID.test(id)) return { kind, id };
  if (kind === 'services' && ID.test(id)) {
    return ID.test(accountId) ? { kind: 'service', id, accountId } : { kind: 'service', id };
  }
  if (kind === 'add' || kind === 'recover' || kind === 'kit') return { kind };
  return { kind: SECTIONS.find((section) => section === kind) ?? 'accounts' };
}

export function formatRoute(route: Route): string {
  if (route.kind === 'service') return ['#', 'services', route.id, route.accountId ?? []].flat().join('/');
  return route.kind === 'edit' ? `#/edit/${route.id}` : `#/${route.kind}`;
}

/** The entry of the navigation that a route belongs to. */
export function sectionOf({ kind }: Route): Section {
  if (kind === 'service') return 'services';
  if (kind === 'kit') return 'sync';
  return kind === 'add' || kind === 'edit' || kind === 'recover' ? 'accounts' : kind;
}
