/** English words of the choice of how the picture comes. */
export default /** @type {const} */ ({
  "way.open": "How the picture comes",
  "way.legend": "Picture",
  "way.auto": "Automatic",
  "way.auto.why": "As live as your network allows",
  "way.webrtc": "Most live",
  "way.webrtc.why": "Under a second behind",
  "way.hls": "Steady",
  "way.hls.why": "About two seconds behind",
  "way.behind": "The picture comes the steady way now. Bids and stock are those of the moment you tap.",
});
