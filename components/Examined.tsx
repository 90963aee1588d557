/** The picture that was examined, so that one sees why nothing was found in it. */
import { useEffect, useState } from 'preact/hooks';
import { base64ToBytes } from '../lib/base/base64.ts';
import { text } from '../lib/view/text.ts';

/** `bytes` is base64 of a PNG or JPEG. It is shown by a blob address: the picture may hold a key, an attribute may not. */
export function Examined({ bytes }: { readonly bytes: string }) {
  const [address, setAddress] = useState<string>();
  useEffect(() => {
    const picture = base64ToBytes(bytes);
    if (picture === undefined || picture.length === 0) return;
    const made = URL.createObjectURL(new Blob([picture]));
    setAddress(made);
    return () => URL.revokeObjectURL(made);
  }, [bytes]);
  if (address === undefined) return null;
  return <img class="examined" src={address} alt={text('examined')} data-testid="examined" />;
}
