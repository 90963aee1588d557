/** How it looks; every change is seen at once, here and in the popup. */
import type { Settings, Theme } from '../../lib/messaging/shapes.ts';
import { type TextKey, text } from '../../lib/view/text.ts';
import { Check } from '../Check.tsx';
import { Code } from '../Code.tsx';
import { Monogram } from '../Monogram.tsx';
import { Notice } from '../Notice.tsx';
import { StepTitle } from '../welcome/StepTitle.tsx';
import type { OptionsPageProps } from './Options.tsx';
import { Panel } from './Panel.tsx';
import { useSetting } from './use-setting.ts';

const THEMES: readonly (readonly [Theme, TextKey])[] = [
  ['system', 'look_system'],
  ['light', 'look_light'],
  ['dark', 'look_dark'],
  ['contrast', 'look_contrast'],
];

export function AppearancePage({ view, tools }: OptionsPageProps) {
  const { error, set } = useSetting(tools);
  const settings = view.settings.value;
  return (
    <section class="stack narrow">
      <StepTitle>{text('nav_appearance')}</StepTitle>
      {error !== undefined && (
        <Notice live kind="danger">
          {error}
        </Notice>
      )}
      <Panel title={text('look_theme')}>
        <fieldset class="themes">
          <legend class="heard">{text('look_theme')}</legend>
          {THEMES.map(([theme, name]) => (
            <label key={theme} class="theme" data-look={theme}>
              <input
                type="radio"
                class="theme-radio"
                name="theme"
                value={theme}
                checked={settings.theme === theme}
                data-testid={`theme-${theme}`}
                onChange={() => set({ theme })}
              />
              <span class="theme-swatch" aria-hidden="true">
                <i />
                <i />
              </span>
              <span>{text(name)}</span>
            </label>
          ))}
        </fieldset>
      </Panel>
      <Panel title={text('look_codes')}>
        <CodeChecks settings={settings} onChange={set} />
        <Sample settings={settings} />
      </Panel>
    </section>
  );
}

interface CodeChecksProps {
  readonly settings: Settings;
  readonly onChange: (change: Partial<Settings>) => void;
}

function CodeChecks({ settings, onChange }: CodeChecksProps) {
  return (
    <>
      <Check checked={settings.largeCodes} testId="large-codes" onChange={(largeCodes) => onChange({ largeCodes })}>
        {text('look_large')}
      </Check>
      <Check
        checked={settings.hideCodes}
        hint={text('look_hide_hint')}
        testId="hide-codes"
        onChange={(hideCodes) => onChange({ hideCodes })}
      >
        {text('look_hide')}
      </Check>
      <Check checked={settings.showNextCode} testId="next-code" onChange={(showNextCode) => onChange({ showNextCode })}>
        {text('look_next')}
      </Check>
    </>
  );
}

/** Not a real code: what the settings do to one. */
function Sample({ settings }: { readonly settings: Settings }) {
  return (
    <figure class="sample" aria-hidden="true">
      <Monogram name={text('look_sample')} />
      <span class="who">
        <b>{text('look_sample')}</b>
        <span>you@example.com</span>
      </span>
      <span class="live">
        <Code code="408913" />
        <span class="ring still" />
      </span>
      {settings.showNextCode && (
        <span class="next-code">
          {text('next_code')} <Code code="771204" />
        </span>
      )}
    </figure>
  );
}
