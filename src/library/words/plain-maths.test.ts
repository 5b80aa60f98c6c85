import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { plainMaths } from "./plain-maths.ts";

describe("a formula in plain text", () => {
  test.each([
    ["runs in $O(n^2)$ time", "runs in O(n²) time"],
    ["$\\mathcal{O}(n \\log n)$", "O(n log n)"],
    ["$\\alpha$-entmax with $\\alpha = 1.5$", "α-entmax with α = 1.5"],
    ["scaled by $\\frac{1}{\\sqrt{L}}$", "scaled by 1/√L"],
    ["$\\frac{a+b}{2}$", "(a+b)/2"],
    ["$x_{i+1} = x_i - \\eta \\nabla f(x_i)$", "xᵢ₊₁ = xᵢ - η ∇ f(xᵢ)"],
    ["$10^{-3}$ and $2\\times$ faster", "10⁻³ and 2× faster"],
    ["$\\mathbb{R}^{d}$ and $\\|x\\|_2 \\leq 1$", "R^d and ‖x‖₂ ≤ 1"],
    ["$\\text{softmax}\\left(QK^\\top\\right)$", "softmax(QKᵀ)"],
    ["$\\{0, 1\\}$", "{0, 1}"],
    ["by 90% ($\\approx 5$)", "by 90% (≈ 5)"],
    ["$p_\\theta(x \\mid y)$", "p_θ(x | y)"],
    ["costs $5 and $6", "costs $5 and $6"],
    ["$\\foo{x} + 1$", "\\foo{x} + 1"],
  ])("%s", (written, read) => expect(plainMaths(written)).toBe(read));

  test("is made of any text", () => {
    fc.assert(fc.property(fc.string({ maxLength: 300 }), (text) => typeof plainMaths(`$${text}$`) === "string"));
  });
});
