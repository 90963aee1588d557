/** A link that was just made and the words that open it: shown this one time, each with its own button. */
import { useState } from 'preact/hooks';
import type { NewLink } from '../../../lib/messaging/service-shapes.ts';
import { text } from '../../../lib/view/text.ts';
import { Button } from '../../Button.tsx';
import { Notice } from '../../Notice.tsx';
import type { OptionsTools } from '../options-tools.ts';

export interface NewLinkCardProps {
  readonly tools: Pick<OptionsTools, 'copy'>;
  readonly made: NewLink;
}

export function NewLinkCard({ tools, made }: NewLinkCardProps) {
  const { row, passphrase, isNoteLeftOut } = made;
  const isGenerated = row.kind === 'generated';
  return (
    <div class="stack new-link" data-testid="new-link">
      <Notice live kind={isGenerated ? 'warn' : 'good'}>
        <p>{text(isGenerated ? 'links_known' : 'links_made')}</p>
        {isNoteLeftOut && <p data-testid="note-left-out">{text('links_note_left_out')}</p>}
      </Notice>
      <CopyLine name={text('links_link')} value={row.link} tools={tools} testId="new-link-address" />
      <CopyLine
        name={text(isGenerated ? 'links_generated' : 'links_passphrase')}
        value={passphrase}
        tools={tools}
        testId="new-link-passphrase"
      />
      {!isGenerated && <p class="hint">{text('links_two_ways')}</p>}
    </div>
  );
}

interface CopyLineProps {
  readonly name: string;
  readonly value: string;
  readonly tools: Pick<OptionsTools, 'copy'>;
  readonly testId: string;
}

export function CopyLine({ name, value, tools, testId }: CopyLineProps) {
  const [isCopied, setCopied] = useState(false);
  return (
    <div class="copy-line">
      <span class="hint">{name}</span>
      <p class="key-text" dir="ltr" data-testid={testId}>
        {value}
      </p>
      <Button small icon={isCopied ? 'check' : 'copy'} onPress={async () => setCopied(await tools.copy(value))}>
        {text(isCopied ? 'copied' : 'copy')}
        <span class="heard"> {name}</span>
      </Button>
    </div>
  );
}
