import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sha256 } from '../cube-files.ts';
import { CODEBOOK_FILE } from './codebook.ts';
import { RISKS_FILE, riskReport } from './risks.ts';
import { FICTITIOUS, type Identity, readPackageWords } from './words.ts';

const FOLDER = 'recherche';
const CITATION_FILE = 'CITATION.cff';
const SUMS_FILE = 'SHA256SUMS';
const PRINTED_FILE = 'codebook.pdf';

/** Prints an HTML file as PDF; false when it could not, and has told whoever is there why. */
export type Printer = (html: string, pdf: string) => Promise<boolean>;

/**
 * The papers of the research package that name their release, or tell its audit, and the printed codebook. A release is
 * named after its content; its audit also counts the releases before it, and no browser prints the same bytes twice: these
 * papers stand beside what gives the name.
 */
export const PAPERS: readonly string[] = [CITATION_FILE, RISKS_FILE, SUMS_FILE, PRINTED_FILE].map(
  (name) => `${FOLDER}/${name}`,
);

export interface PaperOptions {
  release: string;
  donneesDu: string;
  sample: boolean;
  /** The SHA-256 of every file written so far, by path. */
  fichiers: Readonly<Record<string, string>>;
  /** The release's `audit.json`. */
  auditFile: string;
  /** Prints the codebook; without one the package has it as HTML alone. */
  imprimer?: Printer | undefined;
}

/** Writes citation, risk report, printed codebook and checksums into a release that has its name; gives all its files, in the order of paths. */
export async function writePapers(folder: string, options: PaperOptions): Promise<Record<string, string>> {
  const { identity } = await readPackageWords();
  const audit: unknown = JSON.parse(await readFile(join(folder, options.auditFile), 'utf8'));
  const { release, sample } = options;
  const papers: Record<string, string> = {
    [CITATION_FILE]: citation(options, identity),
    [RISKS_FILE]: riskReport({ release, audit, identity, sample }),
  };
  const fichiers: Record<string, string> = { ...options.fichiers };
  for (const [name, text] of Object.entries(papers)) {
    await writeFile(join(folder, FOLDER, name), text);
    fichiers[`${FOLDER}/${name}`] = sha256(text);
  }
  const printed = join(folder, FOLDER, PRINTED_FILE);
  if (await options.imprimer?.(join(folder, FOLDER, CODEBOOK_FILE), printed))
    fichiers[`${FOLDER}/${PRINTED_FILE}`] = sha256(await readFile(printed));
  // A browser that was stopped may leave half a file, which no checksum would name.
  else await rm(printed, { force: true });
  const sums = checksums(fichiers);
  await writeFile(join(folder, FOLDER, SUMS_FILE), sums);
  fichiers[`${FOLDER}/${SUMS_FILE}`] = sha256(sums);
  return Object.fromEntries(Object.entries(fichiers).sort(([one], [other]) => (one < other ? -1 : 1)));
}

/** What `sha256sum --check SHA256SUMS` reads, from inside the package. */
function checksums(fichiers: Readonly<Record<string, string>>): string {
  return Object.keys(fichiers)
    .filter((path) => path.startsWith(`${FOLDER}/`) && path !== `${FOLDER}/${SUMS_FILE}`)
    .sort()
    .map((path) => `${fichiers[path]}  ${path.slice(FOLDER.length + 1)}\n`)
    .join('');
}

function citation({ release, donneesDu, sample }: PaperOptions, identity: Identity): string {
  const { fonction, courriel } = identity.contact;
  const abstract = `Tableaux de comptage des personnes orientées ou accompagnées, y compris mises en cause non jugées. Données arrêtées au ${donneesDu}.`;
  return [
    'cff-version: 1.2.0',
    `message: ${quoted(sample ? FICTITIOUS : 'Citez la publication entière, par son nom de version.')}`,
    'type: dataset',
    `title: ${quoted(identity.titre)}`,
    `abstract: ${quoted(sample ? `${FICTITIOUS} ${abstract}` : abstract)}`,
    'authors:',
    `  - name: ${quoted(identity.producteur)}`,
    `version: ${quoted(release)}`,
    `date-released: ${quoted(donneesDu)}`,
    `license: ${identity.licence.nom}`,
    `license-url: ${quoted(identity.licence.adresse)}`,
    'contact:',
    `  - name: ${quoted(fonction === '' ? 'à compléter par le porteur' : fonction)}`,
    ...(courriel === '' ? [] : [`    email: ${quoted(courriel)}`]),
    '',
  ].join('\n');
}

/** A text as YAML's double quotes hold it: JSON's own form. */
function quoted(text: string): string {
  return JSON.stringify(text);
}
