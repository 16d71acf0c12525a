/** Слова страниц watch. @type {Words.Russian<typeof import("../en/watch.js").default>} */
export default {};
