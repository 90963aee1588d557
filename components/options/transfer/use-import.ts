/** Files of one import: read one after the other, each until it is clear what it is or why not. */
import { useEffect, useRef, useState } from 'preact/hooks';
import { bytesToBase64 } from '../../../lib/base/base64.ts';
import type {
  ColumnChoice,
  ImportFileReport,
  ImportFileState,
  ImportPreview,
  PaperProgress,
} from '../../../lib/messaging/transfer-shapes.ts';
import type { OptionsTools } from '../options-tools.ts';

/** The background refuses longer messages. */
const MAX_BYTES = 20 * 1024 * 1024;

export interface GivenFile {
  readonly key: number;
  readonly file: File;
  readonly state: ImportFileState | 'waiting' | 'too-much' | 'failed';
  readonly report: ImportFileReport | null;
}

/** What the user said about one file. */
export interface Answer {
  readonly passphrase?: string;
  readonly keyFile?: File;
  readonly formatId?: string;
  readonly columns?: ColumnChoice;
}

export interface Reading {
  readonly name: string;
  readonly at: number;
  readonly of: number;
}

export interface Import {
  readonly files: readonly GivenFile[];
  readonly preview: ImportPreview | null;
  /** A sheet of ours that is not read yet. */
  readonly paper: PaperProgress | null;
  /** The file that is being read. */
  readonly reading: Reading | undefined;
  add(files: readonly File[]): void;
  answer(file: GivenFile, answer: Answer): void;
  /** What became of lines that were typed, or of a recovery key. */
  take(report: ImportFileReport): void;
  /** Forgets everything, also in the background. */
  reset(): void;
}

interface Round {
  isStopped: boolean;
}

export function useImport(tools: OptionsTools): Import {
  const [files, setFiles] = useState<readonly GivenFile[]>([]);
  const [preview, setPreview] = useState<ImportPreview | null>(null);
  const [reading, setReading] = useState<Reading>();
  const [paper, setPaper] = useState<PaperProgress | null>(null);
  const lastKey = useRef(0);
  const round = useRef<Round>({ isStopped: false });

  const showPreview = async () => {
    const { current } = round;
    const reply = await tools.ask('import:preview', null);
    if (reply.ok && !current.isStopped) setPreview(reply.value);
  };
  const forget = () => {
    round.current.isStopped = true;
    round.current = { isStopped: false };
    return tools.ask('import:cancel', null);
  };
  useEffect(() => {
    showPreview();
    // What was read must not wait in the memory for a page that is gone.
    return () => void forget();
  }, []);

  async function readAll(batch: readonly GivenFile[], answer: Answer): Promise<void> {
    const { current } = round;
    for (const [at, given] of batch.entries()) {
      setReading({ name: given.file.name, at: at + 1, of: batch.length });
      const result = await readOne(tools, given, answer);
      if (current.isStopped) return;
      setFiles((before) => before.map((each) => (each.key === given.key ? { ...each, ...result } : each)));
      if (result.report?.paper) setPaper(result.report.paper);
    }
    await showPreview();
    if (!current.isStopped) setReading(undefined);
  }

  return {
    files,
    preview,
    paper,
    reading,
    take(report) {
      setPaper(report.paper);
      if (report.paper !== null) return;
      // Its pictures and files have become accounts.
      setFiles((before) => before.map((each) => (each.state === 'paper' ? { ...each, state: 'read', report } : each)));
      showPreview();
    },
    add(chosen) {
      const given = chosen.map((file): GivenFile => {
        lastKey.current += 1;
        return { key: lastKey.current, file, state: 'waiting', report: null };
      });
      setFiles((before) => [...before, ...given]);
      readAll(given, {});
    },
    answer: (given, answer) => void readAll([given], answer),
    reset() {
      setFiles([]);
      setPreview(null);
      setPaper(null);
      setReading(undefined);
      forget();
    },
  };
}

async function readOne(
  tools: OptionsTools,
  { file }: GivenFile,
  answer: Answer,
): Promise<Pick<GivenFile, 'state' | 'report'>> {
  if (file.size > MAX_BYTES) return { state: 'limit-exceeded', report: null };
  const content = await readBytes(file);
  if (content === undefined) return { state: 'failed', report: null };
  const keyFile = answer.keyFile === undefined ? null : await readBytes(answer.keyFile);
  if (keyFile === undefined) return { state: 'failed', report: null };
  const reply = await tools.ask('import:read', {
    bytes: content,
    name: file.name,
    passphrase: answer.passphrase ?? null,
    keyFile,
    formatId: answer.formatId ?? null,
    columns: answer.columns ?? null,
  });
  if (reply.ok) return { state: reply.value.state, report: reply.value };
  return { state: reply.code === 'too-much' ? 'too-much' : 'failed', report: null };
}

/** `undefined` for a folder, and for a file that changed or went since it was chosen. */
async function readBytes(file: File): Promise<string | undefined> {
  try {
    return bytesToBase64(new Uint8Array(await file.arrayBuffer()));
  } catch {
    return undefined;
  }
}
