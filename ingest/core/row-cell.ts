import { type CodeEntry, type Column, codesOf, type Nomenclatures } from './contract.ts';
import { dayOf } from './day.ts';
import { readFigure } from './number.ts';
import { foldLabel, nearest, relativeYears } from './text.ts';
import type { Cell } from './workbook.ts';

/** A cell of a line as its column reads it: a value, nothing (not known), or why it cannot be read. */
export type Parsed =
  | { ok: true; value: string | number | null }
  | { ok: false; regle: string; remede: string; coded: boolean };

/** A capacity, a length in hours: nothing in these columns is larger. */
const MOST = 100_000;
const OUTSIDE = /^(0[1-9]|[1-8]\d|9[0-5]|2[ab]|97[1-6]|98[678]|99)$/i;

/** Reads cells of one column; built once per sheet, so that code lists are looked up by a map. */
export function cellParser(
  column: Column,
  lists: Nomenclatures,
  antenne: string,
  annee: number,
  date1904 = false,
): (cell: Cell) => Parsed {
  const codes = column.nomenclature ? codesOf(lists, column.nomenclature, antenne, `${annee}-12-31`) : [];
  const byLabel = new Map(codes.map((code) => [foldLabel(code.libelle), code] as const));
  return (cell) => {
    if (cell.kind === 'empty' || cell.text.trim() === '') return { ok: true, value: null };
    if (cell.kind === 'error')
      return {
        ok: false,
        regle: 'Une cellule ne contient pas une erreur de formule.',
        remede: 'Corrigez la formule ou remplacez-la par sa valeur.',
        coded: false,
      };
    return parse(column, cell, codes, byLabel.get(relativeYears(cell.text, annee)), date1904);
  };
}

function parse(
  column: Column,
  cell: Cell,
  codes: readonly CodeEntry[],
  known: CodeEntry | undefined,
  date1904: boolean,
): Parsed {
  switch (column.type) {
    case 'date':
    case 'naissance': {
      const day = dayOf(cell, date1904);
      if (day !== undefined) return { ok: true, value: day };
      return {
        ok: false,
        regle: 'Une date s’écrit jj/mm/aaaa et existe au calendrier.',
        remede: 'Écrivez la date sous la forme 03/10/2024.',
        coded: false,
      };
    }
    case 'entier':
    case 'decimal': {
      const reading = readFigure(cell);
      if (reading.genre === 'absence') return { ok: true, value: null };
      if (
        reading.genre === 'chiffre' &&
        reading.figure.valeurMax === null &&
        reading.figure.unite === '' &&
        Math.abs(reading.figure.valeur) <= MOST &&
        (column.type === 'decimal' || Number.isInteger(reading.figure.valeur))
      )
        return { ok: true, value: reading.figure.valeur };
      return {
        ok: false,
        regle:
          column.type === 'entier'
            ? 'La cellule contient un nombre entier.'
            : 'La cellule contient un nombre.',
        remede: 'Écrivez le nombre seul, avec une virgule pour les décimales.',
        coded: false,
      };
    }
    case 'departement': {
      const code = cell.text.trim().replace(/\.0$/, '').padStart(2, '0');
      const found = known ?? codes.find((entry) => entry.code === code);
      if (found) return { ok: true, value: found.code };
      if (OUTSIDE.test(code)) return { ok: true, value: 'hors_zone' };
      return {
        ok: false,
        regle: 'Un département s’écrit par son numéro (34, 2A, 974).',
        remede: 'Écrivez le numéro du département, ou laissez vide s’il n’est pas connu.',
        coded: true,
      };
    }
    case 'code':
    case 'sexe': {
      if (known) return { ok: true, value: known.code };
      const near = nearest(
        cell.text,
        codes.map((code) => code.libelle),
      );
      return {
        ok: false,
        regle: `Valeurs acceptées : ${[...new Set(codes.map((code) => code.libelle))].join(' ; ')}.`,
        remede: near
          ? `Écrivez « ${near} », ou faites ajouter cette valeur à la liste.`
          : 'Écrivez une valeur de la liste, ou faites-la ajouter.',
        coded: true,
      };
    }
    case 'repere':
      if (/^[A-Za-z]{0,2}[-. ]?\d{1,4}$/.test(cell.text.trim())) return { ok: true, value: cell.text.trim() };
      return {
        ok: false,
        regle: 'Un repère est un numéro court, précédé de deux lettres au plus.',
        remede: 'Écrivez un numéro court, par exemple S12.',
        coded: false,
      };
    case 'reference':
      if (
        /^(rapport( d’activité| d'activité)?|bilan|convention|compte rendu) \d{4}, (l|p)\. ?\d+(-\d+)?$/iu.test(
          cell.text.trim(),
        )
      )
        return { ok: true, value: cell.text.trim() };
      return {
        ok: false,
        regle: 'Un renvoi nomme un document, son année et une ligne ou une page.',
        remede: 'Écrivez par exemple « rapport 2024, l. 689 ».',
        coded: false,
      };
    default:
      return { ok: true, value: cell.text.trim() };
  }
}
