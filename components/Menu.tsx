/** A button with a list of actions. The browser's popover gives the top layer, Escape and the click beside it. */
import { useEffect, useId, useRef, useState } from 'preact/hooks';
import { IconButton } from './Button.tsx';
import { Icon, type IconName } from './Icon.tsx';

export interface MenuItem {
  readonly id: string;
  readonly label: string;
  readonly icon: IconName;
  readonly danger?: boolean | undefined;
  readonly disabled?: boolean | undefined;
  readonly onChoose: () => void;
}

export interface MenuProps {
  readonly label: string;
  readonly icon?: IconName | undefined;
  readonly items: () => readonly MenuItem[];
  readonly testId?: string | undefined;
}

export function Menu({ label, icon = 'more', items, testId }: MenuProps) {
  const id = useId();
  const [isOpen, setOpen] = useState(false);
  const anchor = useRef<HTMLSpanElement>(null);
  const close = () => {
    setOpen(false);
    anchor.current?.querySelector('button')?.focus();
  };
  return (
    <span class="menu-anchor" ref={anchor} aria-owns={isOpen ? id : undefined}>
      <IconButton small icon={icon} label={label} onPress={() => setOpen(!isOpen)} testId={testId} expanded={isOpen} />
      {isOpen && <MenuList id={id} label={label} items={items()} anchor={anchor.current} onClose={close} />}
    </span>
  );
}

interface MenuListProps {
  readonly id: string;
  readonly label: string;
  readonly items: readonly MenuItem[];
  readonly anchor: HTMLElement | null;
  readonly onClose: () => void;
}

function MenuList({ id, label, items, anchor, onClose }: MenuListProps) {
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const menu = list.current;
    if (menu === null) return;
    menu.showPopover?.();
    if (anchor !== null) placeBeside(menu, anchor);
    menu.querySelector<HTMLElement>('[role=menuitem]')?.focus();
    const onToggle = (event: Event) => {
      if ((event as ToggleEvent).newState === 'closed') onClose();
    };
    menu.addEventListener('toggle', onToggle);
    return () => menu.removeEventListener('toggle', onToggle);
  }, []);
  return (
    <div
      ref={list}
      id={id}
      class="menu"
      role="menu"
      aria-label={label}
      popover="auto"
      data-testid="menu"
      onKeyDown={(event) => moveInMenu(event, list.current, onClose)}
    >
      {items.map((item) => (
        <button
          key={item.id}
          type="button"
          role="menuitem"
          tabIndex={-1}
          class={item.danger ? 'danger' : undefined}
          disabled={item.disabled}
          data-testid={`menu-${item.id}`}
          onClick={() => {
            onClose();
            item.onChoose();
          }}
        >
          <Icon name={item.icon} />
          {item.label}
        </button>
      ))}
    </div>
  );
}

/** Below the button if there is room, else above it; its end edge on the button's end edge. */
function placeBeside(menu: HTMLElement, anchor: HTMLElement): void {
  const spot = anchor.getBoundingClientRect();
  const { width, height } = menu.getBoundingClientRect();
  const isRtl = getComputedStyle(anchor).direction === 'rtl';
  const below = spot.bottom + 4;
  const top = below + height <= innerHeight - 4 ? below : Math.max(4, spot.top - height - 4);
  const left = isRtl ? spot.left : spot.right - width;
  menu.style.top = `${top}px`;
  menu.style.left = `${Math.max(4, Math.min(left, innerWidth - width - 4))}px`;
}

function moveInMenu(event: KeyboardEvent, menu: HTMLElement | null, onClose: () => void): void {
  // No key of an open menu means anything to the list beneath it.
  event.stopPropagation();
  const items = [...(menu?.querySelectorAll<HTMLElement>('[role=menuitem]:not(:disabled)') ?? [])];
  const at = items.indexOf(document.activeElement as HTMLElement);
  const steps: Readonly<Record<string, number>> = {
    ArrowDown: at + 1,
    ArrowUp: at - 1 + items.length,
    Home: 0,
    End: items.length - 1,
  };
  const to = steps[event.key];
  if (to !== undefined) {
    event.preventDefault();
    items[to % items.length]?.focus();
  } else if (event.key === 'Escape' || event.key === 'Tab') {
    event.preventDefault();
    onClose();
  }
}
