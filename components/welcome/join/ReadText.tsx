/** Takes the text of a pairing or a kit, however it comes: pasted, in a picture, or read off the screen. */
import { useRef, useState } from 'preact/hooks';
import { refusalText } from '../../../lib/view/actions.ts';
import { text } from '../../../lib/view/text.ts';
import { Button } from '../../Button.tsx';
import type { StorageTools } from '../../page-tools.ts';
import { usePasteForm } from '../../paste-form.ts';
import { pictureBytes } from '../../picture-bytes.ts';
import { scanProblemText } from '../../reading-words.ts';
import { TextField } from '../../TextField.tsx';

export interface ReadTextProps {
  readonly tools: StorageTools;
  readonly label: string;
  readonly hint: string;
  /** Why the text before was not taken, in words. */
  readonly problem: string | undefined;
  readonly busy: boolean;
  readonly onText: (text: string) => void;
}

/** `tessera-pair:1:...` and `tessera-kit:1:...`; a whole one needs no second press. */
const WHOLE = /^\s*tessera-[a-z]+:\d+:\S/i;

export function ReadText({ tools, label, hint, problem, busy, onText }: ReadTextProps) {
  const [scanProblem, setScanProblem] = useState<string>();
  const readPicture = async (bytes: string | undefined) => {
    setScanProblem(undefined);
    if (bytes === undefined) return setScanProblem(scanProblemText('too-large'));
    const found = await decodePicture(tools, bytes);
    if (typeof found === 'string') return setScanProblem(found);
    setTyped(found.text);
    onText(found.text);
  };
  const readFile = (picture: File) => pictureBytes(picture).then(readPicture);
  const { typed, setTyped, onPaste, form } = usePasteForm({ whole: WHOLE, busy, onText, onPicture: readFile });
  return (
    <form data-testid="join-box" {...form}>
      <TextField
        mono
        focus
        lines={5}
        label={label}
        hint={hint}
        value={typed}
        error={scanProblem ?? problem}
        testId="join-text"
        onPaste={onPaste}
        onInput={(value) => {
          setTyped(value);
          setScanProblem(undefined);
        }}
      />
      <ReadButtons tools={tools} busy={busy} isEmpty={typed.trim() === ''} onPicture={readPicture} onFile={readFile} />
    </form>
  );
}

interface ReadButtonsProps {
  readonly tools: StorageTools;
  readonly busy: boolean;
  readonly isEmpty: boolean;
  readonly onPicture: (bytes: string) => void;
  readonly onFile: (picture: File) => void;
}

function ReadButtons({ tools, busy, isEmpty, onPicture, onFile }: ReadButtonsProps) {
  const file = useRef<HTMLInputElement>(null);
  return (
    <div class="buttons">
      <Button submit kind="main" busy={busy} disabled={isEmpty} testId="join-read">
        {text('join_read')}
      </Button>
      <Button icon="picture" testId="join-picture" onPress={() => file.current?.click()}>
        {text('way_picture')}
      </Button>
      <Button icon="scan" testId="join-screen" onPress={() => readScreen(tools, onPicture)}>
        {text('join_screen')}
      </Button>
      <input
        ref={file}
        hidden
        type="file"
        accept="image/*"
        aria-label={text('way_picture')}
        data-testid="join-file"
        onChange={(event) => {
          const picture = event.currentTarget.files?.[0];
          if (picture !== undefined) onFile(picture);
        }}
      />
    </div>
  );
}

/** Nothing is said to a user who chose no window. */
async function readScreen(tools: StorageTools, onPicture: (bytes: string) => void): Promise<void> {
  const bytes = await tools.captureScreen();
  if (bytes !== undefined) onPicture(bytes);
}

/** The first text that looks like ours, or what is wrong in words. */
async function decodePicture(tools: StorageTools, bytes: string): Promise<{ readonly text: string } | string> {
  const reply = await tools.ask('qr:decode', { bytes });
  if (!reply.ok) {
    return reply.code === 'nothing-found' ||
      reply.code === 'unreadable' ||
      reply.code === 'too-large' ||
      reply.code === 'not-a-picture'
      ? scanProblemText(reply.code)
      : refusalText(reply.code);
  }
  const found = reply.value.texts.find((one) => WHOLE.test(one));
  if (found !== undefined) return { text: found };
  return reply.value.texts.length === 0 ? scanProblemText('nothing-found') : text('join_not_a_text');
}
