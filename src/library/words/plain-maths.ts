/** `$...$` formulas as plain text, for mail, feeds and terminals: "$\\mathcal{O}(n^2)$" reads "O(n²)". */
import { replaceMaths } from "../ingest/text/math.ts";

/** A text with its formulas made readable; what is not understood stays as it was written. */
export const plainMaths = (text: string): string => replaceMaths(text, plainTex);

/** TeX's names and their signs. */
const letters =
  pairs(`alpha α beta β gamma γ delta δ epsilon ε varepsilon ε zeta ζ eta η theta θ vartheta ϑ iota ι kappa κ
  lambda λ mu μ nu ν xi ξ pi π rho ρ sigma σ tau τ upsilon υ phi φ varphi φ chi χ psi ψ omega ω Gamma Γ Delta Δ Theta Θ
  Lambda Λ Xi Ξ Pi Π Sigma Σ Phi Φ Psi Ψ Omega Ω ell ℓ infty ∞ partial ∂ nabla ∇ times × cdot · pm ± mp ∓ leq ≤ le ≤
  geq ≥ ge ≥ neq ≠ ne ≠ approx ≈ sim ∼ simeq ≃ equiv ≡ propto ∝ ll ≪ gg ≫ in ∈ notin ∉ subset ⊂ subseteq ⊆ cup ∪ cap ∩
  forall ∀ exists ∃ to → rightarrow → leftarrow ← Rightarrow ⇒ leftrightarrow ↔ mapsto ↦ uparrow ↑ downarrow ↓ sum ∑
  prod ∏ int ∫ ldots … dots … cdots ⋯ langle ⟨ rangle ⟩ lfloor ⌊ rfloor ⌋ lceil ⌈ rceil ⌉ circ ∘ odot ⊙ oplus ⊕
  otimes ⊗ star ⋆ ast ∗ dagger † top ⊤ deg ° lVert ‖ rVert ‖ Vert ‖ vert | mid | setminus ∖ emptyset ∅`);
/** Names that are read as they are. */
const functions = /^(?:log|exp|min|max|sin|cos|tan|tanh|ln|arg|sup|inf|lim|det|dim|argmin|argmax)$/;
const raised = pairs("0 ⁰ 1 ¹ 2 ² 3 ³ 4 ⁴ 5 ⁵ 6 ⁶ 7 ⁷ 8 ⁸ 9 ⁹ + ⁺ - ⁻ = ⁼ ( ⁽ ) ⁾ n ⁿ i ⁱ ⊤ ᵀ");
const lowered = pairs(`0 ₀ 1 ₁ 2 ₂ 3 ₃ 4 ₄ 5 ₅ 6 ₆ 7 ₇ 8 ₈ 9 ₉ + ₊ - ₋ = ₌ ( ₍ ) ₎
  a ₐ e ₑ h ₕ i ᵢ j ⱼ k ₖ l ₗ m ₘ n ₙ o ₒ p ₚ r ᵣ s ₛ t ₜ u ᵤ v ᵥ x ₓ`);

function pairs(table: string): ReadonlyMap<string, string> {
  const words = table.split(/\s+/);
  return new Map(words.flatMap((word, index) => (index % 2 === 0 ? [[word, words[index + 1]] as const] : [])));
}

/** What stands in braces without braces in it. */
const group = String.raw`\{([^{}]*)\}`;
const styles =
  "math(?:bf|bb|cal|rm|it|sf|tt|frak|scr)|boldsymbol|bm|text(?:bf|it|rm|sc|tt)?|emph|operatorname\\*?|mbox|" +
  "overline|underline|hat|widehat|tilde|widetilde|bar|vec|dot";
/** In this order, from the inside out; each takes away braces. */
const rules: readonly (readonly [RegExp, (inside: string, second: string) => string])[] = [
  [new RegExp(String.raw`\\[dt]?frac\s*${group}\s*${group}`, "g"), (over, under) => `${whole(over)}/${whole(under)}`],
  [new RegExp(String.raw`\\sqrt\s*${group}`, "g"), (inside) => `√${whole(inside)}`],
  [new RegExp(String.raw`\\(?:${styles})\s*${group}`, "g"), (inside) => inside],
  [new RegExp(String.raw`\^\s*${group}`, "g"), (inside) => script(inside, raised, "^")],
  [new RegExp(String.raw`_\s*${group}`, "g"), (inside) => script(inside, lowered, "_")],
];
/** What only holds together. */
const bare = new RegExp(String.raw`(?<!\\[A-Za-z]*)${group}`, "g");
/** Deeper than any formula in a title or summary. */
const deepest = 4;
/** Signs that mean themselves, out of the way while braces are taken off. */
const kept = pairs("{ \u27ea } \u27eb _ \u27ec");

/** One formula, without its dollar signs. */
export function plainTex(tex: string): string {
  let text = tex
    .replace(/\\\\|\\[,;:! ]|~|\\q?quad\b/g, " ")
    .replace(/\\([{}_])/g, (_, sign: string) => kept.get(sign)!)
    .replace(/\\([%$#&])/g, "$1")
    .replace(/\\\|/g, "‖")
    .replace(/\\(?:left|right|[bB]igg?)(?![A-Za-z])\.?/g, "")
    .replace(/\\([A-Za-z]+)(?!\s*\{)/g, (all, name: string) =>
      functions.test(name) ? name : (letters.get(name) ?? all),
    )
    .replace(/([\^_])\s*([^{\s\\])/g, "$1{$2}");
  for (let round = 0; round < 2; round++) {
    for (let depth = 0; depth < deepest; depth++)
      for (const [pattern, read] of rules)
        text = text.replace(pattern, (_, inside: string, second: string) => read(inside, second));
    text = text.replace(bare, "$1");
  }
  for (const [sign, away] of kept) text = text.replaceAll(away, sign);
  return text.replace(/\s+/g, " ").trim();
}

/** Small signs where every one of them exists, else the mark that TeX has for it. */
function script(inside: string, signs: ReadonlyMap<string, string>, mark: string): string {
  const small = [...inside].map((sign) => signs.get(sign));
  return small.length > 0 && !small.includes(undefined) ? small.join("") : `${mark}${whole(inside)}`;
}

/** In brackets where it would fall apart without. */
const whole = (text: string): string => (/^[\p{L}\p{N}√.]*$/u.test(text) ? text : `(${text})`);
