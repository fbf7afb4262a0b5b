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

/** Vite's server for editing puts scripts and styles into the page; a built site has none. */
const editing = process.env.NODE_ENV === 'development';

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
        // SvelteKit adds the hash of each page's own script; nothing else that is written in a page runs.
        'script-src': editing ? ['self', 'unsafe-inline', 'unsafe-eval'] : ['self'],
        'style-src': editing ? ['self', 'unsafe-inline'] : ['self'],
        // The picture of a drawing is made from one.
        'img-src': ['self', 'data:'],
        'connect-src': ['self'],
        'worker-src': editing ? ['self', 'blob:'] : ['none'],
        'base-uri': ['none'],
        'form-action': ['none'],
        'object-src': ['none'],
      },
    },
    prerender: { handleHttpError: 'fail', handleMissingId: 'fail' },
  },
};
