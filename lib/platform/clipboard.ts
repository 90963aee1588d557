/** Writing to the clipboard from a page of ours. Clearing is the background's work, since a popup is gone by then. */

/** False when the browser refuses, which it does when the document has no focus. */
export async function writeText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}
