import type { Column, RowSheet } from './contract.ts';
import { foldLabel } from './text.ts';

/**
 * Headings that offices use for what says who a person is, whatever a contract calls it; the first is the surest. A
 * contract's own headings go before them.
 */
const COMMON: Partial<Record<Column['type'], readonly string[]>> = {
  nom: ['Nom', 'Nom de famille', 'Nom de naissance', 'Nom d’usage', 'Nom de l’auteur'],
  prenom: ['Prénom', 'Prénoms', 'Prénom(s)'],
  naissance: [
    'Date de naissance',
    'Né(e) le',
    'Né le',
    'Née le',
    'DDN',
    'Naissance',
    'Date naissance',
    'Date naiss.',
  ],
  sexe: ['Sexe', 'Genre', 'Sexe (H/F)', 'H/F', 'M/F', 'Civilité'],
  dossier: [
    'N° dossier',
    'N° de dossier',
    'Numéro de dossier',
    'Numéro dossier',
    'No dossier',
    'No de dossier',
    'Ndossier',
    'Dossier',
  ],
  departement: ['Département de résidence', 'Dépt de résidence', 'Département', 'Dépt', 'Dpt'],
};

/** What stands in a bracket at the end of a heading and only says how to write: "(jj/mm/aaaa)", "(1=H, 2=F)". */
const EXPLANATION =
  /^(.{2,}?)\((?=[^()]*\)$)(?:(?:format )?j{1,2}[/ .-]?m{1,2}\b.*|[^()]*=.*|[a-z]\/[a-z]|oui\/non|(?:non )?obligatoire|facultati(?:f|ve)|si connue?|(?:en )?(?:toutes lettres|majuscules|chiffres)|liste(?: deroulante)?|menu(?: deroulant)?|a (?:remplir|completer|choisir))\)$/;

/** A folded heading without the explanation that ends it; undefined when none does. */
export function withoutExplanation(label: string): string | undefined {
  return EXPLANATION.exec(label)?.[1]?.trim();
}

/** A column that a heading may stand for, where no heading of its own does. */
export interface Common {
  nom: string;
  /** The lower the surer. */
  rang: number;
}

/**
 * The common headings that a sheet takes beside its own, folded: those of a type that one column alone has, and that
 * are the heading of no other column.
 */
export function commonHeadings(
  { colonnes }: RowSheet,
  byLabel: ReadonlyMap<string, string>,
  types: (type: Column['type']) => boolean = () => true,
): ReadonlyMap<string, Common> {
  const columns = Object.entries(colonnes);
  return new Map(
    columns.flatMap(([nom, { type }]) => {
      if (!types(type) || columns.filter(([, other]) => other.type === type).length > 1) return [];
      return (COMMON[type] ?? []).flatMap((label, rang) => {
        const folded = foldLabel(label);
        return byLabel.has(folded) ? [] : [[folded, { nom, rang: rang + 1 }] as const];
      });
    }),
  );
}
