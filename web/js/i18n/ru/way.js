/** Russian words of the choice of how the picture comes. */
export default /** @satisfies {Words.Russian<typeof import("../en/way.js").default>} */ ({
  "way.open": "Как приходит картинка",
  "way.legend": "Картинка",
  "way.auto": "Автоматически",
  "way.auto.why": "Настолько живо, насколько позволяет сеть",
  "way.webrtc": "Самая живая",
  "way.webrtc.why": "Отставание меньше секунды",
  "way.hls": "Ровная",
  "way.hls.why": "Отставание около двух секунд",
  "way.behind": "Сейчас картинка идёт ровным путём. Ставки и наличие берутся на момент нажатия.",
});
