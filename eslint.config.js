import eslint from "@eslint/js";
import svelte from "eslint-plugin-svelte";
import globals from "globals";
import typescript from "typescript-eslint";

export default typescript.config(
  { ignores: ["node_modules/", "build/", ".svelte-kit/", "data/", "bench/node_modules/", "coverage/"] },
  eslint.configs.recommended,
  ...typescript.configs.recommended,
  ...svelte.configs.recommended,
  { languageOptions: { globals: { ...globals.node, ...globals.browser } } },
  { files: ["**/*.svelte", "**/*.svelte.ts"], languageOptions: { parserOptions: { parser: typescript.parser } } },
  {
    rules: {
      // The compiler checks these better, or they fight with well-named throwaways.
      "no-undef": "off",
      "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_", varsIgnorePattern: "^_" }],
      "svelte/no-navigation-without-resolve": "off",
      eqeqeq: "error",
      "no-console": "off",
    },
  },
  {
    // A machine that is slow or busy fails a test that looks at a clock. That work is linear is shown by tests/linear.test.ts.
    files: ["**/*.test.ts"],
    rules: {
      "no-restricted-properties": [
        "error",
        ...[
          ["performance", "now"],
          ["process", "cpuUsage"],
          ["process", "hrtime"],
        ].map(([object, property]) => ({ object, property, message: "no test asserts a time: compare two, or count" })),
      ],
      "no-restricted-syntax": [
        "error",
        {
          selector:
            "CallExpression[callee.name='expect'] > BinaryExpression[operator='-'] > CallExpression.left[callee.object.name='Date']",
          message: "no test asserts a time: compare two, or count",
        },
      ],
    },
  },
  {
    // Settings are read once, in config.ts; the rest of the program takes them as arguments.
    files: ["src/{engine,lab,papers,bakeoffs,library}/**"],
    ignores: ["**/*.test.ts", "**/testing/**", "src/library/config.ts"],
    rules: {
      "no-restricted-properties": ["error", { object: "process", property: "env", message: "take it as an argument" }],
    },
  },
);
