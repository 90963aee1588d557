/** What filling came to, in words, with the next step beside it. */
import type { ComponentChildren } from 'preact';
import type { FillOutcome } from '../lib/messaging/shapes.ts';
import type { CodeActions, PageDoors } from '../lib/view/actions.ts';
import type { VaultView } from '../lib/view/model.ts';
import { text } from '../lib/view/text.ts';
import { accountTitle } from './account-words.ts';
import { Button, IconButton } from './Button.tsx';
import { Notice, type NoticeProps } from './Notice.tsx';

export interface FillNoticeProps {
  readonly view: VaultView;
  readonly actions: CodeActions;
  readonly doors: PageDoors;
}

const KINDS: Readonly<Record<FillOutcome['kind'], NonNullable<NoticeProps['kind']>>> = {
  filled: 'good',
  'needs-binding': 'plain',
  'look-alike': 'danger',
  'needs-permission': 'plain',
  insecure: 'warn',
  'no-field': 'warn',
  'not-kept': 'warn',
  'no-code': 'warn',
  'no-account': 'plain',
  'choose-account': 'plain',
  'restricted-page': 'warn',
  'tab-changed': 'warn',
};

export function FillNotice({ view, actions, doors }: FillNoticeProps) {
  const answer = actions.answer.value;
  if (answer === undefined) return null;
  const { id, outcome } = answer;
  const row = view.row(id);
  const close = () => {
    actions.answer.value = undefined;
  };
  return (
    <div class="outcome" data-testid="outcome" data-kind={outcome.kind}>
      <Notice live kind={KINDS[outcome.kind]}>
        <p>{outcomeText(outcome, row === undefined ? '' : accountTitle(row))}</p>
        <NextStep id={id} outcome={outcome} actions={actions} doors={doors} onClose={close} />
      </Notice>
      <IconButton small icon="close" label={text('close')} testId="outcome-close" onPress={close} />
    </div>
  );
}

interface NextStepProps {
  readonly id: string;
  readonly outcome: FillOutcome;
  readonly actions: CodeActions;
  readonly doors: PageDoors;
  readonly onClose: () => void;
}

function NextStep({ id, outcome, actions, doors, onClose }: NextStepProps) {
  switch (outcome.kind) {
    case 'needs-binding':
      return (
        <Steps>
          <Button small kind="main" testId="bind-yes" onPress={() => actions.fill(id, outcome.host)}>
            {text('bind_yes')}
          </Button>
          <Button small testId="bind-no" onPress={onClose}>
            {text('bind_no')}
          </Button>
        </Steps>
      );
    case 'needs-permission':
      return (
        <Steps>
          <Button
            small
            kind="main"
            testId="permit"
            // The request comes first in the click: after an await the browser no longer sees the gesture.
            onPress={() => {
              doors.requestOrigin(outcome.pattern).then((isGiven) => (isGiven ? actions.fill(id) : undefined));
            }}
          >
            {text('permit_host', outcome.host)}
          </Button>
        </Steps>
      );
    case 'insecure':
      return (
        <Steps>
          <Button small icon="copy" testId="outcome-copy" onPress={() => actions.copyCode(id)}>
            {text('copy')}
          </Button>
        </Steps>
      );
    default:
      return null;
  }
}

function Steps({ children }: { readonly children: ComponentChildren }) {
  return <div class="buttons">{children}</div>;
}

/** `name` is the account's own, never what a page says of itself. */
export function outcomeText(outcome: FillOutcome, name: string): string {
  switch (outcome.kind) {
    case 'filled':
      return text(outcome.waited ? 'fill_filled_waited' : 'fill_filled', outcome.host);
    case 'needs-binding':
      return outcome.relatedTo === null
        ? text('fill_bind', outcome.host, name)
        : text('fill_bind_related', outcome.host, name, outcome.relatedTo);
    case 'look-alike':
      return text('fill_look_alike', outcome.host, outcome.resembles);
    case 'needs-permission':
      return text('fill_permission', outcome.host);
    case 'insecure':
      return text('fill_insecure', outcome.host);
    case 'no-field':
      return text(outcome.copied ? 'fill_no_field_copied' : 'fill_no_field', outcome.host);
    case 'not-kept':
      return text(outcome.copied ? 'fill_not_kept_copied' : 'fill_not_kept', outcome.host);
    case 'no-code':
      return text('fill_no_code', name);
    case 'no-account':
      return text('fill_no_account', outcome.host);
    case 'choose-account':
      return text('fill_choose', outcome.host);
    case 'restricted-page':
      return text('fill_restricted');
    case 'tab-changed':
      return text('fill_tab_changed');
  }
}
