/** Слова страниц studio. @type {Words.Russian<typeof import("../en/studio.js").default>} */
export default {};
