const NUMBER = new Intl.NumberFormat('fr-FR');

/** "1 fichier", "2 fichiers": a count and its word, as French agrees them. */
export function counted(count: number, one: string, many: string): string {
  return `${NUMBER.format(count)} ${count > 1 ? many : one}`;
}

/** "12 lignes lues = 10 prises en compte + 2 à corriger": what was read is accounted for. */
export function linesRead({
  lus,
  charges,
  a_corriger,
}: Record<'lus' | 'charges' | 'a_corriger', number>): string {
  const read = counted(lus, 'ligne lue', 'lignes lues');
  return `${read} = ${counted(charges, 'prise', 'prises')} en compte + ${NUMBER.format(a_corriger)} à corriger`;
}
