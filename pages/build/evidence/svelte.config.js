import evidence from './svelte.evidence.config.js';

/** What Evidence puts at the head of each page, besides the title: tags for social networks. */
const socialTag = /<meta\s+(?:name="twitter:|property="og:)[^>]*\/>/g;
const evidenceTitle = '<title>Evidence</title>';

/** @type {import('svelte/compiler').PreprocessorGroup} */
const ownHead = {
  markup({ content, filename }) {
    if (!filename?.endsWith('+page.md')) return;
    return {
      code: content
        .replace(socialTag, '')
        .replace(evidenceTitle, '<title>CPCA Sud-Occitanie</title>')
        .replace(
          '<title>{metadata.title ?? metadata.og?.title}</title>',
          '<title>{metadata.title} – CPCA Sud-Occitanie</title>',
        ),
    };
  },
};

/** Evidence's own, with our head, a strict policy, and no page left out in silence. */
export default {
  ...evidence,
  preprocess: [...evidence.preprocess, ownHead],
  kit: {
    ...evidence.kit,
    csp: {
      mode: 'hash',
      directives: {
        'default-src': ['none'],
        'script-src': ['self', 'wasm-unsafe-eval'],
        'style-src': ['self'],
        'img-src': ['self', 'data:'],
        'font-src': ['self'],
        'connect-src': ['self'],
        'worker-src': ['self'],
        'base-uri': ['self'],
        'form-action': ['none'],
        'object-src': ['none'],
      },
    },
    prerender: { handleHttpError: 'fail', handleMissingId: 'fail' },
  },
};
