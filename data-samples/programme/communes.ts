import type { Site } from './targets.ts';

/** A commune of residence, its département, and how often people of a permanence live there (invented weights). */
export interface Commune {
  nom: string;
  departement: string;
  poids: number;
}

const commune = (nom: string, poids: number, departement = '34'): Commune => ({ nom, departement, poids });

/** Far away: someone who moved, or works there. */
const ELSEWHERE: readonly Commune[] = [
  commune('Toulouse', 0.4, '31'),
  commune('Marseille', 0.3, '13'),
  commune('Arles', 0.3, '13'),
  commune('Avignon', 0.3, '84'),
  commune('Millau', 0.3, '12'),
  commune('Perpignan', 0.3, '66'),
];

/** Communes around each permanence; names as in the official list. */
export const COMMUNES: Record<Site, readonly Commune[]> = {
  agde: [
    commune('Agde', 30),
    commune('Vias', 6),
    commune('Marseillan', 6),
    commune('Bessan', 5),
    commune('Florensac', 4),
    commune('Portiragnes', 2),
    commune('Pinet', 1),
    ...ELSEWHERE,
  ],
  pezenas: [
    commune('Pézenas', 14),
    commune('Montagnac', 5),
    commune('Caux', 3),
    commune('Roujan', 3),
    commune('Saint-Thibéry', 3),
    commune("Nézignan-l'Évêque", 2),
    commune('Tourbes', 2),
    commune('Lézignan-la-Cèbe', 1),
  ],
  beziers: [
    commune('Béziers', 60),
    commune('Sérignan', 6),
    commune('Villeneuve-lès-Béziers', 4),
    commune('Sauvian', 4),
    commune('Cazouls-lès-Béziers', 4),
    commune('Servian', 4),
    commune('Maraussan', 3),
    commune('Valras-Plage', 3),
    commune('Bédarieux', 4),
    commune('Capestang', 2),
    commune('Magalas', 2),
    commune('Saint-Pons-de-Thomières', 1),
    commune('Narbonne', 2, '11'),
    commune('Coursan', 1, '11'),
    ...ELSEWHERE,
  ],
  clermont: [
    commune("Clermont-l'Hérault", 12),
    commune('Lodève', 8),
    commune('Gignac', 5),
    commune('Saint-André-de-Sangonis', 5),
    commune('Paulhan', 4),
    commune('Canet', 3),
    commune('Aniane', 2),
    commune('Le Pouget', 1),
  ],
  lunel: [
    commune('Lunel', 26),
    commune('Marsillargues', 6),
    commune('Lunel-Viel', 4),
    commune('Saint-Just', 3),
    commune('Lansargues', 3),
    commune('Entre-Vignes', 2),
    commune('Villetelle', 1),
    commune('Sommières', 2, '30'),
    commune('Gallargues-le-Montueux', 1, '30'),
    commune('Aigues-Mortes', 1, '30'),
    ...ELSEWHERE,
  ],
  montpellier: [
    commune('Montpellier', 160),
    commune('Castelnau-le-Lez', 11),
    commune('Lattes', 8),
    commune('Mauguio', 8),
    commune('Saint-Jean-de-Védas', 7),
    commune('Juvignac', 6),
    commune('Le Crès', 5),
    commune('Pérols', 5),
    commune('Villeneuve-lès-Maguelone', 5),
    commune('Grabels', 4),
    commune('Saint-Gély-du-Fesc', 4),
    commune('Fabrègues', 4),
    commune('Baillargues', 4),
    commune('Castries', 3),
    commune('Cournonterral', 3),
    commune('Pignan', 3),
    commune('La Grande-Motte', 3),
    commune('Ganges', 2),
    commune('Saint-Mathieu-de-Tréviers', 2),
    commune('Palavas-les-Flots', 2),
    commune('Nîmes', 2, '30'),
    commune('Alès', 1, '30'),
    ...ELSEWHERE,
  ],
  sete: [
    commune('Sète', 28),
    commune('Frontignan', 12),
    commune('Mèze', 6),
    commune('Balaruc-les-Bains', 4),
    commune('Gigean', 3),
    commune('Poussan', 3),
    commune('Bouzigues', 1),
    commune('Loupian', 1),
  ],
};
