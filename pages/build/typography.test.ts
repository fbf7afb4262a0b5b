import { describe, expect, it } from 'vitest';
import { frenchText } from '../components/typography.ts';
import { frenchSpaces } from './typography.ts';

describe('French spaces', () => {
  it('keeps marks with their word', () => {
    expect(frenchSpaces('« Déclaré » : oui ; non ? 12 %')).toBe(
      '«\u00a0Déclaré\u00a0»\u00a0: oui\u202f; non\u202f? 12\u00a0%',
    );
  });

  it('holds thousands and amounts together', () => {
    expect(frenchText('1 715 personnes, 49 855,70 €, en 2024 12 fois')).toBe(
      '1\u202f715 personnes, 49\u202f855,70\u00a0€, en 2024 12 fois',
    );
  });

  it('leaves SQL blocks, scripts and inline code as they are', () => {
    for (const code of [
      '```sql x\nselect a ? b : c\n```',
      '<script lang="ts">\n\tconst a = b ? c : d ;\n</script>',
      '<code>a : b</code>',
    ]) {
      expect(frenchSpaces(code)).toBe(code);
    }
  });

  it('leaves Svelte blocks and attributes as they are', () => {
    const markup = '{#if a}<td class:absente={b}>{c}</td>{:else}<a href="/x/">y</a>{/if}';
    expect(frenchSpaces(markup)).toBe(markup);
  });

  it('changes nothing when applied twice', () => {
    const once = frenchSpaces('Base : 7 ; « a » !');
    expect(frenchSpaces(once)).toBe(once);
  });
});
