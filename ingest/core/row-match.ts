import type { RowSheet } from './contract.ts';
import { type Header, headerAt, type SheetModel } from './row-header.ts';
import { identityColumns } from './row-identity.ts';
import { isKeyed, showsKeys } from './row-keyed.ts';
import { foldLabel } from './text.ts';
import type { Sheet } from './workbook.ts';

/** A header shows at least this share of a sheet's columns, or all that are required. */
const ENOUGH = 0.5;

/** A header, and the contract's sheet that it is the header of. */
export interface Found {
  model: SheetModel;
  header: Header;
}

/** What stands around a row that may be a header. */
export interface Where {
  /** First row that the header may take. */
  depuis: number;
  isFirst: boolean;
  /** The lone text above it. */
  titre: string;
}

/** The header that begins or ends on a row; of a header of several rows, all of them. */
export function tableHeader(
  sheet: Sheet,
  ligne: number,
  models: readonly SheetModel[],
  { depuis, isFirst, titre }: Where,
): Found | undefined {
  const found = models.flatMap((model) => {
    const header = headerAt(sheet, ligne, model, depuis);
    return header && fits(sheet, header, model, isFirst, titre) ? [{ model, header }] : [];
  });
  const [best] = found
    .filter((one) => isOneKind(one, found))
    .sort((a, b) => order(a, b, sheet, isFirst, titre));
  if (!best) return undefined;
  for (const below of [ligne + 1, ligne + 2]) {
    const deeper = headerAt(sheet, below, best.model, depuis);
    if (deeper && deeper.premiere <= ligne && gain(deeper) > gain(best.header))
      return { model: best.model, header: deeper };
  }
  return best;
}

/**
 * Of a sheet's two readings, the keyed one holds when the header has keys and no names; otherwise the named one.
 */
function isOneKind({ model, header }: Found, found: readonly Found[]): boolean {
  const siblings = found.filter((other) => other.model.feuille === model.feuille);
  const names = siblings.some((other) => !isKeyed(other.model.wanted) && showsNames(other));
  const keys = siblings.some((other) => isKeyed(other.model.wanted) && showsKeys(other.header));
  return isKeyed(model.wanted) ? showsKeys(header) && !names : names || !keys;
}

function showsNames({ model, header }: Found): boolean {
  const { nom } = identityColumns(model.wanted);
  return nom !== undefined && header.rangs.has(nom);
}

function gain({ rangs, doubles }: Header): number {
  return rangs.size - doubles.length;
}

function fits(
  sheet: Sheet,
  header: Header,
  { feuille, wanted }: SheetModel,
  isFirst: boolean,
  titre: string,
): boolean {
  if (isNamed(feuille, titre) || (isFirst && isNamed(feuille, sheet.nom))) return true;
  const shown = header.rangs.size / Object.keys(wanted.colonnes).length;
  const covered = header.rangs.size / header.intitules;
  return shown > ENOUGH || (header.manquants.length === 0 && covered > ENOUGH);
}

/** Best first: named by the title above it or by its tab, whole, then the one that knows most of its columns. */
function order(a: Found, b: Found, sheet: Sheet, isFirst: boolean, titre: string): number {
  const named = ({ model }: Found) =>
    Number(isNamed(model.feuille, titre)) * 2 + Number(isFirst && isNamed(model.feuille, sheet.nom));
  const whole = ({ header }: Found) => Number(header.manquants.length === 0);
  const share = ({ header, model }: Found) => header.rangs.size / Object.keys(model.wanted.colonnes).length;
  return (
    named(b) - named(a) ||
    whole(b) - whole(a) ||
    b.header.rangs.size - a.header.rangs.size ||
    share(b) - share(a)
  );
}

function isNamed(feuille: RowSheet, text: string): boolean {
  if (text === '') return false;
  const bare = foldLabel(text).replace(/^(?:\d{1,2}|[a-h])(?:-|\)| )\s*(?=\p{L})/u, '');
  return feuille.onglets.some(
    (onglet) => foldLabel(onglet) === foldLabel(text) || foldLabel(onglet) === bare,
  );
}
