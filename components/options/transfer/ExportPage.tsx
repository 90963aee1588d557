/** Leaving, and being safe: the encrypted backup first, other formats with what they lose, and the snapshots here. */
import { useEffect, useState } from 'preact/hooks';
import type { ExportOffer } from '../../../lib/messaging/transfer-shapes.ts';
import { refusalText } from '../../../lib/view/actions.ts';
import { text } from '../../../lib/view/text.ts';
import { Button } from '../../Button.tsx';
import { Notice } from '../../Notice.tsx';
import { Select } from '../../Select.tsx';
import { StepTitle } from '../../welcome/StepTitle.tsx';
import type { OptionsPageProps } from '../Options.tsx';
import { Panel } from '../Panel.tsx';
import { BackupPanel } from './BackupPanel.tsx';
import { ExportSteps } from './ExportSteps.tsx';
import { Losses } from './Losses.tsx';
import { PaperPanel } from './PaperPanel.tsx';
import { SnapshotsPanel } from './SnapshotsPanel.tsx';

/** The format of our own backups. */
const BACKUP_ID = 'tessera';

export function ExportPage(props: OptionsPageProps) {
  const { tools, view } = props;
  const [offers, setOffers] = useState<readonly ExportOffer[]>();
  const [problem, setProblem] = useState<string>();
  const [madeCount, setMadeCount] = useState(0);
  const hasAccounts = view.index.value !== '' || view.trashedCount.value > 0;
  useEffect(() => {
    tools.ask('export:offers', null).then((reply) => {
      if (reply.ok) setOffers(reply.value);
      else setProblem(refusalText(reply.code));
    });
  }, []);
  const onMade = () => setMadeCount((count) => count + 1);
  const backup = offers?.find(({ id }) => id === BACKUP_ID);
  const others = offers?.filter(({ id }) => id !== BACKUP_ID) ?? [];
  return (
    <section class="stack narrow">
      <StepTitle>{text('export_title')}</StepTitle>
      <p class="hint">{text('export_what')}</p>
      {problem !== undefined && (
        <Notice live kind="warn">
          {problem}
        </Notice>
      )}
      {!hasAccounts && <Notice testId="export-empty">{text('export_empty')}</Notice>}
      {hasAccounts && offers === undefined && problem === undefined && <div aria-busy="true" />}
      {hasAccounts && backup !== undefined && (
        <BackupPanel key={madeCount} tools={tools} offer={backup} onMade={onMade} />
      )}
      {hasAccounts && others.length > 0 && <OtherFormats {...props} offers={others} onMade={onMade} />}
      {hasAccounts && <PaperPanel {...props} />}
      <SnapshotsPanel {...props} />
    </section>
  );
}

interface OtherFormatsProps extends OptionsPageProps {
  readonly offers: readonly ExportOffer[];
  /** Its steps were closed, perhaps after a sealed file was made. */
  readonly onMade: () => void;
}

function OtherFormats({ view, tools, offers, onMade }: OtherFormatsProps) {
  const [id, setId] = useState(offers[0]?.id ?? '');
  const [isOpen, setOpen] = useState(false);
  const offer = offers.find((each) => each.id === id);
  const close = () => {
    setOpen(false);
    onMade();
  };
  return (
    <Panel title={text('export_other')} testId="export-other">
      {isOpen && offer !== undefined ? (
        <ExportSteps tools={tools} offer={offer} onEnd={close} />
      ) : (
        <>
          <Select
            label={text('export_format')}
            value={id}
            options={offers.map(({ id: value, name, isSealed }) => ({
              value,
              label: isSealed ? name : text('export_plain', name),
            }))}
            testId="export-format"
            onChange={setId}
          />
          {offer !== undefined && <Losses offer={offer} />}
          {view.trashedCount.value > 0 && <p class="hint">{text('export_no_trash')}</p>}
          <div class="buttons">
            <Button icon="save" testId="export-start" onPress={() => setOpen(true)}>
              {text('export_start_other')}
            </Button>
          </div>
        </>
      )}
    </Panel>
  );
}
