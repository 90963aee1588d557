/** A service's page over answers that are made up, and what a person does on it. */
import type { OptionsTools } from '../../../components/options/options-tools.ts';
import { ServicePage } from '../../../components/options/services/ServicePage.tsx';
import type { ConnectionRow, ServiceName } from '../../../lib/messaging/service-shapes.ts';
import type { AccountRow } from '../../../lib/messaging/shapes.ts';
import { TEAM_SYNC_OFF } from '../../../lib/messaging/team-shapes.ts';
import { inventRow } from '../../messaging/invented.ts';
import { type Answers, fakeDoors, fakeStorageTools, find, openView, settle, show } from '../render.tsx';

export const HOST = 'api.example.com';

export function toolsOf(answers: Answers = {}) {
  const { doors, asked } = fakeDoors(answers);
  const tools: OptionsTools = {
    ...doors,
    ...fakeStorageTools(),
    removeOrigin: async () => true,
    mayReadClipboard: async () => false,
    requestClipboardRead: async () => false,
    dropClipboardRead: async () => undefined,
    version: '1',
  };
  const namesOf = (prefix: string) => asked.map((one) => one.type).filter((name) => name.startsWith(prefix));
  return { tools, doors, asked, namesOf };
}

export function rowOf(service: ServiceName, auth: ConnectionRow['auth']): ConnectionRow {
  return { id: 'c', service, name: '', address: `https://${HOST}`, host: HOST, auth, isAllowed: true };
}

export const did = <T,>(value: T) => ({ ok: true, value: { ok: true, value } }) as const;

export async function openService(
  row: ConnectionRow,
  answers: Answers,
  rows: readonly AccountRow[] = [inventRow('a')],
) {
  const kit = toolsOf({
    'service:list': () => ({ ok: true, value: [row] }),
    'service:test': () => did({ skewMs: 0, count: 1 }),
    'service:team-sync': () => ({ ok: true, value: TEAM_SYNC_OFF }),
    ...answers,
  });
  const { view } = openView(kit.doors, rows);
  show(<ServicePage id="c" view={view} tools={kit.tools} go={() => undefined} />);
  await settle();
  await settle();
  return kit;
}

export async function choose(testId: string, at: number): Promise<void> {
  const select = find<HTMLSelectElement>(testId);
  select.selectedIndex = at;
  select.dispatchEvent(new Event('change', { bubbles: true }));
  await settle();
}

export async function submit(testId: string): Promise<void> {
  find(testId)
    .closest('form')
    ?.dispatchEvent(new Event('submit', { bubbles: true, cancelable: true }));
  await settle();
}
