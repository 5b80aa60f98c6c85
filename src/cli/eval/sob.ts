/** `papertape eval sob`: answers of models, scored by the structured output benchmark. */
import { count } from "#library/words/count";
import type { Io } from "../command.ts";
import { table } from "../terminal/table.ts";

/** Problems that are shown; the others are counted. */
const most = 20;

export async function evalSob(
  folder: string,
  { json, modality }: { json: boolean; modality: "text" | "image" | "audio" },
  { out, err }: Io,
): Promise<void> {
  const [{ evaluateSob }, { seven }] = await Promise.all([
    import("#library/evaluate/sob"),
    import("#papers/structured-output-benchmark/method"),
  ]);
  const { models, answers, problems } = await evaluateSob(folder, modality);
  for (const problem of problems.slice(0, most)) err.line(problem);
  if (problems.length > most) err.line(`and ${count(problems.length - most, "other line")} like these`);
  if (json) return out.json({ models });
  const names = Object.keys(seven) as (keyof typeof seven)[];
  out.line(
    table(
      out,
      [
        { header: "model" },
        { header: "answers", align: "right" as const },
        ...names.map((name) => ({ header: seven[name].toLowerCase(), align: "right" as const })),
      ],
      Object.entries(models).map(([model, means]) => [
        model,
        String(answers[model]),
        ...names.map((name) => means[name].toFixed(3)),
      ]),
      out.columns,
    ),
  );
}
