/** The files that were given, and what is to be asked about them: a password, a format, the columns of a table. */
import { useRef, useState } from 'preact/hooks';
import { COLUMN_ROLES, type ColumnChoice } from '../../../lib/messaging/transfer-shapes.ts';
import { text } from '../../../lib/view/text.ts';
import { Button } from '../../Button.tsx';
import { Icon, type IconName } from '../../Icon.tsx';
import { PasswordField } from '../../PasswordField.tsx';
import { Select } from '../../Select.tsx';
import { COLUMN_NAMES, stateText } from './import-words.ts';
import type { Answer, GivenFile } from './use-import.ts';

export interface ImportFilesProps {
  readonly files: readonly GivenFile[];
  readonly busy: boolean;
  readonly onAnswer: (file: GivenFile, answer: Answer) => void;
}

export function ImportFiles({ files, busy, onAnswer }: ImportFilesProps) {
  if (files.length === 0) return null;
  return (
    <ul class="card given-files">
      {files.map((given) => (
        <li key={given.key} class="given" data-testid="given-file" data-state={given.state}>
          <Icon name={iconOf(given)} />
          <span class="who">
            <b class="cut" dir="auto">
              {given.file.name}
            </b>
            <span>{stateText(given)}</span>
          </span>
          {!busy && <Question given={given} onAnswer={(answer) => onAnswer(given, answer)} />}
        </li>
      ))}
    </ul>
  );
}

function iconOf({ state }: GivenFile): IconName {
  if (state === 'read' || state === 'paper') return 'check';
  if (state === 'waiting') return 'refresh';
  return state === 'passphrase-needed' || state === 'wrong-passphrase' ? 'lock' : 'warning';
}

interface QuestionProps {
  readonly given: GivenFile;
  readonly onAnswer: (answer: Answer) => void;
}

function Question({ given, onAnswer }: QuestionProps) {
  if (given.state === 'passphrase-needed' || given.state === 'wrong-passphrase') {
    return <AskPassphrase given={given} onAnswer={onAnswer} />;
  }
  if (given.state === 'choice-needed' && given.report !== null) return <AskFormat given={given} onAnswer={onAnswer} />;
  return null;
}

function AskPassphrase({ given, onAnswer }: QuestionProps) {
  const [typed, setTyped] = useState('');
  const [keyFile, setKeyFile] = useState<File>();
  const isWrong = given.state === 'wrong-passphrase' && typed === '';
  return (
    <form
      class="stack given-question"
      onSubmit={(event) => {
        event.preventDefault();
        setTyped('');
        onAnswer({ passphrase: typed, ...(keyFile !== undefined && { keyFile }) });
      }}
    >
      <PasswordField
        focus
        label={text('import_passphrase', given.file.name)}
        hint={text('import_passphrase_hint')}
        error={isWrong ? text('import_state_wrong_passphrase') : undefined}
        value={typed}
        testId="import-passphrase"
        onInput={setTyped}
      />
      {given.report?.takesKeyFile && <PickKeyFile picked={keyFile} onPick={setKeyFile} />}
      <div class="buttons">
        <Button submit kind="main" testId="import-open">
          {text('import_open')}
        </Button>
      </div>
    </form>
  );
}

interface PickKeyFileProps {
  readonly picked: File | undefined;
  readonly onPick: (file: File | undefined) => void;
}

function PickKeyFile({ picked, onPick }: PickKeyFileProps) {
  const input = useRef<HTMLInputElement>(null);
  return (
    <div class="with-icon">
      <Button small icon="plus" testId="import-key-file" onPress={() => input.current?.click()}>
        {text('import_key_file')}
      </Button>
      <span class="hint cut" dir="auto">
        {picked?.name ?? text('import_key_file_hint')}
      </span>
      <input
        ref={input}
        hidden
        type="file"
        aria-label={text('import_key_file')}
        data-testid="import-key-files"
        onChange={(event) => onPick(event.currentTarget.files?.[0])}
      />
    </div>
  );
}

function AskFormat({ given, onAnswer }: QuestionProps) {
  const choices = given.report?.choices ?? [];
  const table = given.report?.columns ?? null;
  const [formatId, setFormatId] = useState(choices[0]?.id ?? '');
  const [columns, setColumns] = useState<ColumnChoice>(table?.seem ?? {});
  const isTable = table !== null && formatId === 'csv';
  return (
    <form
      class="stack given-question"
      onSubmit={(event) => {
        event.preventDefault();
        onAnswer(isTable ? { formatId, columns } : { formatId });
      }}
    >
      <Select
        label={text('import_read_as')}
        value={formatId}
        options={choices.map(({ id, name }) => ({ value: id, label: name }))}
        testId="import-format"
        onChange={setFormatId}
      />
      {isTable && <Columns names={table.names} columns={columns} onChange={setColumns} />}
      <div class="buttons">
        <Button submit kind="main" testId="import-read">
          {text('import_read')}
        </Button>
      </div>
    </form>
  );
}

interface ColumnsProps {
  readonly names: readonly string[];
  readonly columns: ColumnChoice;
  readonly onChange: (columns: ColumnChoice) => void;
}

function Columns({ names, columns, onChange }: ColumnsProps) {
  const options = [
    { value: '', label: text('import_column_none') },
    ...names.map((value) => ({ value, label: value })),
  ];
  return (
    <fieldset class="columns">
      <legend>{text('import_columns')}</legend>
      {COLUMN_ROLES.map((role) => (
        <Select
          key={role}
          label={text(COLUMN_NAMES[role])}
          value={columns[role] ?? ''}
          options={options}
          testId={`column-${role}`}
          onChange={(name) => {
            const { [role]: _before, ...others } = columns;
            onChange(name === '' ? others : { ...others, [role]: name });
          }}
        />
      ))}
    </fieldset>
  );
}
