import { parseHTML } from 'linkedom';
import { describe, expect, it } from 'vitest';
import { describeBars } from './bar.ts';
import { drawBars } from './bar-chart.ts';

const bars = [
  { label: 'AERS', value: 691, absence: '' },
  { label: 'Une antenne dont le nom compte une soixantaine de caractères', value: 1544, absence: '' },
  { label: 'La Clède', value: null, absence: 'non disponible' },
];

function draw(width: number): string {
  const { document } = parseHTML('<!doctype html><html><body></body></html>');
  return `${drawBars({ bars, title: 'Personnes accompagnées', width, document })}\n`;
}

describe('bars', () => {
  it('draws the same SVG for the same figures, wide', async () => {
    await expect(draw(720)).toMatchFileSnapshot('golden/bars-720.svg');
  });

  it('draws the same SVG for the same figures, narrow', async () => {
    await expect(draw(340)).toMatchFileSnapshot('golden/bars-340.svg');
  });

  it('draws no bar for what is absent, and says so', () => {
    const { document } = parseHTML(draw(720));
    expect(document.querySelectorAll('.barres rect')).toHaveLength(2);
    expect(document.querySelector('.absences')?.textContent).toBe('non disponible');
  });

  it('carries no style that the page’s policy would refuse, and no English label', () => {
    expect(draw(720)).not.toMatch(/<style|style=|aria-label="(?!Personnes)/);
  });

  it('says every figure in words', () => {
    expect(describeBars(bars.slice(0, 1).concat(bars.slice(2)), 'personnes')).toBe(
      'Barres horizontales, en personnes\u00a0: AERS 691\u202f; La Clède non disponible.',
    );
  });

  it('draws without a single known figure', () => {
    const { document } = parseHTML('<!doctype html><html></html>');
    const svg = drawBars({ bars: bars.slice(2), title: 'Rien', width: 720, document });
    expect(svg).not.toMatch(/NaN|Infinity/);
  });
});
