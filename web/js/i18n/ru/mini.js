/** Russian words of the small player on the pages of the shop. @type {Words.Russian<typeof import("../en/mini.js").default>} */
export default {
  "mini.label": "Эфир продолжается: {title}",
  "mini.back": "Вернуться в эфир {title}",
  "mini.close": "Закрыть маленький плеер",
  "mini.mute": "Выключить звук",
  "mini.unmute": "Включить звук",
  "mini.lost": "Возвращаем картинку",
  "mini.interrupted": "Небольшая пауза",
  "mini.over": "Эфир закончился",
  "mini.blocked": "Нажмите, чтобы вернуться в эфир",
};
