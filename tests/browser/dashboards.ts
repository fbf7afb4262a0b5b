import { inject } from 'vitest';
import type { SiteUnderTest } from './setup.ts';

/** The sites of dashboards: the site of research has other pages. */
export const dashboards: SiteUnderTest[] = inject('sites').filter(({ audience }) => audience !== 'recherche');
