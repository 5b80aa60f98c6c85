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
    // Settings are read once, in config.ts; the rest of the program takes them as arguments.
    files: ["src/{engine,lab,papers,bakeoffs,library}/**"],
    ignores: ["**/*.test.ts", "**/testing/**", "src/library/config.ts"],
    rules: {
      "no-restricted-properties": ["error", { object: "process", property: "env", message: "take it as an argument" }],
    },
  },
);
