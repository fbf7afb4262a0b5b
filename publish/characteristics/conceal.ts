import { UNKNOWN } from '../catalogue.ts';
import type { CellPlace } from '../suppression/linked-tables.ts';
import { suppress } from '../suppression/suppress.ts';
import type { CharacteristicYear, Crossing, Line } from './characteristic-tables.ts';
import { type FrequencyRule, needOf } from './frequency-rule.ts';

/** A line as it leaves. */
export interface ConcealedLine extends Line {
  secret: boolean;
}

/** What was done for one year and audience. */
export interface Concealment {
  lines: ConcealedLine[];
  /** Figures hidden by a rule, and those hidden so that these cannot be found again; each figure once. */
  primary: number;
  secondary: number;
  /** What could not be protected: nothing of it may leave. */
  helpless: readonly Line[];
  /** Linear programs solved. */
  solved: number;
}

/**
 * Decides what all readers together see of a year: wider codes first, then small counts hidden, then as many others as it
 * takes over all tables together. A figure that no hiding protects has its place told in wider codes, then the region's
 * figures may go too, and last the characteristic is not told along that crossing.
 */
export async function conceal(
  year: CharacteristicYear,
  crossings: readonly Crossing[],
  characteristics: readonly string[],
  rule: FrequencyRule,
): Promise<Concealment> {
  for (let solved = 0; ; ) {
    const lines = crossings.flatMap((crossing) => year.lines(crossing, rule, characteristics));
    const chosen = await choose(year, lines, rule, new Set());
    solved += chosen.solved;
    if (chosen.helpless.length === 0) return { ...chosen, solved };
    giveWay(year, chosen.helpless);
  }
}

/**
 * Decides what a narrower audience sees: of the lines that all readers see, in the same codes, those that her stricter
 * rule lets through. She gets nothing that is not published to others, so that nothing is given away by having both.
 */
export async function concealMore(
  year: CharacteristicYear,
  { lines }: Concealment,
  crossings: readonly Crossing[],
  rule: FrequencyRule,
): Promise<Concealment> {
  const secret = new Set(lines.filter((line) => line.secret).map(({ key }) => key));
  let hers = lines
    .filter(({ crossing }) => crossings.includes(crossing))
    .map((line) => ({ ...line, cause: causeOf(line, rule) }));
  for (let solved = 0; ; ) {
    const chosen = await choose(year, hers, rule, secret);
    solved += chosen.solved;
    if (chosen.helpless.length === 0) return { ...chosen, solved };
    const withdrawn = new Set(chosen.helpless.map(tableOf));
    hers = hers.filter((line) => !withdrawn.has(tableOf(line)));
  }
}

function causeOf(line: Line, rule: FrequencyRule): Line['cause'] {
  return line.modalite === UNKNOWN ? undefined : needOf(line.valeur, line.base, rule)?.cause;
}

function tableOf({ crossing, caracteristique }: Line): string {
  return `${crossing}/${caracteristique}`;
}

async function choose(
  year: CharacteristicYear,
  lines: readonly Line[],
  rule: FrequencyRule,
  secret: ReadonlySet<string>,
): Promise<Concealment> {
  const { linked, keys } = year.linked(lines, rule, secret);
  const chosen = await suppress(linked);
  const named = (places: readonly CellPlace[]) =>
    new Set(places.map(({ table, cell }) => keys[table]?.[cell] ?? ''));
  const helpless = named(chosen.helpless);
  const hidden = new Set([...named(chosen.primary), ...named(chosen.secondary)]);
  return {
    lines: lines.map((line) => ({ ...line, secret: hidden.has(line.key) })),
    primary: named(chosen.primary).size,
    secondary: named(chosen.secondary).size,
    helpless: lines.filter(({ key }) => helpless.has(key)),
    solved: chosen.solved,
  };
}

/** Tells in wider codes what nothing protects; where there are none lets the region's figures go, then tells nothing. */
function giveWay(year: CharacteristicYear, lines: readonly Line[]): void {
  if (lines.map(({ caracteristique, place }) => year.widen(caracteristique, place)).includes(true)) return;
  if (lines.map(({ caracteristique }) => year.giveRegion(caracteristique)).includes(true)) return;
  for (const { crossing, caracteristique } of lines) year.withdraw(crossing, caracteristique);
}
