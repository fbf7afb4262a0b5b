import { existsSync } from 'node:fs';
import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { sha256 } from './cube-files.ts';
import { CURRENT_FILE, currentName } from './current-name.ts';
import {
  appendToLedger,
  EMPTY_LEDGER,
  LEDGER_FILE,
  type Ledger,
  type LedgerState,
  ledgerStates,
  newestStanding,
  readLedger,
} from './ledger.ts';
import {
  MANIFEST_FILE,
  type Manifest,
  RELEASE_NAME,
  readManifest,
  releaseName,
  verifyRelease,
} from './manifest.ts';
import { type ProblemDraft, PublicationError, throwProblems } from './publication-error.ts';
import { hashOfContent } from './release-content.ts';
import { setCurrent } from './release-folder.ts';

/** A release of the ledger, whole and unchanged. */
export interface StandingRelease extends LedgerState {
  dir: string;
  manifest: Manifest;
}

export interface SettledLedger {
  ledger: Ledger;
  /** Oldest first, the withdrawn ones too: who holds them, holds them. */
  releases: StandingRelease[];
}

/**
 * Makes ledger and folders agree, before anything is written: releases made before there was a ledger are registered
 * once; a release that a killed run had renamed into place and not yet registered is adopted, since it was whole and
 * somebody may have read it; a `current` that names a withdrawn release gives way. Then checks all of them.
 * The caller holds the folder.
 *
 * Errors (`PublicationError`): `registre_abime`; `registre_incomplet` for a release that one of the two does not know;
 * `publication_abimee` for a changed file.
 */
export async function settleLedger(
  out: string,
  logger: { info(message: string): void },
): Promise<SettledLedger> {
  const found = await readLedger(out);
  let ledger = found ?? EMPTY_LEDGER;
  const known = new Set(ledger.entries.map(({ release }) => release));
  const unknown: Manifest[] = [];
  for (const name of await releaseFolders(out))
    if (!known.has(name)) unknown.push(await readManifest(join(out, name)));
  const older = unknown.filter(({ registre }) => registre === undefined).sort(byAge);
  if (found === undefined) {
    for (const { release } of older) await verifyRelease(join(out, release));
    for (const manifest of older) ledger = await registerFolder(out, ledger, manifest);
    if (older.length > 0) logger.info(`registered ${older.length} release(s) made before there was a ledger`);
  }
  const rest = found === undefined ? unknown.filter(({ registre }) => registre !== undefined) : unknown;
  const [next] = rest;
  if (next !== undefined && rest.length === 1 && follows(next, ledger)) {
    await verifyRelease(join(out, next.release));
    ledger = await registerFolder(out, ledger, next);
    logger.info(`adopted ${next.release}, which a run that was stopped had put in place`);
  } else throwProblems(rest.map(({ release }) => unregistered(release, found !== undefined)));
  const releases = await checkedReleases(out, ledger);
  await healCurrent(out, ledger);
  return { ledger, releases };
}

/**
 * All releases of the ledger, each compared with the ledger and with its own manifest, oldest first.
 * Errors (`PublicationError`): `registre_incomplet`, `publication_abimee`, all at once.
 */
export async function checkedReleases(out: string, ledger: Ledger): Promise<StandingRelease[]> {
  const problems: ProblemDraft[] = [];
  const releases: StandingRelease[] = [];
  for (const state of ledgerStates(ledger)) {
    try {
      releases.push(await checkedRelease(out, state));
    } catch (error) {
      if (!(error instanceof PublicationError)) throw error;
      problems.push(...error.problemes);
    }
  }
  throwProblems(problems);
  return releases;
}

/** One release of the ledger, if it is there and unchanged. Errors: `registre_incomplet`, `publication_abimee`. */
export async function checkedRelease(out: string, state: LedgerState): Promise<StandingRelease> {
  const dir = join(out, state.release);
  if (!existsSync(join(dir, MANIFEST_FILE))) throw new PublicationError([missing(state.release)]);
  if ((await manifestHash(dir)) !== state.manifeste_sha256)
    throw new PublicationError([changed(state.release)]);
  const manifest = await verifyRelease(dir);
  if (namedByContent(manifest) !== state.release) throw new PublicationError([changed(state.release)]);
  return { ...state, dir, manifest };
}

function namedByContent({ donnees_du, fichiers, annees_closes, registre }: Manifest): string {
  // Before there was a ledger, an audit knew of no other release and was content like any other.
  const hash = registre === undefined ? hashOfContent(fichiers, []) : hashOfContent(fichiers);
  return releaseName(donnees_du, hash, annees_closes);
}

/** SHA-256 of a release's manifest, which holds the hash of every other file. */
export async function manifestHash(dir: string): Promise<string> {
  return sha256(await readFile(join(dir, MANIFEST_FILE)));
}

/** Names of the folders that are releases, sorted. */
export async function releaseFolders(out: string): Promise<string[]> {
  const entries = await readdir(out, { withFileTypes: true });
  return entries
    .filter((one) => one.isDirectory() && RELEASE_NAME.test(one.name))
    .map(({ name }) => name)
    .sort();
}

/** Puts the newest release that is not withdrawn in force; none when all are. */
export async function setCurrentFrom(out: string, ledger: Ledger): Promise<string | undefined> {
  const newest = newestStanding(ledger)?.release;
  if (newest === undefined) await rm(join(out, CURRENT_FILE), { force: true });
  else await setCurrent(out, newest);
  return newest;
}

async function healCurrent(out: string, ledger: Ledger): Promise<void> {
  const current = await currentName(out);
  const state = ledgerStates(ledger).find(({ release }) => release === current);
  if (
    current === undefined ? ledger.entries.length === 0 : state !== undefined && state.retrait === undefined
  )
    return;
  await setCurrentFrom(out, ledger);
}

/** The line that the run which wrote the release would have added: the same, byte for byte. */
function registerFolder(out: string, ledger: Ledger, manifest: Manifest): Promise<Ledger> {
  return manifestHash(join(out, manifest.release)).then((manifeste_sha256) =>
    appendToLedger(out, ledger, publicationLine(manifest, manifeste_sha256)),
  );
}

/** What the ledger says of a publication. */
export function publicationLine(
  { release, annees_closes, revisions, cree_le }: Manifest,
  manifeste_sha256: string,
): Parameters<typeof appendToLedger>[2] {
  const motif = [...new Set(revisions.map((one) => one.motif))].join(' ; ');
  return {
    ...{ evenement: 'publication', release, manifeste_sha256, annees_closes, le: cree_le },
    ...(motif === '' ? {} : { motif }),
  };
}

function follows({ registre }: Manifest, ledger: Ledger): boolean {
  return registre?.rang === ledger.entries.length + 1 && registre.precedent === ledger.head;
}

function byAge(one: Manifest, other: Manifest): number {
  const [a, b] = [`${one.cree_le} ${one.release}`, `${other.cree_le} ${other.release}`];
  return a < b ? -1 : Number(a > b);
}

const COMPLETE = 'toutes les publications sont au registre, et rien que celles-là';

function missing(release: string): ProblemDraft {
  return {
    code: 'registre_incomplet',
    message: `La publication ${release} est au registre, mais son dossier ou son manifeste manque.`,
    fichier: release,
    regle: COMPLETE,
    remede:
      'Restaurez ce dossier depuis une sauvegarde, même si la publication est retirée : ce qui a été donné compte toujours.',
  };
}

/** What is said of a folder that the ledger does not know. */
export function unregistered(release: string, hasLedger: boolean): ProblemDraft {
  return {
    code: 'registre_incomplet',
    message: hasLedger
      ? `La publication ${release} n’est pas au registre.`
      : `Le registre manque, alors que la publication ${release} y était inscrite.`,
    fichier: hasLedger ? release : LEDGER_FILE,
    regle: COMPLETE,
    remede: `Restaurez ${LEDGER_FILE} depuis une sauvegarde, ou sortez de ce dossier une publication qui vient d’ailleurs.`,
  };
}

function changed(release: string): ProblemDraft {
  return {
    code: 'publication_abimee',
    message: `Publication abîmée : le manifeste de ${release} n’est plus celui qui est au registre.`,
    fichier: `${release}/${MANIFEST_FILE}`,
    regle: 'une publication ne change pas',
    remede: 'Restaurez ce dossier depuis une sauvegarde.',
  };
}
