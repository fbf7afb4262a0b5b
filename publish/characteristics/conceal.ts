import type { CellPlace, JointCount } from '../suppression/linked-tables.ts';
import { type Cost, costOf, NO_COST, plus } from '../suppression/loss.ts';
import { suppress } from '../suppression/suppress.ts';
import {
  type Asked,
  type CharacteristicYear,
  EVERYONE,
  type Line,
  type Told,
  together,
} from './characteristic-tables.ts';
import { type Former, NEVER } from './former.ts';

/** A line as it leaves. */
export interface ConcealedLine extends Line {
  secret: boolean;
}

interface Chosen {
  told: Told;
  /** Keys of the figures that do not leave. */
  secret: ReadonlySet<string>;
  /** Small figures that are printed elsewhere: not told, and nothing protects them. */
  exempt: readonly Line[];
  /** Keys of what could not be protected. */
  helpless: readonly string[];
  /** Other tables of whole persons that nobody can rule out: what proves the choice. */
  witnesses: readonly (readonly JointCount[])[];
  /** Linear programs solved. */
  solved: number;
  /** What it cost to hide figures for others' sake. */
  cost: Cost;
}

/** What was done for one year and audience. Made by `conceal` and `concealMore` alone. */
export interface Concealment extends Chosen {
  lines: ConcealedLine[];
}

const NONE: Chosen = {
  told: { lines: [], bases: [], untold: [] },
  secret: new Set(),
  exempt: [],
  helpless: [],
  witnesses: [],
  solved: 0,
  cost: NO_COST,
};

/** What else is asked of a choice. */
export interface Wishes {
  /** What these readers were told before: what was secret stays so, and what was told as it still is, is known. */
  former?: (told: Told) => Former;
  /** Whether figures that no table tells must keep the whole rule, and not doubt alone. */
  whole?: boolean;
}

/** They hold all that is told: nobody was decided for before. */
const ALL_READERS: Pick<Concealment, 'secret' | 'witnesses'> = { secret: new Set(), witnesses: [] };

const made = new WeakSet<Concealment>();

/** Whether lines were really chosen here, whatever their type says. */
export function isConcealment(value: Concealment): boolean {
  return made.has(value);
}

/**
 * Decides what all readers together see of a year: coarser first, then small counts hidden, then as many others as it
 * takes over all tables together. Where that protects a figure no more, the region's figures may go too, then its place is
 * told more coarsely, and last the characteristic is not told along that crossing.
 *
 * One characteristic after another, as if each antenne's persons by sexe were known to all: what protects one leaves
 * them as they are, and so every other one too. Sexe comes last, over all tables, with those small counts by sexe that only
 * a small number of women kept from the whole rule.
 */
export async function conceal(
  year: CharacteristicYear,
  asked: readonly Asked[],
  wishes: Wishes = {},
): Promise<Concealment> {
  return oneAfterAnother(asked, (part, assured) =>
    settle(year, year.tell(part), assured, ALL_READERS, wishes),
  );
}

/**
 * Decides what a narrower audience sees: of the lines that all readers see, in the same codes, those that her stricter
 * rule lets through. She gets nothing that is not published to others, so that nothing is given away by having both.
 */
export async function concealMore(
  year: CharacteristicYear,
  others: Concealment,
  asked: readonly Asked[],
  wishes: Wishes = {},
): Promise<Concealment> {
  return oneAfterAnother(asked, (part, assured) =>
    settle(year, year.retell(others.told, part), assured, others, wishes),
  );
}

/** Chooses until nothing is left that cannot be protected: then the region's figures may go too. */
async function settle(
  year: CharacteristicYear,
  told: Told,
  assured: Chosen,
  others: Pick<Concealment, 'secret' | 'witnesses'>,
  { former = () => NEVER, whole = false }: Wishes,
): Promise<Chosen> {
  const before = former(told);
  const sources = [...told.lines, ...assured.told.lines].map(({ source }) => source);
  // Of what was all told before, there is nothing to choose: it stays, and is known.
  if (before.isWhole) year.giveRegion(sources);
  for (let solved = 0; ; ) {
    const chosen = await choose(year, told, assured, others, { before, whole });
    solved += chosen.solved;
    if (chosen.helpless.length === 0) return { ...chosen, solved };
    // After that only what is known anyway stays, and what that gives away is no matter of hiding.
    year.giveRegion(sources);
  }
}

async function oneAfterAnother(
  asked: readonly Asked[],
  chooseOf: (part: readonly Asked[], assured: Chosen) => Promise<Chosen>,
): Promise<Concealment> {
  const sources = [...new Set(asked.map(({ view }) => view.source))];
  sources.sort((a, b) => Number(a === EVERYONE) - Number(b === EVERYONE));
  let all = NONE;
  for (const source of sources) {
    const assured = source === EVERYONE ? all : NONE;
    const chosen = await chooseOf(
      asked.filter(({ view }) => view.source === source),
      assured,
    );
    all = {
      told: together([all.told, chosen.told]),
      secret: new Set([...all.secret, ...chosen.secret]),
      exempt: [...all.exempt, ...chosen.exempt],
      helpless: [...all.helpless, ...chosen.helpless],
      witnesses: [...all.witnesses, ...chosen.witnesses],
      solved: all.solved + chosen.solved,
      cost: plus(all.cost, chosen.cost),
    };
  }
  const concealment: Concealment = {
    ...all,
    lines: all.told.lines.map((line) => ({ ...line, secret: all.secret.has(line.key) })),
  };
  made.add(concealment);
  return concealment;
}

async function choose(
  year: CharacteristicYear,
  told: Told,
  assured: Chosen,
  others: Pick<Concealment, 'secret' | 'witnesses'>,
  { before, whole }: { before: Former; whole: boolean },
): Promise<Chosen> {
  const hidden = new Set([...others.secret, ...before.secret, ...assured.secret]);
  const { linked, keys } = year.linked(told, hidden, { assured: assured.told, shown: before.shown, whole });
  const chosen = await suppress({ ...linked, met: [...(linked.met ?? []), ...others.witnesses] });
  const named = (places: readonly CellPlace[]) =>
    new Set(places.map(({ table, cell }) => keys[table]?.[cell] ?? ''));
  const exempt = told.lines.filter((line) => line.cause !== undefined && year.isPrinted(line));
  const secret = new Set([
    ...named(chosen.primary),
    ...named(chosen.secondary),
    ...exempt.map(({ key }) => key),
  ]);
  return {
    told,
    secret,
    exempt,
    helpless: [...named(chosen.helpless)],
    witnesses: chosen.witnesses,
    solved: chosen.solved,
    cost: costOf(chosen),
  };
}
