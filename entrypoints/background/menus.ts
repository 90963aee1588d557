/** What a right click offers. */
import { getMessage } from '../../lib/platform/i18n.ts';
import { setMenus } from '../../lib/platform/menus.ts';

export const MENU_SCAN_IMAGE = 'scan-image';
export const MENU_SCAN_PAGE = 'scan-page';
export const MENU_FILL = 'fill-field';

export function installMenus(): void {
  void setMenus([
    { id: MENU_SCAN_IMAGE, title: getMessage('menu_scan_image'), contexts: ['image'] },
    { id: MENU_SCAN_PAGE, title: getMessage('menu_scan_page'), contexts: ['page', 'frame', 'link', 'video'] },
    { id: MENU_FILL, title: getMessage('menu_fill'), contexts: ['editable'] },
  ]);
}
