/** Sites that Tessera may look at without being asked: what that gives, which they are, and the way back. */
import { useEffect, useState } from 'preact/hooks';
import type { SiteGrant } from '../../lib/messaging/shapes.ts';
import { refusalText } from '../../lib/view/actions.ts';
import { text } from '../../lib/view/text.ts';
import { Button } from '../Button.tsx';
import { Icon } from '../Icon.tsx';
import { Notice } from '../Notice.tsx';
import { TextField } from '../TextField.tsx';
import { StepTitle } from '../welcome/StepTitle.tsx';
import type { OptionsPageProps } from './Options.tsx';
import { Panel } from './Panel.tsx';
import { ALL_SITES, parseSite } from './site-pattern.ts';

export function SitesPage({ tools }: OptionsPageProps) {
  const [grants, setGrants] = useState<readonly SiteGrant[]>();
  const [problem, setProblem] = useState<string>();
  const load = async () => {
    const reply = await tools.ask('grants:list', null);
    if (reply.ok) setGrants(reply.value);
    else setProblem(refusalText(reply.code));
  };
  useEffect(() => {
    load();
  }, []);
  const follow = async (change: Promise<boolean>) => {
    const isDone = await change;
    setProblem(isDone ? undefined : text('sites_refused'));
    if (isDone) await tools.ask('grants:changed', null);
    await load();
    return isDone;
  };
  // Asked for in the click itself: after an await the browser no longer sees the gesture.
  const allow = (pattern: string) => follow(tools.requestOrigin(pattern));
  const isAll = grants?.some(({ pattern }) => pattern === ALL_SITES) ?? false;
  return (
    <section class="stack narrow">
      <StepTitle>{text('nav_sites')}</StepTitle>
      <What />
      {problem !== undefined && (
        <Notice live kind="warn" testId="sites-problem">
          {problem}
        </Notice>
      )}
      <AddSite onAllow={allow} isAll={isAll} />
      <Panel title={text('sites_allowed')} testId="grants">
        {grants === undefined && problem === undefined && <div aria-busy="true" />}
        {grants?.length === 0 && <p class="hint">{text('sites_none')}</p>}
        <ul class="slots">
          {grants?.map((grant) => (
            <Grant key={grant.pattern} grant={grant} onRevoke={() => follow(tools.removeOrigin(grant.pattern))} />
          ))}
        </ul>
      </Panel>
    </section>
  );
}

function What() {
  const gives = ['sites_gives_badge', 'sites_gives_offer', 'sites_gives_fill', 'sites_gives_frames'] as const;
  return (
    <div class="stack gives">
      <p>{text('sites_what')}</p>
      <ul>
        {gives.map((key) => (
          <li key={key}>
            <Icon name="check" />
            {text(key)}
          </li>
        ))}
      </ul>
    </div>
  );
}

interface AddSiteProps {
  readonly isAll: boolean;
  readonly onAllow: (pattern: string) => Promise<boolean>;
}

function AddSite({ isAll, onAllow }: AddSiteProps) {
  const [typed, setTyped] = useState('');
  const [error, setError] = useState<string>();
  const allow = () => {
    const site = parseSite(typed);
    if (!site.ok) return setError(text(site.error === 'insecure' ? 'sites_insecure' : 'sites_bad'));
    onAllow(site.value).then((isDone) => {
      if (isDone) setTyped('');
    });
  };
  return (
    <Panel title={text('sites_add')}>
      <form
        class="stack"
        onSubmit={(event) => {
          event.preventDefault();
          allow();
        }}
      >
        <TextField
          label={text('sites_add_label')}
          hint={text('sites_add_hint')}
          placeholder="login.example.com"
          value={typed}
          error={error}
          testId="site"
          onInput={(value) => {
            setTyped(value);
            setError(undefined);
          }}
        />
        <div class="buttons">
          <Button submit kind="main" testId="allow-site">
            {text('sites_allow')}
          </Button>
          {!isAll && (
            <Button icon="globe" testId="allow-all" onPress={() => onAllow(ALL_SITES)}>
              {text('sites_all')}
            </Button>
          )}
        </div>
        {!isAll && <p class="hint">{text('sites_all_hint')}</p>}
      </form>
    </Panel>
  );
}

interface GrantProps {
  readonly grant: SiteGrant;
  readonly onRevoke: () => void;
}

function Grant({ grant, onRevoke }: GrantProps) {
  const name = grant.pattern === ALL_SITES ? text('sites_all_what') : grant.host;
  return (
    <li class="slot" data-testid="grant">
      <Icon name="globe" />
      <span class="who">
        <b dir={grant.pattern === ALL_SITES ? 'auto' : 'ltr'}>{name}</b>
      </span>
      <button
        type="button"
        class="button small"
        aria-label={text('sites_revoke_named', name)}
        data-testid="revoke"
        onClick={onRevoke}
      >
        {text('sites_revoke')}
      </button>
    </li>
  );
}
