/** What a sender is told first of a file. */
export interface Counts {
  lus: number;
  charges: number;
  a_corriger: number;
}

const MONTHS = 'janvier février mars avril mai juin juillet août septembre octobre novembre décembre'.split(
  ' ',
);

/** `23 novembre 2026` of `2026-11-23`. */
export function spokenDay(day: string): string {
  const [year = '', month = '', number = ''] = day.split('-');
  return `${Number(number) === 1 ? '1er' : Number(number)} ${MONTHS[Number(month) - 1] ?? ''} ${year}`;
}

/**
 * "Fichier reçu le 23 novembre 2026 : 143 lignes lues, 139 prises en compte, 4 à corriger. Rien n’est perdu." Of annual
 * tables, figures are counted.
 */
export function answerOf(
  { lus, charges, a_corriger }: Counts,
  genre: 'annuel' | 'lignes',
  day: string,
): string {
  const unit = genre === 'annuel' ? 'chiffre' : 'ligne';
  const gender = genre === 'annuel' ? '' : 'e';
  const s = (count: number) => (count > 1 ? 's' : '');
  return `Fichier reçu le ${spokenDay(day)} : ${lus} ${unit}${s(lus)} lu${gender}${s(lus)}, ${charges} pris${gender}${gender === '' ? '' : s(charges)} en compte, ${a_corriger} à corriger. Rien n’est perdu.`;
}
