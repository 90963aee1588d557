/** One account in the list: a press copies its code, the menu holds the rest. */
import type { AccountRow as Row } from '../lib/messaging/shapes.ts';
import type { CodeActions } from '../lib/view/actions.ts';
import type { VaultView } from '../lib/view/model.ts';
import { text } from '../lib/view/text.ts';
import { accountTitle } from './account-words.ts';
import { IconButton } from './Button.tsx';
import { LiveCode } from './LiveCode.tsx';
import { Menu, type MenuItem } from './Menu.tsx';
import { Monogram } from './Monogram.tsx';
import { Who } from './Who.tsx';

export interface AccountRowProps {
  readonly view: VaultView;
  readonly actions: CodeActions;
  readonly row: Row;
  readonly isSelected?: boolean;
  /** For accounts of the open site: filling is one press away. */
  readonly canFill?: boolean;
}

export function AccountRow({ view, actions, row, isSelected, canFill }: AccountRowProps) {
  const isCopied = actions.copiedId.value === row.id;
  return (
    <div class={isSelected ? 'row selected' : 'row'} data-testid="row" data-id={row.id}>
      <button
        type="button"
        class="row-main"
        data-testid="row-copy"
        aria-current={isSelected ? 'true' : undefined}
        onClick={() => (row.type === 'hotp' ? actions.nextHotp(row.id) : actions.copyCode(row.id))}
      >
        <Monogram name={accountTitle(row)} />
        <Who row={row} />
        <LiveCode view={view} row={row} isCopied={isCopied} />
      </button>
      {canFill && (
        <IconButton
          small
          icon="fill"
          label={text('fill_from', accountTitle(row))}
          testId="fill"
          onPress={() => actions.fill(row.id)}
        />
      )}
      <RowMenu view={view} actions={actions} row={row} />
    </div>
  );
}

export function RowMenu({ view, actions, row }: Pick<AccountRowProps, 'view' | 'actions' | 'row'>) {
  const items = () => rowMenuItems(view, actions, row);
  return <Menu label={text('row_menu', accountTitle(row))} items={items} testId="row-menu" />;
}

function rowMenuItems(view: VaultView, actions: CodeActions, row: Row): readonly MenuItem[] {
  const { id } = row;
  const fill = { id: 'fill', label: text('fill'), icon: 'fill', onChoose: () => actions.fill(id) } as const;
  const copy = { id: 'copy', label: text('copy'), icon: 'copy', onChoose: () => actions.copyCode(id) } as const;
  if (row.isRemote) {
    const label = text('forget_sites');
    const forget = { id: 'forget-sites', label, icon: 'close', onChoose: () => actions.forgetSites(id) } as const;
    return [fill, copy, ...(row.hosts.length === 0 ? [] : [forget])];
  }
  const order: readonly MenuItem[] =
    view.query.peek() !== '' || view.tag.peek() !== ''
      ? []
      : [
          {
            id: 'up',
            label: text('move_up'),
            icon: 'up',
            disabled: !actions.canMove(id, -1),
            onChoose: () => actions.move(id, -1),
          },
          {
            id: 'down',
            label: text('move_down'),
            icon: 'down',
            disabled: !actions.canMove(id, 1),
            onChoose: () => actions.move(id, 1),
          },
        ];
  const show = (reveal: boolean) => () => {
    actions.screen.value = { kind: 'edit', id, reveal };
  };
  return [
    fill,
    copy,
    { id: 'edit', label: text('edit'), icon: 'edit', onChoose: show(false) },
    { id: 'reveal', label: text('show_key'), icon: 'key', onChoose: show(true) },
    { id: 'pin', label: text(row.pinned ? 'unpin' : 'pin'), icon: 'pin', onChoose: () => actions.pin(id, !row.pinned) },
    ...order,
    { id: 'trash', label: text('to_trash'), icon: 'trash', danger: true, onChoose: () => actions.trash(id) },
  ];
}
