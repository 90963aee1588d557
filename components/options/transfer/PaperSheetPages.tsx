/** The sheet itself, which is seen on paper only. */
import type { PaperSheet } from '../../../lib/messaging/transfer-shapes.ts';
import { formatDate, plural, text } from '../../../lib/view/text.ts';
import { Mark } from '../../Mark.tsx';
import type { PaperPages } from './paper-pages.ts';
import { QrPrint } from './QrPrint.tsx';

type Block = PaperSheet['blocks'][number];

export interface PaperSheetPagesProps {
  readonly sheet: PaperSheet;
  readonly pages: PaperPages<Block>;
}

export function PaperSheetPages({ sheet, pages }: PaperSheetPagesProps) {
  const total = pages.codes.length + pages.texts.length;
  const blocks = sheet.blocks.length;
  return (
    <section class="print-sheet" aria-hidden="true" data-testid="paper-sheet">
      {pages.codes.map((placed, at) => (
        <article key={`codes-${at}`} class="paper-page">
          <Head sheet={sheet} at={at + 1} total={total} what={text('paper_sheet_how')} />
          <div class="paper-codes">
            {placed.map(({ block, number }) => (
              <figure key={number}>
                <QrPrint sealed={block.text} />
                <figcaption>{text('paper_sheet_code', number, blocks)}</figcaption>
              </figure>
            ))}
          </div>
        </article>
      ))}
      {pages.texts.map((placed, at) => (
        <article key={`text-${at}`} class="paper-page">
          <Head sheet={sheet} at={pages.codes.length + at + 1} total={total} what={text('paper_sheet_text_how')} />
          <div class="paper-texts">
            {placed.map(({ block, number }) => (
              <div key={number}>
                <h4>{text('paper_sheet_code', number, blocks)}</h4>
                <pre dir="ltr" translate={false}>
                  {block.lines.join('\n')}
                </pre>
              </div>
            ))}
          </div>
        </article>
      ))}
    </section>
  );
}

interface HeadProps {
  readonly sheet: PaperSheet;
  readonly at: number;
  readonly total: number;
  readonly what: string;
}

function Head({ sheet, at, total, what }: HeadProps) {
  const { madeAtMs, accounts, name } = sheet;
  return (
    <header class="paper-head">
      <Mark />
      <h3>{text('paper_sheet_title')}</h3>
      <b class="paper-at">{text('paper_sheet_page', at, total)}</b>
      <p>
        {[plural('paper_sheet_accounts', accounts), formatDate(madeAtMs), text('paper_sheet_name', name)].join(' · ')}
      </p>
      <p>{what}</p>
    </header>
  );
}
