/** Descriptions: a little Markdown, and nothing that is not words. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { blocksOf, spansOf } from "../../web/js/models/rich-text.js";

const text = (words) => ({ kind: "text", text: words });

test("paragraphs, headings and lists are told apart", () => {
  assert.deepEqual(
    blocksOf("Thrown by hand.\nFired twice.\n\n## Care\n- By hand\n- Not in the microwave\n\n1. Rinse\n2) Dry\n").map(
      ({ kind }) => kind,
    ),
    ["p", "h", "ul", "ol"],
  );
  const [first] = blocksOf("Thrown by hand.\nFired twice.");
  assert.deepEqual(first, { kind: "p", spans: [text("Thrown by hand.\nFired twice.")] });
  assert.deepEqual(blocksOf("- a\n\n- b").length, 2, "an empty line ends a list");
  assert.deepEqual(blocksOf(""), []);
});

test("bold, italic and links are read, wherever they stand", () => {
  assert.deepEqual(spansOf("**1.2 l** and _light_"), [
    { kind: "strong", inside: [text("1.2 l")] },
    text(" and "),
    { kind: "em", inside: [text("light")] },
  ]);
  assert.deepEqual(spansOf("See [the glaze](https://kiln.example/glaze?a=1)."), [
    text("See "),
    { kind: "link", href: "https://kiln.example/glaze?a=1", inside: [text("the glaze")] },
    text("."),
  ]);
  assert.deepEqual(spansOf("**[a](https://a.example)**"), [
    { kind: "strong", inside: [{ kind: "link", href: "https://a.example", inside: [text("a")] }] },
  ]);
});

test("what is no markup stays as it was typed", () => {
  for (const plain of [
    "2 * 3 * 4",
    "snake_case_name",
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "[x](javascript:alert(1))",
    "[x](http://a.example)",
    "[x](https://a.example/\"onmouseover=alert(1))",
    "a ** b ** c",
    "**",
    "100 % cotton *",
  ])
    assert.deepEqual(spansOf(plain), [text(plain)], plain);
  assert.deepEqual(spansOf("\\*not bold\\*"), [text("*not bold*")]);
});

test("long and hostile text is read in a moment", () => {
  for (const hostile of ["**".repeat(10_000), "[".repeat(20_000), "*a".repeat(10_000), "_".repeat(20_000), "**a ".repeat(5_000)])
    assert.ok(blocksOf(hostile).length <= 1);
});
