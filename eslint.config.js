// Lint rules of the browser modules (static/carte, static/deck, static/page) and of their Node tests.
import js from '@eslint/js';
import globals from 'globals';

export default [
  { ignores: ['static/vendor/**', 'tests/browser/artifacts/**', 'tests/bench/results/**'] },
  js.configs.recommended,
  {
    files: ['static/carte/**/*.js', 'static/deck/**/*.js', 'static/page/**/*.js'],
    languageOptions: { sourceType: 'module', globals: globals.browser },
    rules: {
      eqeqeq: 'error',
      'no-eval': 'error',
      'no-implied-eval': 'error',
      'no-var': 'error',
      'prefer-const': 'error',
      // Text from the data reaches the page through textContent, never as markup.
      'no-restricted-syntax': [
        'error',
        {
          selector: 'AssignmentExpression[left.property.name=/^(inner|outer)HTML$/][right.type!="Literal"]',
          message: 'Markup is written in full; anything else goes through textContent or createElement.',
        },
        {
          selector: 'CallExpression[callee.property.name=/^(insertAdjacentHTML|write)$/]',
          message: 'Use append.',
        },
      ],
    },
  },
  {
    files: ['tests/**/*.{js,mjs}'],
    languageOptions: { sourceType: 'module', globals: { ...globals.node, ...globals.browser } },
  },
];
