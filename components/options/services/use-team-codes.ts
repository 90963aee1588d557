import { useEffect, useState } from 'preact/hooks';
import type { TeamCodes } from '../../../lib/messaging/team-shapes.ts';
import type { OptionsTools } from '../options-tools.ts';
import { useService } from './use-service.ts';

/** How long codes follow each other after a press. Each question puts off the lock, so it must not go on for ever. */
const FOLLOWED_MS = 120_000;

export interface ShownTeamCodes {
  /** Only those that are valid now. */
  readonly codes: TeamCodes;
  readonly problem: readonly string[] | undefined;
  show(): void;
}

/** Codes of these accounts after a press, renewed at the end of their period while the page is seen. */
export function useTeamCodes(tools: OptionsTools, id: string, teamIds: readonly string[]): ShownTeamCodes {
  const [codes, setCodes] = useState<TeamCodes>({});
  const [untilMs, setUntilMs] = useState(0);
  const service = useService();
  const wanted = teamIds.join('\n');
  const ask = async () => setCodes((await service.run(tools.ask('service:team-codes', { id, teamIds }))) ?? {});
  useEffect(() => {
    if (untilMs === 0) return;
    ask();
  }, [untilMs, wanted]);
  useEffect(() => {
    const ends = Object.values(codes).map(({ validUntilMs }) => validUntilMs);
    if (ends.length === 0) return;
    const timer = setTimeout(
      () => {
        setCodes({});
        if (Date.now() < untilMs && !document.hidden) ask();
      },
      Math.max(0, Math.min(...ends) - Date.now()),
    );
    return () => clearTimeout(timer);
  }, [codes]);
  return { codes, problem: service.problem, show: () => setUntilMs(Date.now() + FOLLOWED_MS) };
}
