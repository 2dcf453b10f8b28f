// @ts-check
import tseslint from 'typescript-eslint';

const CERTAIN_ASSERTION = {
  selector: 'TSNonNullExpression:not([expression.type="MemberExpression"][expression.computed=true])',
  message: 'Assert non-null only on an indexed element; elsewhere decide what undefined means.',
};

export default tseslint.config(
  { ignores: ['**/node_modules/', 'dist/', '**/out/', 'test/minikernel/'] },
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      eqeqeq: 'error',
      // Prettier breaks code; comments are ours to break, and a text is one piece.
      'max-len': [
        'error',
        { code: 120, ignoreStrings: true, ignoreTemplateLiterals: true, ignoreRegExpLiterals: true, ignoreUrls: true },
      ],
      'no-console': 'error',
      'no-debugger': 'error',
      // An element of an array whose bounds the loop has just tested may be asserted (`kinds[i]!`); nothing else may.
      '@typescript-eslint/no-non-null-assertion': 'off',
      'no-restricted-syntax': [
        'error',
        CERTAIN_ASSERTION,
        // A table that is filled while the program runs has an owner; no edit would reach one that belongs to a module.
        ...[
          ':matches(Program, ExportNamedDeclaration) > VariableDeclaration > VariableDeclarator',
          'PropertyDefinition[static=true]',
        ].map((owner) => ({
          selector:
            `${owner}:not(:has(TSTypeReference[typeName.name=/^Readonly(Map|Set)$/])) > ` +
            ':matches(NewExpression[callee.name=/^Weak(Map|Set)$/], NewExpression[callee.name=/^(Map|Set)$/][arguments.length=0])',
          message: 'A module has no table of its own: make it a field of its owner, a Keeper, or use once().',
        })),
      ],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      '@typescript-eslint/no-confusing-void-expression': [
        'error',
        { ignoreArrowShorthand: true, ignoreVoidReturningFunctions: true },
      ],
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/consistent-type-imports': 'error',
      // `while (true)` is the plain way to write a scanner.
      '@typescript-eslint/no-unnecessary-condition': ['error', { allowConstantLoopConditions: true }],
    },
  },
  {
    // Here a call moves a cursor, and the compiler still believes what it saw before the call.
    files: ['server/src/core/{lexer,preprocessor,parser,vnet,kernel,flow}/**/*.ts'],
    rules: { '@typescript-eslint/no-unnecessary-condition': 'off' },
  },
  {
    files: ['test/**/*.ts'],
    rules: {
      // A test's tables live as long as the test.
      'no-restricted-syntax': ['error', CERTAIN_ASSERTION],
      // node:test's describe/it/test return promises that its runner awaits itself.
      '@typescript-eslint/no-floating-promises': [
        'error',
        {
          allowForKnownSafeCalls: [
            {
              from: 'package',
              package: 'node:test',
              name: ['test', 'it', 'describe', 'suite', 'before', 'after', 'beforeEach', 'afterEach'],
            },
          ],
        },
      ],
    },
  },
);
