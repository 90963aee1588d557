import { Window } from 'happy-dom';
import { type CodeField, detectCodeFields } from '../../lib/autofill/detect.ts';

/** A document without layout: what the styles and attributes say is all there is. */
export function pageOf(body: string, title = '', url = 'https://login.example/'): Document {
  const window = new Window({ url, settings: { disableJavaScriptEvaluation: true } });
  const page = window.document as unknown as Document;
  page.title = title;
  page.body.innerHTML = body;
  return page;
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
