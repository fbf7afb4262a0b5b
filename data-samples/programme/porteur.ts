import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { evenementsBytes } from './porteur-agenda.ts';
import { budgetBytes, financementsBytes, projetsBytes } from './porteur-argent.ts';
import { notesBytes } from './porteur-notes.ts';
import { logementsBytes, moyensBytes } from './porteur-places.ts';

/**
 * The sheets that the porteur keeps, by file name: 2024, and a thinner 2023 of those that have a year before. The
 * same program gives the same bytes. What is in place by territory is written by hand (`declares/offre-2024.csv`).
 */
export function makePorteur(): ReadonlyMap<string, Uint8Array> {
  return new Map([
    ...[2024, 2023].flatMap((annee): [string, Uint8Array][] => [
      [`logements-${annee}.ods`, logementsBytes(annee)],
      [`moyens-${annee}.xlsx`, moyensBytes(annee)],
      [`financements-${annee}.csv`, financementsBytes(annee)],
      [`budget-${annee}.xlsx`, budgetBytes(annee)],
    ]),
    ['projets-2024.xlsx', projetsBytes()],
    ['evenements-2024.csv', evenementsBytes()],
    ['notes-lecture-2024.xlsx', notesBytes()],
  ]);
}

/** Where the committed files stand. */
export const PORTEUR_DIR = fileURLToPath(new URL('../porteur', import.meta.url));

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  await mkdir(PORTEUR_DIR, { recursive: true });
  for (const [name, bytes] of makePorteur()) await writeFile(join(PORTEUR_DIR, name), bytes);
}
