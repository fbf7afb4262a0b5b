import type { ModeDeveloppement, ProjetNote } from './allocation.ts';
import { toDecimal } from './format.ts';
import {
  add,
  compare,
  divide,
  type Fraction,
  fraction,
  fromNumber,
  multiply,
  subtract,
  sum,
  toText,
  ZERO,
} from './fraction.ts';
import type { Gathered } from './gather.ts';
import type { Projet } from './inputs.ts';
import type { Parameters } from './parameters.ts';
import { BudgetError, problem } from './problem.ts';
import type { Given, Held } from './share.ts';

export interface DevelopmentSplit {
  readonly mode: ModeDeveloppement;
  readonly projets: readonly ProjetNote[];
  readonly sommePoints: Fraction;
  readonly given: readonly Given[];
  readonly held: readonly Held[];
}

interface Scored {
  readonly projet: Projet;
  readonly notes: Projet['notes'];
  readonly points: Fraction;
  readonly shown: ProjetNote;
}

const HIGHEST_NOTE = fraction(5n);

/**
 * Second envelope: each project weighs its eligible amount × the median of the others' notes / 5, so that a project
 * cut in two moves nothing. Without a single note, the rule `sans_notes` holds. Throws BudgetError (`donnees`) when
 * some projects have notes and others none: no note is not a note of 0.
 */
export function splitByDevelopment(
  envelope: Fraction,
  { antennes, projets }: Gathered,
  rules: Parameters['developpement'],
): DevelopmentSplit {
  const codes = antennes.map(({ code }) => code);
  const noted = projets.map((projet) => ({ projet, notes: othersNotes(projet) }));
  if (noted.every(({ notes }) => notes.length === 0)) return withoutNotes(envelope, codes, rules.sans_notes);
  const silent = noted.filter(({ notes }) => notes.length === 0);
  if (silent.length > 0)
    throw new BudgetError(
      'donnees',
      silent.map(({ projet }) => missingNote(projet)),
    );

  const scored = noted.map(({ projet, notes }) => score(projet, notes));
  const points = codes.map((code) =>
    sum(scored.filter(({ projet }) => projet.antenne === code).map((project) => project.points)),
  );
  const sommePoints = sum(points);
  const shown = scored.map((project) => project.shown);
  if (sommePoints.n === 0n) {
    const held: Held = { motif: 'notes_nulles', departement: null, montant: envelope };
    return { mode: 'notes', projets: shown, sommePoints, given: nothing(codes), held: [held] };
  }
  const keepsExcess = rules.excedent === 'reserve' && compare(sommePoints, envelope) < 0;
  const paid = keepsExcess ? sommePoints : envelope;
  const given = codes.map((code, index) => {
    const part = divide(points[index] ?? ZERO, sommePoints);
    return { code, part, montant: multiply(paid, part) };
  });
  const held: Held[] = keepsExcess
    ? [{ motif: 'excedent', departement: null, montant: subtract(envelope, sommePoints) }]
    : [];
  return { mode: 'notes', projets: shown, sommePoints, given, held };
}

function withoutNotes(
  envelope: Fraction,
  codes: readonly string[],
  rule: Parameters['developpement']['sans_notes'],
): DevelopmentSplit {
  const common = { mode: rule, projets: [], sommePoints: ZERO };
  if (rule === 'reserve') {
    const held: Held = { motif: 'sans_notes', departement: null, montant: envelope };
    return { ...common, given: nothing(codes), held: [held] };
  }
  const part = fraction(1n, BigInt(codes.length));
  const given = codes.map((code) => ({ code, part, montant: multiply(envelope, part) }));
  return { ...common, given, held: [] };
}

function nothing(codes: readonly string[]): Given[] {
  return codes.map((code) => ({ code, part: ZERO, montant: ZERO }));
}

function othersNotes({ antenne, notes }: Projet): Projet['notes'] {
  return notes
    .filter((note) => note.antenne !== antenne)
    .sort((a, b) => (a.antenne < b.antenne ? -1 : a.antenne > b.antenne ? 1 : 0));
}

function score(projet: Projet, notes: Projet['notes']): Scored {
  const note = median(notes.map((one) => fromNumber(one.note)));
  const points = divide(multiply(fraction(BigInt(projet.eligible_centimes)), note), HIGHEST_NOTE);
  const shown: ProjetNote = {
    code: projet.code,
    antenne: projet.antenne,
    intitule: projet.intitule,
    eligible_centimes: projet.eligible_centimes,
    notes,
    note_ecartee: projet.notes.find((one) => one.antenne === projet.antenne)?.note ?? null,
    mediane: toDecimal(note, 2),
    points: toText(points),
    source: projet.source,
  };
  return { projet, notes, points, shown };
}

/** Middle value; the mean of the two middle ones when they are an even number. `values` holds at least one. */
export function median(values: readonly Fraction[]): Fraction {
  const sorted = [...values].sort(compare);
  const middle = sorted.length >> 1;
  const upper = sorted[middle];
  const lower = sorted.length % 2 === 1 ? upper : sorted[middle - 1];
  if (upper === undefined || lower === undefined) throw new RangeError('median of no value');
  return divide(add(lower, upper), fraction(2n));
}

function missingNote({ code, intitule, antenne }: Projet) {
  return problem(
    'note_absente',
    `Le projet « ${intitule === '' ? code : intitule} » (${antenne}) n’a aucune note d’une autre antenne, alors que d’autres projets en ont.`,
    'Une note absente ne vaut jamais 0, et personne ne note son propre projet.',
    'Demander une note aux autres antennes, ou retirer le projet.',
  );
}
