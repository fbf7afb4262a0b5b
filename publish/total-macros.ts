/**
 * Macros that add up cells without losing what lacks: `total(valeur, statut)` and `total_borne(valeur, statut, plafond)`.
 * Each gives one structure: `valeur` when no cell lacks, else empty with the reason in `statut` (`secret` before all
 * others); `minimum` and `maximum`, empty where nothing bounds them; `absents`, how many cells lack. A lacking cell counts
 * 0 in the minimum (nowhere where values may be negative), and in the maximum of `total_borne` at most its `plafond`,
 * such as `base_valeur`. `schema` is where they are made.
 */
export function totalMacros(schema: string): string[] {
  const whole = 'case when count(*) > 0 and count(*) = count(valeur) then sum(valeur) end';
  const lowest = 'case when coalesce(min(valeur), 0) >= 0 then coalesce(sum(valeur), 0) end';
  const ceiling = 'coalesce(valeur, try_cast(plafond as double))';
  const highest = `case when count(*) > 0 and count(*) = count(${ceiling}) then sum(${ceiling}) end`;
  const reason = ['secret', 'non_transmis', 'non_disponible', 'inconnu', 'sans_objet']
    .map((code) => `when bool_or(statut = '${code}') then '${code}'`)
    .join(' ');
  const status = `case ${reason} when count(*) > count(valeur) or count(*) = 0 then 'inconnu' else 'publie' end`;
  const structure = (most: string): string =>
    `{'valeur': ${whole}, 'statut': ${status}, 'minimum': ${lowest}, 'maximum': ${most}, 'absents': count(*) - count(valeur)}`;
  return [
    `create macro ${schema}.total(valeur, statut) as ${structure(whole)}`,
    `create macro ${schema}.total_borne(valeur, statut, plafond) as ${structure(highest)}`,
  ];
}
