import { open, readFile, stat } from 'node:fs/promises';
import { isWeakKey, keyIn } from './core/key-text.ts';
import { IngestError } from './ingest-error.ts';

const KEY_BYTES = 32;
/** For the owner alone to read and write. */
const OWNER_ONLY = 0o600;
const FOR_OTHERS = 0o077;

export interface StoredKey {
  key: Uint8Array;
  /** True when others than the owner may read the file. Never on Windows, whose files have no such mode. */
  shared: boolean;
}

/**
 * Writes a new pseudonyms' key: 32 bytes as 64 hexadecimal digits, in a file that only its owner can read from the
 * moment that it exists. `random` gives so many bytes that nobody can guess. Never overwrites: IngestError `CLE_EXISTE`;
 * `CLE_NON_ECRITE` where the file cannot be made; `CLE_FAIBLE` when `random` gives bytes of too little chance.
 */
export async function writeKey(path: string, random: (bytes: number) => Uint8Array): Promise<void> {
  const key = random(KEY_BYTES);
  refuseWeak(key);
  const file = await open(path, 'wx', OWNER_ONLY).catch((cause: NodeJS.ErrnoException) => {
    throw cause.code === 'EEXIST'
      ? new IngestError(
          'CLE_EXISTE',
          `« ${path} » existe déjà : aucune clé n’a été écrite.`,
          'Une clé ne se remplace pas : les personnes déjà connues ne seraient plus reconnues. Indiquez un autre fichier par --out si vous en voulez une autre.',
        )
      : new IngestError(
          'CLE_NON_ECRITE',
          `La clé n’a pas pu être écrite dans « ${path} ».`,
          'Indiquez par --out un fichier d’un dossier qui existe et où vous pouvez écrire.',
        );
  });
  try {
    await file.writeFile(`${Buffer.from(key).toString('hex')}\n`);
    await file.sync();
  } finally {
    await file.close();
  }
}

/**
 * Reads a key file. Errors (IngestError): `CLE_ILLISIBLE` when it is no key, `CLE_FAIBLE` for bytes that no chance made.
 * No message repeats what the file holds.
 */
export async function readKey(path: string, platform: NodeJS.Platform): Promise<StoredKey> {
  const text = await readFile(path, 'utf8').catch(() => undefined);
  const key = text === undefined ? undefined : keyIn(text);
  if (!key)
    throw new IngestError(
      'CLE_ILLISIBLE',
      `Le fichier de clé « ${path} » ne se lit pas.`,
      'Indiquez le fichier écrit par « npm run cpca -- key init » : 64 chiffres hexadécimaux.',
    );
  refuseWeak(key);
  const { mode } = await stat(path);
  return { key, shared: platform !== 'win32' && (mode & FOR_OTHERS) !== 0 };
}

function refuseWeak(key: Uint8Array): void {
  if (!isWeakKey(key)) return;
  throw new IngestError(
    'CLE_FAIBLE',
    'Cette clé n’a pas été tirée au hasard : les noms pourraient être retrouvés.',
    'Faites écrire une clé par « npm run cpca -- key init ».',
  );
}
