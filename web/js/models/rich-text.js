/** Reads the small part of Markdown that descriptions may use into a tree; everything else is plain words (no DOM, no HTML). */

/**
 * @typedef {{ kind: "strong", inside: Span[] } | { kind: "em", inside: Span[] }} Emphasis
 * @typedef {{ kind: "text", text: string } | Emphasis | { kind: "link", href: string, inside: Span[] }} Span
 * @typedef {{ kind: "p", spans: Span[] } | { kind: "h", spans: Span[] }} Words
 * @typedef {{ kind: "ul", items: Span[][] } | { kind: "ol", items: Span[][] }} List
 * @typedef {Words | List} Block
 */

const HEADING = /^#{1,6} +(.+?)#* *$/;
const BULLET = /^ {0,3}[-*+] +(.*)$/;
const NUMBER = /^ {0,3}\d{1,3}[.)] +(.*)$/;
// One pass, leftmost first: an escaped sign, a link, bold, italic. Nothing nests deeper than a link in bold.
const SPAN =
  /\\([\\*_[\]()#+\-.])|\[([^[\]\n]{1,300})\]\((https:\/\/[^\s()<>"]{1,500})\)|\*\*(?=\S)([^\n]{1,2000}?)(?<=\S)\*\*|(?<![\p{L}\p{N}])__(?=\S)([^\n]{1,2000}?)(?<=\S)__(?![\p{L}\p{N}])|\*(?=[^\s*])([^*\n]+?)(?<=\S)\*|(?<![\p{L}\p{N}_])_(?=[^\s_])([^_\n]+?)(?<=\S)_(?![\p{L}\p{N}_])/u;

/**
 * @param {string} text
 * @param {number} [depth]
 * @returns {Span[]}
 */
export function spansOf(text, depth = 0) {
  /** @type {Span[]} */
  const spans = [];
  let rest = text;
  while (rest) {
    const found = depth < 4 ? SPAN.exec(rest) : null;
    if (!found) return addText(spans, rest);
    addText(spans, rest.slice(0, found.index));
    const [whole, escaped, words, href, strongStar, strongLine, emStar, emLine] = found;
    const strong = strongStar ?? strongLine;
    if (escaped) addText(spans, escaped);
    else if (href) spans.push({ kind: "link", href, inside: spansOf(words ?? href, 4) });
    else if (strong) spans.push({ kind: "strong", inside: spansOf(strong, depth + 1) });
    else spans.push({ kind: "em", inside: spansOf(emStar ?? emLine ?? "", depth + 1) });
    rest = rest.slice(found.index + whole.length);
  }
  return spans;
}

/** @param {Span[]} spans  @param {string} text */
function addText(spans, text) {
  const last = spans.at(-1);
  if (last?.kind === "text") last.text += text;
  else if (text) spans.push({ kind: "text", text });
  return spans;
}

/** @param {string} source @returns {Block[]} */
export function blocksOf(source) {
  /** @type {Block[]} */
  const blocks = [];
  /** @type {string[]} */
  let lines = [];
  const close = () => {
    if (lines.length) blocks.push({ kind: "p", spans: spansOf(lines.join("\n")) });
    lines = [];
  };
  for (const line of source.replaceAll("\r\n", "\n").split("\n")) {
    const heading = HEADING.exec(line)?.[1];
    const bullet = BULLET.exec(line)?.[1];
    const number = NUMBER.exec(line)?.[1];
    if (heading !== undefined || bullet !== undefined || number !== undefined || !line.trim()) close();
    if (heading !== undefined) blocks.push({ kind: "h", spans: spansOf(heading) });
    else if (bullet !== undefined) addItem(blocks, "ul", bullet);
    else if (number !== undefined) addItem(blocks, "ol", number);
    else if (line.trim()) lines.push(line.trim());
    else blocks.push({ kind: "p", spans: [] });
  }
  close();
  // An empty line ends a list; it is no paragraph of its own.
  return blocks.filter((block) => "items" in block || block.spans.length > 0);
}

/** @param {Block[]} blocks @param {"ul" | "ol"} kind @param {string} text */
function addItem(blocks, kind, text) {
  const last = blocks.at(-1);
  if (last?.kind === kind) /** @type {{ items: Span[][] }} */ (last).items.push(spansOf(text));
  else blocks.push({ kind, items: [spansOf(text)] });
}
