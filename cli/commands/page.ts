import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { antenneNames, loadSources } from '../../ingest/contracts.ts';
import { keyMark } from '../../ingest/core/key-mark.ts';
import { buildPage } from '../../ingest/page/build.ts';
import { CliError } from '../cli-error.ts';
import { type Output, printableName } from '../output.ts';
import { readRealKey, readSampleKey } from '../pipeline.ts';
import { LISTS_DIR, SOURCES_DIR } from '../places.ts';

export interface PageCommandOptions {
  out?: string;
  antenne?: string;
  /** File of the centre's key: the page then takes no other. */
  cle?: string;
}

/** Writes the offline page by which an antenne looks at her files: one HTML file that asks nothing of any network. */
export async function pageCommand(options: PageCommandOptions, output: Output): Promise<number> {
  const sources = await loadSources(SOURCES_DIR, LISTS_DIR);
  const noms = await antenneNames(LISTS_DIR);
  const antenne = options.antenne?.toUpperCase().replaceAll('-', '_');
  if (antenne !== undefined && !(antenne in noms)) throw unknownAntenne(options.antenne ?? '', noms);
  const key =
    options.cle === undefined ? undefined : await readRealKey(options.cle, (text) => output.note(text));
  const numeroCle = key && keyMark(key);
  const page = await buildPage({ sources, noms, cleExemple: await readSampleKey(), antenne, numeroCle });
  const path = resolve(options.out ?? 'cpca-verifier.html');
  await writeWhole(path, page);
  const octets = Buffer.byteLength(page);
  output.result(
    { fichier: path, octets, antenne: antenne ?? null, numero_cle: numeroCle ?? null },
    [
      `Page écrite dans ${printableName(path)} (${Math.round(octets / 1000)} ko).`,
      ...(numeroCle === undefined
        ? []
        : [`Elle n’accepte que la clé n° ${numeroCle}, dont elle ne contient que le numéro.`]),
      'Remettez ce fichier à l’antenne : il s’ouvre d’un double clic, sans réseau, et n’envoie rien.',
    ].join('\n'),
  );
  return 0;
}

/** An antenne that no list knows. */
export function unknownAntenne(asked: string, noms: Readonly<Record<string, string>>): CliError {
  return new CliError(
    'ANTENNE_INCONNUE',
    `Aucune antenne ne porte le code « ${asked} ».`,
    `Codes connus : ${Object.keys(noms).join(', ')}.`,
    2,
  );
}

/** Written aside and renamed, so that a file of that name is whole or as it was. */
export async function writeWhole(path: string, content: string | Uint8Array): Promise<void> {
  const aside = `${path}.en-cours`;
  await mkdir(dirname(path), { recursive: true });
  try {
    await writeFile(aside, content);
    await rename(aside, path);
  } finally {
    await rm(aside, { force: true });
  }
}
