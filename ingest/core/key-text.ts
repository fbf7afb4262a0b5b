import { parseKey } from './pseudonym.ts';

const KEY_BYTES = 32;
/** Thirty-two bytes by chance hold about thirty different ones. */
const LEAST_DIFFERENT = 16;

/** True for bytes that chance did not make: names could be found again under such a key. */
export function isWeakKey(key: Uint8Array): boolean {
  return key.length !== KEY_BYTES || new Set(key).size < LEAST_DIFFERENT;
}

/** The key that a text holds; undefined when it is none. */
export function keyIn(text: string): Uint8Array | undefined {
  try {
    return parseKey(text);
  } catch {
    return undefined;
  }
}

/** The key that a sender gives, or what is wrong with it; nothing of it is repeated. */
export function keyGiven(text: string): { ok: true; key: Uint8Array } | { ok: false; faute: string } {
  const bare = text.replace(/^\uFEFF/, '').trim();
  const key = keyIn(bare);
  if (key && !isWeakKey(key)) return { ok: true, key };
  if (key)
    return {
      ok: false,
      faute:
        'Cette clé n’a pas été tirée au hasard : les noms pourraient être retrouvés. Demandez la clé du centre.',
    };
  const length = bare.length;
  const wanted = KEY_BYTES * 2;
  const why = !/^[0-9a-f]*$/i.test(bare)
    ? 'elle contient autre chose que des chiffres et les lettres a à f'
    : length < wanted
      ? `elle est trop courte (${length} signes)`
      : `elle est trop longue (${length} signes)`;
  return { ok: false, faute: `Cette clé ne se lit pas : ${why}. Une clé a ${wanted} signes.` };
}
