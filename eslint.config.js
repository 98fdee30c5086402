// Lint rules of the browser module (static/carte) and of its Node tests.
import js from '@eslint/js';
import globals from 'globals';

export default [
  { ignores: ['static/vendor/**', 'tests/browser/artifacts/**', 'tests/bench/results/**'] },
  js.configs.recommended,
  {
    files: ['static/carte/**/*.js'],
    languageOptions: { sourceType: 'module', globals: globals.browser },
    rules: {
      eqeqeq: 'error',
      'no-eval': 'error',
      'no-implied-eval': 'error',
      'no-var': 'error',
      'prefer-const': 'error',
      // Text from the data reaches the page through textContent, never as markup.
      'no-restricted-properties': [
        'error',
        { property: 'innerHTML', message: 'Use textContent or createElement.' },
        { property: 'outerHTML', message: 'Use createElement.' },
        { property: 'insertAdjacentHTML', message: 'Use append.' },
        { object: 'document', property: 'write', message: 'Use append.' },
      ],
    },
  },
  {
    files: ['tests/**/*.{js,mjs}'],
    languageOptions: { sourceType: 'module', globals: { ...globals.node, ...globals.browser } },
  },
];
