/** Where it came from: the picture that was examined, and the host as the browser reported it. */
import type { Waiting } from '../../lib/messaging/shapes.ts';
import { type TextKey, text } from '../../lib/view/text.ts';
import { Examined } from '../Examined.tsx';
import { Icon } from '../Icon.tsx';

const SOURCES: Readonly<Record<Waiting['source'], TextKey>> = {
  image: 'confirm_from_image',
  page: 'confirm_from_page',
  paste: 'confirm_from_paste',
  link: 'confirm_from_link',
  text: 'confirm_from_text',
};

export function Origin({ waiting }: { readonly waiting: Waiting }) {
  const { source, host, examined } = waiting;
  const hasNoPage = host === '' && (source === 'image' || source === 'page');
  return (
    <section class="card origin">
      {examined === null ? (
        <span class="origin-icon">
          <Icon name={source === 'link' ? 'globe' : 'scan'} />
        </span>
      ) : (
        <Examined bytes={examined} />
      )}
      <div class="who">
        <b>{text(hasNoPage ? 'confirm_from_picture' : SOURCES[source])}</b>
        {host !== '' && (
          <span dir="ltr" data-testid="origin-host">
            {host}
          </span>
        )}
      </div>
    </section>
  );
}
