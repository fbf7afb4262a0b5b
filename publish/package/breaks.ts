import type { DescribedCube } from './described-cube.ts';

/** A change of definition, as the porteur declared it. */
export interface Break {
  annee: number;
  texte: string;
}

const NOTES = 'notes';

/**
 * The changes of definition among the porteur's notes, once each, by year. Research gets these, whose words a type of
 * their own has read, and none of the explanations: they speak of an antenne's year, not of what a figure means.
 */
export function declaredBreaks(cubes: readonly DescribedCube[]): Break[] {
  const notes = cubes.find(({ definition }) => definition.nom === NOTES);
  if (notes === undefined) return [];
  const { dimensions, attributs } = notes.definition;
  const at = (name: string) => dimensions.findIndex(({ nom }) => nom === name);
  const text = attributs.findIndex(({ nom }) => nom === 'texte');
  const found = new Map<string, Break>();
  for (const row of notes.rows) {
    const texte = row.attributs[text] ?? '';
    if (row.dimensions[at('genre')] !== 'rupture' || texte === '') continue;
    const annee = Number(row.dimensions[at('annee')]);
    found.set(`${annee} ${texte}`, { annee, texte });
  }
  return [...found.values()].sort(
    (one, other) => one.annee - other.annee || (one.texte < other.texte ? -1 : 1),
  );
}
