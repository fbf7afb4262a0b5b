import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Warehouse } from '../sql/warehouse.ts';
import type { Catalogue } from './catalogue.ts';
import { closedYears, type YearRequest } from './closed-years.ts';
import { currentName } from './current-name.ts';
import { withdrawnRelease } from './current-release.ts';
import type { DictionarySources } from './dictionary.ts';
import { appendToLedger, closedInLedger, ledgerStates, newestStanding } from './ledger.ts';
import { manifestHash, publicationLine, type SettledLedger, settleLedger } from './ledger-check.ts';
import {
  hashTree,
  MANIFEST_FILE,
  type Manifest,
  type ManifestEntry,
  type Revision,
  releaseName,
} from './manifest.ts';
import { type Printer, writePapers } from './package/papers.ts';
import { type ProtectedCubes, readProtectedCubes } from './protect-cubes.ts';
import { PublicationError, throwProblems } from './publication-error.ts';
import { AUDIT_FILE, hashOfContent, writeContent, writeJson } from './release-content.ts';
import { controlRelease, stateControl } from './release-control.ts';
import { clearLeftovers, holdFolder, putInPlace, setCurrent, temporaryPlace } from './release-folder.ts';
import { formerCells, holdToEarlier, mayChange } from './revision.ts';
import type { Thresholds } from './thresholds.ts';
import { definitionRefusals } from './wall.ts';

/** Where a run tells how far it is. English, for the developer's log. */
export interface Logger {
  info(message: string): void;
}

export interface PublishOptions {
  /** The warehouse, open and not locked, or the path of its file, then opened read only. */
  warehouse: Warehouse | { path: string };
  /** The folder that holds the releases and `current`. Made if it lacks. */
  out: string;
  catalogue: Catalogue;
  thresholds: Thresholds;
  /** The date the data stand at, `2024-12-31`. */
  donneesDu: string;
  /** Samples and real data never share a folder. */
  sample: boolean;
  /** What the warehouse was loaded from, the fingerprint of each model, and parameters: kept in the manifest. */
  entrees: readonly ManifestEntry[];
  modeles: Readonly<Record<string, string>>;
  parametres: Manifest['parametres'];
  /** Years to close, and closed years to revise with the reason; nothing of the kind when left out. */
  annees?: Partial<YearRequest>;
  /** What the dictionary of each audience is made from; left out, the release has none. */
  dictionnaire?: DictionarySources;
  /** Prints the codebook of a release that is new. */
  imprimer?: Printer;
  clock: () => Date;
  logger: Logger;
}

export interface Published {
  release: string;
  dir: string;
  /** False when this very content had been released before: nothing of it was written again. */
  created: boolean;
  manifest: Manifest;
  /** The closed years that this run revised. */
  revisions: readonly Revision[];
}

/** What a run works from. */
interface Run {
  options: PublishOptions;
  settled: SettledLedger;
  request: YearRequest;
  closes: readonly number[];
}

/**
 * Writes a release from the warehouse's marts, adds its line to the ledger and makes it the one in force.
 *
 * Nothing is written that the wall refuses, or that changes a closed year which is not revised. The release is written
 * aside and renamed into place, then the ledger gets its line, then `current` is replaced: killed at any moment, the last
 * release stays in force, and the next run gives the same cubes. Its name is the data's date and the first eight digits
 * of a hash over its closed years and every file but the manifest (which bears the time), the audit (which also says what
 * was published before), the papers that bear its name, and the databases (whose bytes differ from run to run).
 *
 * Errors (`PublicationError`): what the catalogue, the wall or a mart is refused for, all at once; those of the ledger
 * (`settleLedger`), of the years (`closedYears`) and of what was published before (`holdToEarlier`);
 * `echantillon_et_reel` when the folder holds the other kind; `publication_retiree` when the same content was withdrawn;
 * `publication_en_cours` when another run writes here.
 */
export async function publishRelease(options: PublishOptions): Promise<Published> {
  throwProblems(definitionRefusals(options.catalogue, options.thresholds));
  return holdFolder(options.out, options.clock(), async () => {
    const removed = await clearLeftovers(options.out, options.clock());
    if (removed > 0) options.logger.info(`removed ${removed} left-over temporary place(s)`);
    const settled = await settleLedger(options.out, options.logger);
    refuseOtherKind(options, settled);
    const request: YearRequest = { clore: [], reviser: [], ...options.annees };
    return writeRelease({ options, settled, request, closes: closesAfter(options, settled, request) });
  });
}

/** How a release is chosen. */
interface Choice {
  /** Closed years whose figures are chosen anew, with what was hidden before kept hidden. */
  anew: readonly number[];
  /** Whether figures that no table tells keep the whole rule: more is hidden. */
  entiere: boolean;
}

/**
 * Protects and writes; what was hidden and told of closed years stays. Where somebody could then find a figure again,
 * years that may be revised are chosen anew; and where that is not enough, by the whole rule for every figure.
 */
async function writeRelease(run: Run): Promise<Published> {
  const { settled, request, options } = run;
  const revisable = closedInLedger(settled.ledger).filter((year) => mayChange(year, request.reviser));
  const choices: Choice[] = [
    { anew: [], entiere: false },
    ...(revisable.length > 0 ? [{ anew: revisable, entiere: false }] : []),
    { anew: revisable, entiere: true },
  ];
  for (const [at, choice] of choices.entries()) {
    if (at > 0) options.logger.info(choiceText(choice));
    const published = await attempt(run, choice, at + 1 < choices.length);
    if (published !== undefined) return published;
  }
  throw new Error('a release that must not be tried again was neither written nor refused');
}

function choiceText({ anew, entiere }: Choice): string {
  const years = anew.length > 0 ? `closed years chosen anew: ${anew.join(', ')}` : 'chosen anew';
  return entiere ? `${years}, by the whole rule` : years;
}

/** Writes a release; undefined when its audit refuses it and another choice may be tried. */
async function attempt(
  run: Run,
  { anew, entiere }: Choice,
  mayTryAgain: boolean,
): Promise<Published | undefined> {
  const { options, settled, closes } = run;
  const anciens = await formerCells(settled.releases, closes, anew);
  const protectedCubes = await readProtectedCubes({ ...options, anneesCloses: closes, anciens, entiere });
  const place = temporaryPlace(options.out);
  try {
    const written = await writeContent(options, protectedCubes, place.path);
    options.logger.info('content written aside');
    const inForce = newestStanding(settled.ledger)?.release;
    // What stands has passed already, and is no difference to itself.
    if (inForce === nameOf(run, await hashTree(place.path)))
      return await install(run, written, [], place.path);
    const revisions = await holdOrRevise(run, place.path);
    const report = await controlOf(run, protectedCubes, place.path);
    if (mayTryAgain && report.problemes.length > 0) return undefined;
    throwProblems(report.problemes);
    await stateControl(place.path, report);
    return await install(run, written, revisions, place.path);
  } finally {
    await place.remove();
  }
}

function closesAfter(
  { entrees, donneesDu, clock }: PublishOptions,
  settled: SettledLedger,
  request: YearRequest,
): number[] {
  return closedYears(request, {
    annees: entrees.flatMap(({ annee }) => annee ?? []),
    donneesDu,
    aujourdhui: clock().toISOString().slice(0, 10),
    closes: closedInLedger(settled.ledger),
  });
}

/** Holds what was written aside to what was published before. Throws what forbids it; else gives what it revises. */
async function holdOrRevise({ options, settled, request, closes }: Run, folder: string): Promise<Revision[]> {
  const { catalogue, thresholds } = options;
  const { revisions, problemes } = await holdToEarlier({
    ...{ folder, earlier: settled.releases, closes, catalogue, thresholds },
    ...{ reviser: request.reviser, motif: request.motif },
  });
  throwProblems(problemes);
  return revisions;
}

/** Audits what was written aside with all that was published before. */
async function controlOf({ options, settled }: Run, { hints }: ProtectedCubes, folder: string) {
  const { warehouse, thresholds, logger } = options;
  const report = await controlRelease({ folder, earlier: settled.releases, warehouse, thresholds, hints });
  logger.info(`audit: ${report.cellules} cells, ${report.temoins} tables, ${report.programmes} programs`);
  return report;
}

/** Puts a written release in place under its name, or finds that it is there already; then makes it current. */
async function install(
  run: Run,
  written: Pick<Manifest, 'cubes'>,
  revisions: readonly Revision[],
  folder: string,
): Promise<Published> {
  const { out, logger } = run.options;
  const manifest = await manifestOf(run, written, revisions, folder);
  const { release } = manifest;
  const dir = join(out, release);
  const known = run.settled.releases.find((one) => one.release === release);
  if (known?.retrait) throw new PublicationError([withdrawnRelease(release, known.retrait)]);
  if (known === undefined) {
    await writeJson(join(folder, MANIFEST_FILE), manifest);
    if (existsSync(dir) || !(await putInPlace(folder, out, release))) throw nameTaken(release);
    logger.info(`release ${release} in place`);
  }
  if (newestStanding(run.settled.ledger)?.release !== release)
    await registerPublication(
      run,
      known === undefined ? manifest : { ...known.manifest, revisions: [...revisions] },
      dir,
    );
  if ((await currentName(out)) !== release) await setCurrent(out, release);
  const created = known === undefined;
  logger.info(created ? `release ${release} written` : `release ${release} was already there, unchanged`);
  return { release, dir, created, manifest: known?.manifest ?? manifest, revisions };
}

/** The manifest of what was written, under the name that its content gives it. */
async function manifestOf(
  { options, settled, closes }: Run,
  { cubes }: Pick<Manifest, 'cubes'>,
  revisions: readonly Revision[],
  folder: string,
): Promise<Manifest> {
  const { donneesDu, sample, entrees, modeles, parametres, clock } = options;
  const written = await hashTree(folder);
  const release = nameOf({ options, closes }, written);
  const isNew = !settled.releases.some((one) => one.release === release);
  const imprimer = isNew ? options.imprimer : undefined;
  const about = { release, donneesDu, sample, auditFile: AUDIT_FILE, imprimer };
  const fichiers = await writePapers(folder, { ...about, fichiers: written });
  return {
    version: 1,
    release,
    donnees_du: donneesDu,
    echantillon: sample,
    cree_le: clock().toISOString(),
    entrees: [...entrees],
    modeles: { ...modeles },
    parametres: { ...parametres },
    annees_closes: [...closes],
    revisions: [...revisions],
    registre: { rang: settled.ledger.entries.length + 1, precedent: settled.ledger.head },
    cubes,
    fichiers,
  };
}

function nameOf(
  { options, closes }: Pick<Run, 'options' | 'closes'>,
  fichiers: Manifest['fichiers'],
): string {
  return releaseName(options.donneesDu, hashOfContent(fichiers), closes);
}

/** A release that goes back into force gets a line of its own, at the time of this run. */
async function registerPublication(
  { options, settled }: Run,
  manifest: Manifest,
  dir: string,
): Promise<void> {
  const isNew = !ledgerStates(settled.ledger).some(({ release }) => release === manifest.release);
  const line = publicationLine(manifest, await manifestHash(dir));
  const le = isNew ? line.le : options.clock().toISOString();
  await appendToLedger(options.out, settled.ledger, { ...line, le });
  options.logger.info(`ledger line for ${manifest.release}`);
}

function nameTaken(release: string): PublicationError {
  return new PublicationError([
    {
      code: 'registre_incomplet',
      message: `La publication ${release} n’est pas au registre, et son dossier est déjà là.`,
      fichier: release,
      regle: 'toutes les publications sont au registre, et rien que celles-là',
      remede: 'Relancez la publication ; si ce message revient, sortez ce dossier de la publication.',
    },
  ]);
}

function refuseOtherKind({ sample }: PublishOptions, { releases }: SettledLedger): void {
  if (!releases.some(({ manifest }) => manifest.echantillon !== sample)) return;
  const [here, given] = sample ? ['réelles', 'd’échantillon'] : ['d’échantillon', 'réelles'];
  throw new PublicationError([
    {
      code: 'echantillon_et_reel',
      message: `Ce dossier de publication contient des données ${here} : des données ${given} ne s’y ajoutent pas.`,
      regle: 'échantillons et données réelles ne se mêlent jamais',
      remede: 'Publiez dans un autre dossier.',
    },
  ]);
}
