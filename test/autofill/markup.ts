import { Window } from 'happy-dom';
import { type CodeField, lookAtPage, shapeOf } from '../../lib/autofill/detect.ts';
import { readPageFacts } from '../../lib/autofill/facts.ts';
import { judgePage, type Verdict } from '../../lib/autofill/judge-page.ts';

/** A document without layout: what the styles and attributes say is all there is. */
export function pageOf(body: string, title = '', url = 'https://login.example/'): Document {
  const window = new Window({ url, settings: { disableJavaScriptEvaluation: true } });
  const page = window.document as unknown as Document;
  page.title = title;
  page.body.innerHTML = body;
  return page;
}

/** What the page and the background come to together, the report sent as the browser would send it. */
export function detectCodeFields(
  page: Document,
): Pick<Verdict, 'refusals'> & { readonly fields: readonly CodeField[] } {
  const { facts, groups } = lookAtPage(page);
  const sent = readPageFacts(JSON.parse(JSON.stringify(facts)));
  if (!sent) throw new Error('The report of this page is not read');
  const { choices, refusals } = judgePage(sent);
  const fields = choices.map((choice) => groups[choice] ?? []);
  return { fields: fields.map((inputs) => ({ shape: shapeOf(inputs), inputs })), refusals };
}

/** The surest field as `#id`, `name` or `n boxes`; `undefined` when nothing would be filled. */
export function foundIn(body: string, title = ''): string | undefined {
  const [surest] = detectCodeFields(pageOf(body, title)).fields;
  return surest && nameOf(surest);
}

function nameOf(field: CodeField): string {
  const [first] = field.inputs;
  if (field.shape !== 'single') return `${field.inputs.length} ${field.shape}`;
  return first?.id ? `#${first.id}` : (first?.name ?? '');
}
