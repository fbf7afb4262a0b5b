import { randomBytes } from 'node:crypto';
import { homedir } from 'node:os';
import { join, relative, resolve } from 'node:path';
import { writeKey } from '../../ingest/key.ts';
import type { Output } from '../output.ts';
import { ROOT } from '../places.ts';

const FILE = 'cle-cpca.txt';

/** Writes a new pseudonyms' key, in the owner's own folder unless told otherwise, and says how to keep it. */
export async function keyInit(options: { out?: string }, output: Output): Promise<number> {
  const path = resolve(options.out ?? join(homedir(), FILE));
  await writeKey(path, (bytes) => Uint8Array.from(randomBytes(bytes)));
  const droits = process.platform === 'win32' ? null : '0600';
  if (isInside(path))
    output.note('⚠ Cette clé est dans le dossier du logiciel : mettez-la ailleurs, à part des données.');
  output.result(
    { fichier: path, octets: 32, droits },
    [
      `Clé écrite dans ${path}`,
      droits === null
        ? 'Windows ne connaît pas les droits 0600 : rangez-la dans un dossier que vous seul pouvez ouvrir.'
        : 'Vous seul pouvez la lire (droits 0600).',
      'Gardez-en une copie à part des données, sous clé : sur papier ou sur un support rangé au coffre.',
      'Toutes les antennes d’un même centre utilisent la même clé, remise de la main à la main, jamais par courriel.',
      'Perdue, elle ne se retrouve pas : les personnes déjà chargées ne seraient plus reconnues d’une année à l’autre.',
      'Volée avec l’entrepôt, elle permettrait de vérifier si une personne y figure : prévenez alors le responsable.',
    ].join('\n'),
  );
  return 0;
}

function isInside(path: string): boolean {
  const way = relative(ROOT, path);
  return way !== '' && !way.startsWith('..') && resolve(ROOT, way) === path;
}
