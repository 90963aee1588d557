/** Another client of a WebDAV folder, who keeps other things there. `name` with a slash at the end is a folder. */
export async function plantOverWebDav(
  folder: string,
  { user, password }: { readonly user: string; readonly password: string },
  name: string,
): Promise<void> {
  const headers = { authorization: `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}` };
  const isFolder = name.endsWith('/');
  const place = `${folder}/${encodeURIComponent(name.replace('/', ''))}`;
  if (isFolder) await fetch(`${place}/`, { method: 'MKCOL', headers });
  await fetch(isFolder ? `${place}/inner` : place, { method: 'PUT', headers, body: 'not ours' });
}
