import { readFile } from 'node:fs/promises';
import { type Catalogue, readCatalogue } from './catalogue.ts';
import { readThresholds, type Thresholds } from './thresholds.ts';

/** Reads the two files that say what may leave: `publish/catalogue.yml` and `publish/thresholds.yml`. */
export async function readPublicationRules(): Promise<{ catalogue: Catalogue; thresholds: Thresholds }> {
  const read = async (name: string): Promise<{ fichier: string; texte: string }> => ({
    fichier: `publish/${name}`,
    texte: await readFile(new URL(name, import.meta.url), 'utf8'),
  });
  return {
    catalogue: readCatalogue(await read('catalogue.yml')),
    thresholds: readThresholds(await read('thresholds.yml')),
  };
}
