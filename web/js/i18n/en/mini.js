/** English words of the small player on the pages of the shop. */
export default /** @type {const} */ ({
  "mini.label": "The show goes on: {title}",
  "mini.back": "Back to the show {title}",
  "mini.close": "Close the small player",
  "mini.mute": "Sound off",
  "mini.unmute": "Sound on",
  "mini.lost": "Getting the picture back",
  "mini.interrupted": "A short pause",
  "mini.over": "The show is over",
  "mini.blocked": "Tap to go back to the show",
});
