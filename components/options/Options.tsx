/** The options: navigation on one side, one page on the other. */
import { useEffect, useState } from 'preact/hooks';
import type { VaultView } from '../../lib/view/model.ts';
import { text } from '../../lib/view/text.ts';
import { Button } from '../Button.tsx';
import { skewText } from '../CodesFooter.tsx';
import { Icon } from '../Icon.tsx';
import { Mark } from '../Mark.tsx';
import { Notice } from '../Notice.tsx';
import { UnlockHere } from '../UnlockHere.tsx';
import { ResetPassword } from '../welcome/ResetPassword.tsx';
import { AboutPage } from './AboutPage.tsx';
import { AddPage, EditPage, TrashPage } from './AccountPages.tsx';
import { AccountsPage } from './AccountsPage.tsx';
import { AppearancePage } from './AppearancePage.tsx';
import type { OptionsTools } from './options-tools.ts';
import { formatRoute, parseRoute, type Route, SECTION_LOOKS, SECTIONS, sectionOf } from './route.ts';
import { SecurityPage } from './SecurityPage.tsx';
import { SitesPage } from './SitesPage.tsx';
import { ServicePage } from './services/ServicePage.tsx';
import { ServicesPage } from './services/ServicesPage.tsx';
import { SyncPage } from './sync/SyncPage.tsx';
import { BackupBySelf, BackupReminder } from './transfer/BackupReminder.tsx';
import { ExportPage } from './transfer/ExportPage.tsx';
import { HealthPage } from './transfer/HealthPage.tsx';
import { ImportPage } from './transfer/ImportPage.tsx';
import { UsesPage } from './transfer/UsesPage.tsx';
import { UndoBar } from './UndoBar.tsx';

export interface OptionsProps {
  readonly view: VaultView;
  readonly tools: OptionsTools;
}

export interface OptionsPageProps extends OptionsProps {
  readonly go: (route: Route) => void;
}

export function Options({ view, tools }: OptionsProps) {
  const route = useRoute();
  // While a new password is being set the vault opens, and the answer is still to come.
  const [isResetting, setResetting] = useState(false);
  const vault = view.vault.value;
  useEffect(() => {
    document.title = `${text(SECTION_LOOKS[sectionOf(route)].name)} · ${text('name')}`;
  }, [route.kind]);
  if (vault === undefined) return <div class="screen" aria-busy="true" />;
  if (vault === 'absent') return <Absent tools={tools} />;
  if (isResetting || (vault === 'locked' && route.kind === 'recover')) {
    return <Recover tools={tools} onStart={() => setResetting(true)} onEnd={() => setResetting(false)} />;
  }
  if (vault === 'locked') return <UnlockHere tools={tools} onForgotten={() => go({ kind: 'recover' })} />;
  const props = { view, tools, go };
  return (
    <div class="options">
      <Side route={route} trashed={view.trashedCount.value} />
      <main class="options-page">
        {!view.recoveryConfirmed.value && route.kind !== 'security' && <Unsaved />}
        {view.skewMs.value !== 0 && (
          <Notice kind="warn" testId="clock-wrong">
            <p>{skewText(view.skewMs.value)}</p>
            <p>{text('clock_what')}</p>
          </Notice>
        )}
        <BackupBySelf tools={tools} />
        {route.kind === 'accounts' && <BackupReminder tools={tools} />}
        <Page key={formatRoute(route)} route={route} {...props} />
      </main>
      <UndoBar view={view} tools={tools} />
    </div>
  );
}

function go(route: Route): void {
  location.hash = formatRoute(route);
}

function useRoute(): Route {
  const [route, setRoute] = useState(() => parseRoute(location.hash));
  useEffect(() => {
    const follow = () => {
      setRoute(parseRoute(location.hash));
      scrollTo(0, 0);
    };
    addEventListener('hashchange', follow);
    return () => removeEventListener('hashchange', follow);
  }, []);
  return route;
}

function Page({ route, ...props }: OptionsPageProps & { readonly route: Route }) {
  switch (route.kind) {
    case 'accounts':
    case 'recover':
      return <AccountsPage {...props} />;
    case 'add':
      return <AddPage {...props} />;
    case 'edit':
      return <EditPage {...props} id={route.id} />;
    case 'import':
      return <ImportPage {...props} />;
    case 'export':
      return <ExportPage {...props} />;
    case 'health':
      return <HealthPage {...props} />;
    case 'uses':
      return <UsesPage {...props} />;
    case 'trash':
      return <TrashPage {...props} />;
    case 'security':
      return <SecurityPage {...props} />;
    case 'sync':
    case 'kit':
      return <SyncPage {...props} asksForKit={route.kind === 'kit'} />;
    case 'sites':
      return <SitesPage {...props} />;
    case 'services':
      return <ServicesPage {...props} />;
    case 'service':
      return <ServicePage {...props} id={route.id} accountId={route.accountId} />;
    case 'appearance':
      return <AppearancePage {...props} />;
    case 'about':
      return <AboutPage {...props} />;
  }
}

function Side({ route, trashed }: { readonly route: Route; readonly trashed: number }) {
  const current = sectionOf(route);
  return (
    <header class="side">
      <div class="side-head">
        <Mark />
        <span class="page-name">{text('name')}</span>
      </div>
      <nav aria-label={text('nav_label')}>
        <ul>
          {SECTIONS.map((section) => (
            <li key={section}>
              <a
                href={formatRoute({ kind: section })}
                class="side-link"
                aria-current={section === current ? 'page' : undefined}
                data-testid={`nav-${section}`}
              >
                <Icon name={SECTION_LOOKS[section].icon} />
                <span>{text(SECTION_LOOKS[section].name)}</span>
                {section === 'trash' && trashed > 0 && <span class="side-count">{trashed}</span>}
              </a>
            </li>
          ))}
        </ul>
      </nav>
    </header>
  );
}

function Unsaved() {
  return (
    <Notice kind="warn" testId="recovery-unsaved">
      <p>{text('options_unsaved')}</p>
      <p>
        <a href="#/security">{text('options_save_key')}</a>
      </p>
    </Notice>
  );
}

function Absent({ tools }: { readonly tools: OptionsTools }) {
  return (
    <main class="page stack">
      <Mark />
      <h1>{text('absent_title')}</h1>
      <p>{text('options_absent')}</p>
      <div class="buttons">
        <Button kind="main" testId="set-up" onPress={() => tools.openPage('welcome.html')}>
          {text('set_up')}
        </Button>
      </div>
    </main>
  );
}

interface RecoverProps {
  readonly tools: OptionsTools;
  readonly onStart: () => void;
  readonly onEnd: () => void;
}

function Recover({ tools, onStart, onEnd }: RecoverProps) {
  const leave = (route: Route) => () => {
    onEnd();
    go(route);
  };
  return (
    <main class="page stack">
      <Mark />
      <ResetPassword
        tools={tools}
        onStart={onStart}
        onDone={leave({ kind: 'accounts' })}
        onBack={leave({ kind: 'accounts' })}
      />
    </main>
  );
}
